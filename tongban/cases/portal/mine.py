"""My cases: the list, one case with its progress, and what the applicant may do to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.cases.errors import Incomplete
from tongban.cases.models import Case, Channel
from tongban.cases.selectors import custody, papers, rows, shown, waiting
from tongban.cases.services import corrections, deferral, fees, hearing, progress, revocation
from tongban.core.accounts.requests import Request
from tongban.core.accounts.types import Actor
from tongban.core.papers.selectors import papers_of
from tongban.core.shell import clock, errors_text
from tongban.forms import rules as forms
from tongban.forms.types import FieldError
from tongban.lib.errors import Refusal
from tongban.lib.keys import key_of
from tongban.ratings.selectors import of_subject as rating_of
from tongban.workflow import selectors as engine
from tongban.workflow.types import Urge, Withdraw

MATERIAL = "material:"
PAGE = 20
AT_HOME = 5  # cases on a person's own page; the rest is one tap away
CORRECTING = "correcting"


@require_safe
def index(request: Request) -> HttpResponse:
    """List what I applied for and what I have begun, the latest first, a page at a time."""
    found = rows.mine(request.actor)
    if after := key_of(request.GET.get("after", "")):
        found = found.filter(pk__lt=after)
    cases = list(found[: PAGE + 1])
    more = cases[PAGE - 1].pk if len(cases) > PAGE else None
    now = clock.now()
    return render(
        request,
        "cases/my.html",
        {
            "cases": [(case, case.item.light(now)) for case in cases[:PAGE]],
            "next_url": f"?after={more}" if more else "",
            "drafts": rows.open_drafts(request.actor),
            "discarded": request.session.get("discarded_draft"),
        },
    )


def home_panel(request: HttpRequest) -> dict[str, Any] | None:
    """Give what waits for me first, then what is under way; None hides the panel."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    latest = list(rows.mine(actor)[:PAGE])
    waiting = [case for case in latest if case.item.state == CORRECTING]
    running = [case for case in latest if not case.item.closed_at and case not in waiting]
    shown_here = waiting + running[: max(AT_HOME - len(waiting), 0)]
    drafts = rows.open_drafts(actor)
    return {"cases": shown_here, "drafts": drafts} if shown_here or drafts else None


@require_safe
def detail(request: Request, number: str) -> HttpResponse:
    """Show how far it is, what is asked of me, the papers and what happened."""
    return show(request, rows.by_number(number, request.actor))


@require_safe
def submitted(request: Request, number: str) -> HttpResponse:
    """Say that it was received, what happens next, and give the 收件凭证."""
    case = rows.by_number(number, request.actor)
    context = context_of(request, case) | {"counts_from": papers.counts_from(case)}
    return render(request, "cases/submitted.html", context)


def show(
    request: Request, case: Case, errors: list[tuple[str, str, str]] | None = None
) -> HttpResponse:
    context = context_of(request, case, errors or [])
    return render(request, "cases/my_detail.html", context, status=422 if errors else 200)


def context_of(
    request: Request, case: Case, errors: list[tuple[str, str, str]] | None = None
) -> dict[str, Any]:
    """Return everything that the applicant's pages of a case show."""
    now = clock.now()
    licence = rows.licence_of(case)
    acts = engine.allowed_acts(case.item, request.actor, now)
    correction = case.corrections.filter(answered_at=None).order_by("-round").first()
    wrong = errors or []
    around = waiting.standing(case)
    return {
        **around,
        "own": waiting.available(case, acts, around, request.actor, now),
        "supply_rows": shown.supply_rows(case, around["deferred"], wrong),
        "hearing_until": papers.clock_day(case, "hearing_ask") if around["hearing"] else "",
        "case": case,
        "item": case.item,
        "content": case.edition.parsed,
        "stages": shown.stages(case, licence),
        "licence": licence,
        "papers": papers_of(case.subject),
        "materials": rows.materials_seen(case, now=now),
        "timeline": shown.timeline(case),
        "acts": {act.act: act for act in acts},
        "correction": correction,
        "answer_by": papers.clock_day(case, "answer") if correction else "",
        "lacks": shown.lack_rows(case, correction, wrong),
        "correction_form": shown.correction_form(case, correction),
        "field_errors": [FieldError(*error) for error in wrong if ":" not in error[0]],
        "errors": wrong,
        "rectify": next((act for act in acts if act.act == "complete"), None),
        "due": shown.due(case, now),
        "custody": custody.of_case(case) if case.channel == Channel.HALL else None,
        "rating": rating_of(case.subject),
        "bill": fees.bill(case),
        "version": case.item.version,
    }


