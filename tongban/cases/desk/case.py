"""The desk of a case: form, materials, timeline and acts on one screen; one key an act."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.cases.handlers import target_of
from tongban.cases.models import Case
from tongban.cases.selectors import interested as touched
from tongban.cases.selectors import rows, shown, waiting
from tongban.cases.selectors.beside import beside_case
from tongban.cases.services import (
    calling,
    corrections,
    fees,
    hearing,
    intake,
    interested,
    notes,
    progress,
    renewal,
    revocation,
)
from tongban.cases.types import Lack
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.requests import Request
from tongban.core.accounts.services import unmask as read_recorded
from tongban.core.devices import requests as devices
from tongban.core.papers.selectors import papers_of
from tongban.core.shell import clock, errors_text
from tongban.core.shell.faults import error_page
from tongban.core.workdays.rules import ZONE
from tongban.lib.errors import Refusal
from tongban.lib.keys import key_of
from tongban.parties.types import IDENTITY_TYPES
from tongban.ratings.selectors import box as rating_box
from tongban.workflow import selectors as engine
from tongban.workflow.errors import Conflict
from tongban.workflow.schemas import COMMANDS, late_of, number, open_steps, version_of
from tongban.workflow.schemas import number as integer
from tongban.workflow.types import LATE_REASONS, LAWFUL_REASONS, Command

PAGE = 50
INTERESTED = ("name", "interest", "identity_type", "number", "contact")


@require_safe
def index(request: Request) -> HttpResponse:
    """List the cases in my scope by state, number or applicant; the latest first, by key."""
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    found = rows.found(request.actor, state=state, text=text)
    if after := key_of(request.GET.get("after", "")):
        found = found.filter(pk__lt=after)
    cases = list(found[: PAGE + 1])
    now = clock.now()
    more = cases[PAGE - 1].pk if len(cases) > PAGE else None
    query = request.GET.copy()
    query["after"] = str(more)
    return render(
        request,
        "cases/desk_list.html",
        {
            "rows": [(case, shown.due(case, now)) for case in cases[:PAGE]],
            "state": state,
            "text": text,
            "states": rows.STATES,
            "next_url": f"?{query.urlencode()}" if more else "",
        },
    )


@require_safe
def detail(request: Request, number: str) -> HttpResponse:
    """Show everything of one case, and what the viewer may do to it now."""
    case = rows.by_number(number, request.actor)
    return show(request, case)


def show(
    request: Request, case: Case, status: int = 200, *, clear: bool = False, **more: Any
) -> HttpResponse:
    """Draw the page; after a refusal `more` holds what was sent and the sentence at its place."""
    now = clock.now()
    work = engine.snapshot(case.item)
    acts = engine.allowed_acts(case.item, request.actor, now, work)
    licence = rows.licence_of(case)
    noted, materials = rows.notes_on(case), rows.materials_seen(case, now=now)
    around = waiting.standing(case)
    own = waiting.available(case, acts, around, request.actor, now)
    # What other areas show of this case (panels "cases.desk") finds it here.
    request.case, request.case_clear = case, clear  # type: ignore[attr-defined]
    context = {
        **around,
        "own": own,
        "presiders": hearing.presiders(case, now=now, work=work) if "call_hearing" in own else [],
        "identity_types": [("", _("没有证件号码")), *IDENTITY_TYPES.items()],
        "right_now": now,
        "told": touched.told(around["interested"]),
        "renewal_waits": renewal.waits(case) if around["renewal"] else "",
        "case": case,
        "beside": beside_case(request.actor, case),
        "item": case.item,
        "content": case.edition.parsed,
        "acts": acts,
        "by_act": {act.act: act for act in acts},
        "tasks": open_steps(work, acts, now=now),
        "clocks": shown.clocks(case, now, work),
        "materials": [(row, noted.get(row.pk, ())) for row in materials],
        "callable": calling.callable_codes(case, materials) if calling.handles(acts) else (),
        "me": request.actor.ref,
        "colleagues": _colleagues(request, now),
        "shown": shown.shown_form(case, clear=clear),
        "clear": clear,
        "suspend_reasons": [  # a hearing has acts of its own
            (code, LAWFUL_REASONS[code])
            for act in acts
            if act.act == "suspend"
            for code in act.choices
            if code != "hearing"
        ],
        "corrections": list(case.corrections.all()),
        "late_reasons": LATE_REASONS,
        "reply_by": engine.reply_by(case.item.division_id, now),
        "lack_choices": shown.lack_choices(case),
        "extend_ruler": shown.extend_ruler(work),
        "papers": papers_of(case.subject),
        "licence": licence,
        "bill": fees.bill(case),
        "rating_box": rating_box(target_of(case), request.actor),
        "timeline": shown.timeline(case, inner=True, work=work),
        "due": shown.due(case, now),
        "version": case.item.version,
        **devices.bridge(request.actor),
        **more,
    }
    page = render(request, "cases/desk_detail.html", context, status=status)
    return devices.opened(page, request.actor)


def _colleagues(request: Request, now: datetime) -> list[tuple[str, str]]:
    """Give to whom a task may go: oneself, the pool, one's colleagues; whether they hold the role,
    the engine says.
    """
    me = request.actor.account_id
    if me is None:
        return []
    others = [(str(one.pk), one.name) for one in accounts.colleagues_of(me, now=now)]
    return [(str(me), "我来办（签收）"), ("", "退回待办池"), *others]


@require_POST
def call_licence(request: Request, number: str) -> HttpResponse:
    """Call a licence for a material; the page comes back at the material with what was seen."""
    case, code = rows.by_number(number, request.actor), request.POST.get("code", "")
    try:
        calling.call_licence(actor=request.actor, now=clock.now(), case=case, code=code)
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
        return show(request, case, status=refusal.status if refusal.status < 500 else 422)
    messages.success(request, _("已调用，看到的内容存入本件；申请人能看到这次调用。"))
    return redirect(f"{reverse('cases-desk-detail', args=[number])}#material-{code}")


@require_POST
def note_material(request: Request, number: str) -> HttpResponse:
    """Write a note on a material, or take one's own back; the page comes back at the material."""
    case = rows.by_number(number, request.actor)
    code, back = request.POST.get("code", ""), integer(request.POST, "back")
    try:
        if back:
            notes.take_note_back(actor=request.actor, now=clock.now(), case=case, note=back)
        else:
            notes.note_material(
                actor=request.actor,
                now=clock.now(),
                case=case,
                code=code,
                text=request.POST.get("text", ""),
            )
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
        status = refusal.status if refusal.status < 500 else 422
        return show(request, case, status=status, note_sent=request.POST)
    messages.success(request, _("批注已撤回。") if back else _("批注已保存。"))
    address = reverse("cases-desk-detail", args=[number])
    return redirect(f"{address}#material-{code}" if code else address)


