"""The citizen's pages: ask for a visit, see what was answered, take it back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue import selectors as catalogue
from tongban.core.accounts.requests import Request
from tongban.core.params import selectors as params
from tongban.core.shell import clock, errors_text
from tongban.core.workdays.rules import local_date
from tongban.lib.errors import Refusal
from tongban.lib.keys import key_of
from tongban.parties.selectors import parties_i_may_act_for
from tongban.windows import selectors, services, states
from tongban.windows.types import HOME, HOURS, KINDS, PARTS, WHY, Wish

FIELDS = ("party", "kind", "why", "day", "part", "address", "phone", "note")


def guide_panel(request: HttpRequest) -> dict[str, Any] | None:
    """On a guide whose matter a hall handles: the way to ask for a visit."""
    edition = getattr(request, "edition", None)
    if edition is None or not edition.hall:
        return None
    return {"task_code": edition.implementation.task_code}


@require_safe
def index(request: Request) -> HttpResponse:
    """What I asked for, the latest first."""
    rows = [(row, row.state in states.OPEN) for row in selectors.mine(request.actor)]
    return render(request, "windows/my.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, task_code: str) -> HttpResponse:
    """Ask for a visit; what was typed stays where it is refused."""
    edition = catalogue.edition_in_force(task_code, on=local_date(clock.now()))
    if request.method != "POST":
        return _show(request, edition)
    sent = {name: request.POST.get(name, "").replace("\x00", "") for name in FIELDS}
    try:
        row = services.ask(
            actor=request.actor,
            now=clock.now(),
            task_code=task_code,
            party=key_of(sent["party"]),
            wish=_wish(sent),
        )
    except Refusal as refusal:
        if refusal.status in {403, 404} and not refusal.field:
            raise
        said = errors_text(refusal)
        messages.error(request, said)
        return _show(
            request, edition, refusal.status, sent=sent, errors={refusal.field or "kind": said}
        )
    messages.success(
        request, _("已提出，预约号 %(number)s。答复会发给您。") % {"number": row.number}
    )
    return redirect("windows-my")


def _wish(sent: dict[str, str]) -> Wish:
    try:
        day = date.fromisoformat(sent["day"])
    except ValueError:
        day = None
    part = sent["part"].removeprefix(f"{sent['kind']}:")
    texts = {name: sent[name] for name in ("kind", "why", "address", "phone", "note")}
    return Wish(day=day, part=part, **texts)


def _show(request: Request, edition: Any, status: int = 200, **more: Any) -> HttpResponse:
    people = [
        (str(one.party_id), one.name)
        for one in parties_i_may_act_for(request.actor, now=clock.now())
    ]
    today, place = local_date(clock.now()), edition.implementation.division_id
    context = {
        "edition": edition,
        "people": list(dict.fromkeys(people)),
        "kinds": list(KINDS.items()),
        "why": list(WHY.items()),
        "parts": [
            (f"{kind}:{code}", f"{KINDS[kind]}：{label}")
            for kind in (HOME, HOURS)
            for code, label in PARTS[kind].items()
        ],
        "age": params.number("windows.home_age", on=today, division=place),
        "day_hint": _("明天起 %(days)s 天以内") % {"days": _ahead(today, place)},
        "sent": {"kind": HOME},
        "errors": {},
        **more,
    }
    return render(request, "windows/ask.html", context, status=status)


def _ahead(today: date, place: str) -> int:
    return params.number("windows.ahead", on=today, division=place)


@require_POST
def withdraw(request: Request, number: str) -> HttpResponse:
    """Take it back; a second press changes nothing."""
    services.withdraw(actor=request.actor, now=clock.now(), number=number)
    messages.success(request, _("预约已取消。"))
    return redirect("windows-my")