def tokens_in(post: QueryDict) -> dict[str, list[str]]:
    """Return the files that a form sent, by material."""
    return {
        name.removeprefix(MATERIAL): post.getlist(name)
        for name in post
        if name.startswith(MATERIAL) and any(post.getlist(name))
    }


@require_POST
def correct(request: Request, number: str) -> HttpResponse:
    """Hand in the corrections."""
    case = rows.by_number(number, request.actor)
    form = shown.correction_form(
        case, case.corrections.filter(answered_at=None).order_by("-round").first()
    )
    try:
        corrections.correct(
            actor=request.actor,
            now=clock.now(),
            case=case,
            version=version_in(request),
            data=forms.parse(form, request.POST) if form else None,
            given=tokens_in(request.POST),
        )
    except Incomplete as refusal:
        return show(request, case, list(refusal.errors))
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("补正已提交，我们会尽快审核。"))
    return redirect("cases-my-detail", number=number)


@require_POST
def rectify(request: Request, number: str) -> HttpResponse:
    """Report that what was found on site has been put right."""
    case = rows.by_number(number, request.actor)
    task = request.POST.get("task", "")
    try:
        progress.rectify(
            actor=request.actor,
            now=clock.now(),
            case=case,
            task=key_of(task),
            note=request.POST.get("note", ""),
            given=tokens_in(request.POST),
            version=version_in(request),
        )
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("整改情况已提交，核查人员会再次核查。"))
    return redirect("cases-my-detail", number=number)


@require_POST
def supply(request: Request, number: str) -> HttpResponse:
    """Hand in what was promised for later."""
    case = rows.by_number(number, request.actor)
    try:
        deferral.supply(
            actor=request.actor,
            now=clock.now(),
            case=case,
            version=version_in(request),
            given=tokens_in(request.POST),
        )
    except Incomplete as refusal:
        return show(request, case, list(refusal.errors))
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("材料已补齐，我们继续办理。"))
    return redirect("cases-my-detail", number=number)


@require_POST
def hearing_act(request: Request, number: str, name: str) -> HttpResponse:
    """Ask for the hearing, or let it go."""
    case = rows.by_number(number, request.actor)
    run = hearing.ask if name == "ask" else hearing.waive
    said = _("听证申请已提交，我们会在 20 个工作日内组织。") if name == "ask" else _("已放弃听证。")
    try:
        run(actor=request.actor, now=clock.now(), case=case, version=version_in(request))
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, said)
    return redirect("cases-my-detail", number=number)


@require_POST
def answer(request: Request, number: str) -> HttpResponse:
    """陈述申辩 before a decision is revoked."""
    case = rows.by_number(number, request.actor)
    try:
        revocation.answer(
            actor=request.actor,
            now=clock.now(),
            case=case,
            version=version_in(request),
            text=request.POST.get("text", ""),
        )
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("陈述申辩已提交。"))
    return redirect("cases-my-detail", number=number)


@require_POST
def act(request: Request, number: str, name: str) -> HttpResponse:
    """Withdraw or urge."""
    case = rows.by_number(number, request.actor)
    reason = request.POST.get("reason", "").strip()
    command = Withdraw(reason=reason) if name == "withdraw" else Urge(reason=reason)
    done = _("申请已撤回。") if name == "withdraw" else _("已提醒办理机关尽快办理。")
    try:
        progress.perform(
            actor=request.actor,
            now=clock.now(),
            case=case,
            command=command,
            version=version_in(request) if name == "withdraw" else None,
        )
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, done)
    return redirect("cases-my-detail", number=number)


def version_in(request: Request) -> int | None:
    """Return the version of the item that the page showed."""
    given = request.POST.get("version", "")
    return key_of(given) if given.isdecimal() else None