@require_POST
def act(request: Request, number: str, name: str) -> HttpResponse:
    """Do one act; a conflict shows the present state instead of doing it twice."""
    case = rows.by_number(number, request.actor)
    run = ACTS.get(name)
    if run is None:
        return error_page(request, 404)
    try:
        run(request, case)
    except Conflict as refusal:
        messages.error(request, errors_text(refusal))
        case = rows.by_number(number, request.actor)
        return show(request, case, status=409)
    except Refusal as refusal:
        text = errors_text(refusal)
        messages.error(request, text)
        errors = {refusal.field: text} if refusal.field else {}
        status = refusal.status if refusal.status < 500 else 422
        return show(request, case, status=status, act_sent=request.POST, act_errors=errors)
    messages.success(request, _("已办理。"))
    return redirect("cases-desk-detail", number=number)


def accept(request: Request, case: Case) -> None:
    intake.accept(
        actor=request.actor,
        now=clock.now(),
        case=case,
        version=version_of(request.POST),
        note=request.POST.get("note", ""),
    )


def refuse(request: Request, case: Case) -> None:
    intake.refuse(
        actor=request.actor,
        now=clock.now(),
        case=case,
        version=version_of(request.POST),
        reason=request.POST.get("reason", ""),
        redirect=request.POST.get("redirect", ""),
    )


