"""What I keep: all lists with their drafts, one list with its editions and what was done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.core.accounts.selectors import names_of
from tongban.core.accounts.types import Actor
from tongban.core.divisions import selectors as divisions
from tongban.core.ledger import selectors as ledger
from tongban.core.organisations import selectors as organisations
from tongban.core.shell import clock, errors_text
from tongban.core.shell import ports as shell
from tongban.lists import permissions, ports, selectors, services
from tongban.lists.desk import shared
from tongban.lists.errors import ListRefused
from tongban.lists.portal import showing
from tongban.lists.querysets import EDIT, PUBLISH
from tongban.lists.selectors import Kept

SHOWN = 40
TABS = (("", _("全部")), ("draft", _("草稿")), ("review", _("待审核")))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The lists that I keep, with what is in force, what is coming, and their drafts."""
    actor = shared.actor_of(request)
    return render(request, "lists/desk/index.html", _index(request, actor))


def _index(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    rows = selectors.kept(actor, on=shared.today())
    wanted = request.GET.get("show", "")
    counts = {
        state: sum(1 for row in rows if row.draft and row.draft.state == state)
        for state in ("draft", "review")
    }
    shown = [row for row in rows if not wanted or (row.draft and row.draft.state == wanted)]
    return {
        "rows": shown,
        "names": names_of(row.draft.edited_by for row in shown if row.draft),
        "tabs": [
            {
                "code": code,
                "label": label,
                "url": f"?show={code}" if code else "?",
                "count": counts.get(code, len(rows)),
            }
            for code, label in TABS
        ],
        "show": wanted if wanted in counts else "",
        "units": {kind.code: kind.unit for kind in ports.kinds},
        **_new(actor, rows),
    }


def _new(actor: Actor, rows: list[Kept]) -> dict[str, Any]:
    """Return what the dialogue for a new list offers: kinds, places, bodies within my scope."""
    places = [
        place
        for place in (divisions.city(), *divisions.counties())
        if actor.can(EDIT, division_path=place.path) or actor.can(PUBLISH, division_path=place.path)
    ]
    bodies = [
        (body.code, f"{body.division.name} · {body.short_name}")
        for body in organisations.in_division(divisions.city().code, below=True, kind="body")
        if actor.can(EDIT, organisation_path=body.path, division_path=body.division.path)
        or actor.can(PUBLISH, division_path=body.division.path)
    ]
    own = [kind.code for kind in ports.kinds if kind.by_body]
    shared_kinds = [kind.code for kind in ports.kinds if not kind.by_body]
    return {
        "kinds": [(kind.code, kind.title) for kind in ports.kinds],
        "places": [(place.code, place.name) for place in places],
        "bodies": bodies,
        "when_body": f"kind={'|'.join(own)}",
        "when_place": f"kind={'|'.join(shared_kinds)}",
    }


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a list, or its next edition; goes to the draft that is open then."""
    actor = shared.actor_of(request)
    given = {name: request.POST.get(name, "")[:60] for name in ("kind", "division", "organisation")}
    try:
        kind = ports.kinds.get(given["kind"])
        division, body = given["division"], ""
        if kind.by_body and given["organisation"]:
            found = organisations.get(given["organisation"])
            division, body = found.division_id, found.code
        edition = services.begin(
            actor=actor, now=clock.now(), kind=kind.code, division=division, organisation=body
        )
    except ListRefused as refusal:
        messages.error(request, errors_text(refusal))
        return redirect("lists-desk")
    return redirect("lists-desk-draft", code=edition.published_list.code)


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One list: its editions, its draft, what was done with it."""
    owner = shared.kept(request, code)
    return render(request, "lists/desk/detail.html", _detail(request, code, owner))


def _detail(request: HttpRequest, code: str, owner: Any) -> dict[str, Any]:
    on = shared.today()
    editions = list(owner.editions.public().with_names().order_by("-number"))
    done = ledger.timeline(owner.subject)[-SHOWN:][::-1]
    draft = selectors.draft(code)
    people = names_of([*(one.actor for one in done), *([draft.edited_by] if draft else [])])
    return {
        "list": owner,
        "kind": ports.kinds.find(owner.kind),
        "draft": draft,
        "editor": people.get(draft.edited_by, "") if draft else "",
        "held": selectors.current(editions, on),
        "editions": [
            {
                "row": one,
                "tone": showing.STATES[one.state],
                "holds": selectors.holds(one, on),
                "future": bool(one.effective_from and one.effective_from > on),
                "ended": bool(one.effective_to and one.effective_to < on),
            }
            for one in editions
        ],
        "done": [
            {"at": one.at, "title": one.text, "actor": people.get(one.actor, one.actor)}
            for one in done
        ],
        **shared.powers(request, owner),
    }


@require_POST
def withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Withdraw a published edition, with the reason that the public will read."""
    owner = shared.kept(request, code)
    try:
        services.withdraw(
            actor=shared.actor_of(request),
            now=clock.now(),
            code=code,
            number=number,
            reason=request.POST.get("reason", ""),
        )
    except ListRefused as refusal:
        context = _detail(request, code, owner)
        return shared.refused(request, refusal, "lists/desk/detail.html", context)
    messages.success(request, _("已撤回第 {number} 版。").format(number=number))
    return redirect("lists-desk-list", code=code)


@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Delete a draft; what is in force stays."""
    shared.kept(request, code)
    try:
        services.discard(
            actor=shared.actor_of(request),
            now=clock.now(),
            code=code,
            seen=shared.number(request.POST.get("seen", "")),
        )
    except ListRefused as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("草稿已删除，施行中的版本没有变。"))
    return redirect("lists-desk-list", code=code)


def todos(request: HttpRequest) -> list[shell.Todo]:
    """What waits: editions to review for who publishes, editions sent back for who edits."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not permissions.keeps_lists(actor):
        return []
    found = []
    for edition in selectors.waiting(actor):
        owner = edition.published_list
        mine = permissions.may_publish(actor, owner)
        if mine or edition.state == "draft":
            page = "lists-desk-review" if edition.state == "review" else "lists-desk-draft"
            words = _("待审核公布") if edition.state == "review" else _("被退回，待修改")
            found.append(
                shell.Todo(
                    title=f"{owner.title}第 {edition.number} 版",
                    url=reverse(page, args=[owner.code]),
                    state="yellow",
                    meta=f"{owner.division.name} · {words}",
                )
            )
    return found
