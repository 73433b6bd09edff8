"""依职权注销: what is proposed and waits, what ended without a renewal, what was decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.cases import permissions
from tongban.cases.errors import CaseUnknown
from tongban.cases.models import Cancellation
from tongban.cases.rules import cancellation as rules
from tongban.cases.selectors import cancellation as reading
from tongban.cases.services import cancellation as acts
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.requests import Request
from tongban.core.accounts.types import Actor
from tongban.core.papers.selectors import papers_of
from tongban.core.shell import clock, errors_text
from tongban.core.shell.faults import error_page
from tongban.core.shell.ports import Todo
from tongban.lib.errors import Refusal
from tongban.lib.keys import key_of
from tongban.licences import selectors as licences
from tongban.licences.errors import UnknownLicence

PAGE = 50
SCREEN = 5
TEXT_MOST = 1000
TABS = (("open", "待决定", ""), ("ended", "期满未延续", ""), ("done", "已注销", "cancelled"),
        ("kept", "不予注销", "kept"))  # fmt: skip


def todos(request: HttpRequest) -> list[Todo]:
    """Give what waits for the viewer's decision."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return [
        Todo(
            title=f"注销{row.licence.title}",
            url=reverse("cases-desk-cancellation", args=[row.pk]),
            number=row.licence.number,
            meta=reading.ground_title(row.ground),
        )
        for row in reading.waiting(actor, SCREEN)
    ]


@require_safe
def index(request: Request) -> HttpResponse:
    """List one of the four kinds, in the viewer's scope, a page at a time."""
    if not permissions.cancels(request.actor):
        return error_page(request, 403)
    known = {code: outcome for code, _title, outcome in TABS}
    tab = request.GET.get("tab", "open")
    tab = tab if tab in known else "open"
    start = key_of(request.GET.get("after", ""))
    found: Any
    if tab == "ended":
        found = reading.ended(request.actor, now=clock.now(), after=start, limit=PAGE + 1)
    else:
        found = reading.listed(request.actor, outcome=known[tab], before=start, limit=PAGE + 1)
    more = len(found) > PAGE
    base = reverse("cases-desk-cancellations")
    context = {
        "tab": tab,
        "tabs": [
            {"code": code, "label": title, "url": f"{base}?tab={code}"} for code, title, _o in TABS
        ],
        "rows": [_line(row) for row in found[:PAGE]] if tab != "ended" else found[:PAGE],
        "next_url": f"?tab={tab}&after={found[PAGE - 1].pk}" if more else "",
        "may_propose": request.actor.can(permissions.PROPOSE),
        "most": acts.BATCH_MOST,
    }
    return render(request, "cases/desk_cancellations.html", context)


def _line(row: Cancellation) -> dict[str, Any]:
    return {"row": row, "ground": reading.ground_title(row.ground)}


@require_POST
def propose_many(request: Request) -> HttpResponse:
    """Propose those that were ticked; say of each that could not be why."""
    ids = [key_of(one) for one in request.POST.getlist("licence")]
    done = acts.propose_many(actor=request.actor, now=clock.now(), licence_ids=[*filter(None, ids)])
    if done.made:
        messages.success(request, _("已提出 %(n)s 件，等待别的人员决定。") % {"n": len(done.made)})
    for number, why in done.refused:
        messages.error(request, f"{_named(request, number)}：{errors_text(why)}")
    if not ids:
        messages.error(request, _("请先勾选要提出注销的证照。"))
    return redirect(f"{reverse('cases-desk-cancellations')}?tab=ended")


def _named(request: Request, licence: str) -> str:
    """Return the number of a licence that the actor sees; of another only that there is one."""
    row = licences.get(int(licence)) if licence.isdecimal() else None
    seen = row and licences.visible_by_number(request.actor, row.number)
    return seen.number if seen else str(_("一份证照"))


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request) -> HttpResponse:
    """Propose the end of one licence, found by its number."""
    if not request.actor.can(permissions.PROPOSE):
        return error_page(request, 403)
    said = request.POST or request.GET
    number = said.get("number", "").strip()[:80]
    licence = licences.visible_by_number(request.actor, number) if number else None
    errors: dict[str, str] = {}
    if number and licence is None:
        errors["number"] = str(_("您的机构没有颁发过这个编号的证照，请核对。"))
    if request.method == "POST" and licence is not None:
        try:
            row = acts.propose(
                actor=request.actor,
                now=clock.now(),
                licence_id=licence.pk,
                ground=request.POST.get("ground", ""),
                reason=request.POST.get("reason", "")[:TEXT_MOST],
                evidence=request.POST.get("evidence", "")[:TEXT_MOST],
            )
        except Refusal as why:
            errors[why.field or "general"] = errors_text(why)
        else:
            messages.success(request, _("已提出，等待别的人员决定。"))
            return redirect("cases-desk-cancellation", key=row.pk)
    context = {
        "number": number,
        "licence": licence,
        "grounds": [("", "请选择"), *rules.GROUNDS.items()],
        "running": reading.open_of(licence) if licence else None,
        "said": said,
        "errors": errors,
    }
    return render(
        request, "cases/desk_cancellation_new.html", context, status=422 if errors else 200
    )


@require_safe
def detail(request: Request, key: int) -> HttpResponse:
    """Show one: the licence, the ground, the evidence, the decision and the notice."""
    return show(request, key)


def show(
    request: Request, key: int, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    try:
        row = reading.one(request.actor, key)
    except (CaseUnknown, UnknownLicence):
        return error_page(request, 404)
    deciding = not row.outcome and permissions.at_its_body(
        request.actor, permissions.CANCEL, row.licence
    )
    context = {
        **_line(row),
        "licence": row.licence,
        "proposer": accounts.names_of([row.proposed_by]).get(row.proposed_by, ""),
        "decider": accounts.names_of([row.decided_by]).get(row.decided_by, ""),
        "papers": papers_of(row.subject),
        "may_decide": deciding and row.proposed_by != request.actor.ref,
        "own": deciding and row.proposed_by == request.actor.ref,
        "waits": reading.misfit(row.licence, row.ground, now=clock.now()) if deciding else "",
        "said": request.POST,
        "errors": errors or {},
    }
    return render(request, "cases/desk_cancellation.html", context, status=status)


@require_POST
def decide(request: Request, key: int) -> HttpResponse:
    """Cancel, or let it stand; a conflict shows what is so now."""
    try:
        acts.decide(
            actor=request.actor,
            now=clock.now(),
            cancellation=key,
            result=request.POST.get("result", ""),
            reason=request.POST.get("reason", "")[:TEXT_MOST],
        )
    except CaseUnknown:
        return error_page(request, 404)
    except Refusal as why:
        text = errors_text(why)
        messages.error(request, text)
        return show(request, key, {why.field: text} if why.field else {}, why.status)
    messages.success(request, _("已决定。"))
    return redirect("cases-desk-cancellation", key=key)