def ask_correction(request: Request, case: Case) -> None:
    """Read the ticked places, each with what is wanted there."""
    titles = dict(shown.lack_choices(case))
    lacks = [
        Lack(place, titles[place], request.POST.get(f"what:{place}", "").strip() or _("请补交"))
        for place in request.POST.getlist("place")
        if place in titles
    ]
    corrections.ask_correction(
        actor=request.actor,
        now=clock.now(),
        case=case,
        version=version_of(request.POST),
        lacks=lacks,
        note=request.POST.get("note", ""),
    )


def tell_hearing(request: Request, case: Case) -> None:
    hearing.tell(
        actor=request.actor,
        now=clock.now(),
        case=case,
        version=version_of(request.POST),
        reason=request.POST.get("reason", ""),
    )


def tell_interested(request: Request, case: Case) -> None:
    sent = {name: request.POST.get(name, "") for name in INTERESTED}
    interested.tell(
        actor=request.actor, now=clock.now(), case=case, version=version_of(request.POST), **sent
    )


def hear_interested(request: Request, case: Case) -> None:
    interested.record(
        actor=request.actor,
        now=clock.now(),
        case=case,
        version=version_of(request.POST),
        interested=number(request.POST, "interested"),
        text=request.POST.get("text", ""),
    )


def call_hearing(request: Request, case: Case) -> None:
    hearing.call(
        actor=request.actor,
        now=clock.now(),
        case=case,
        version=version_of(request.POST),
        at=moment(request.POST.get("at", "")),
        place=request.POST.get("place", ""),
        presider=number(request.POST, "presider"),
        reason=request.POST.get("reason", ""),
    )


def hold_hearing(request: Request, case: Case) -> None:
    hearing.hold(
        actor=request.actor,
        now=clock.now(),
        case=case,
        version=version_of(request.POST),
        minutes=request.POST.get("minutes", ""),
        attended=request.POST.get("attended", ""),
    )


def propose_revocation(request: Request, case: Case) -> None:
    revocation.propose(
        actor=request.actor,
        now=clock.now(),
        case=case,
        version=version_of(request.POST),
        ground=request.POST.get("ground", ""),
        reason=request.POST.get("reason", ""),
    )


def decide_revocation(request: Request, case: Case) -> None:
    revocation.decide(
        actor=request.actor,
        now=clock.now(),
        case=case,
        version=version_of(request.POST),
        result=request.POST.get("result", ""),
        reason=request.POST.get("reason", ""),
    )


def moment(text: str) -> datetime | None:
    """Return the moment of a date-and-time field, in Asia/Shanghai; None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def engine_act(read: Callable[[QueryDict], Command]) -> Callable[[Request, Case], None]:
    """Return an act that only turns the form into the engine's command."""

    def run(request: Request, case: Case) -> None:
        progress.perform(
            actor=request.actor,
            now=clock.now(),
            case=case,
            command=read(request.POST),
            version=version_of(request.POST),
            late=late_of(request.POST),
        )

    return run


ACTS: Mapping[str, Callable[[Request, Case], None]] = {
    "accept": accept,
    "refuse": refuse,
    "ask_correction": ask_correction,
    "tell_interested": tell_interested,
    "hear_interested": hear_interested,
    "tell_hearing": tell_hearing,
    "call_hearing": call_hearing,
    "hold_hearing": hold_hearing,
    "propose_revocation": propose_revocation,
    "decide_revocation": decide_revocation,
    **{name: engine_act(read) for name, read in COMMANDS.items()},
}


@require_POST
def unmask(request: Request, number: str) -> HttpResponse:
    """Show the personal values of the form, for a reason, which is recorded."""
    case = rows.by_number(number, request.actor)
    try:
        read_recorded(
            actor=request.actor,
            now=clock.now(),
            subject=case.subject,
            fields=("form",),
            reason=request.POST.get("reason", ""),
        )
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
        return redirect("cases-desk-detail", number=number)
    return show(request, case, clear=True)
