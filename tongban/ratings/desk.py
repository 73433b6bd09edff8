"""The staff's face: the ratings of one's own bodies, what follows a bad one, the pads, and what the
service office takes down on the telephone.
"""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.core.accounts.services import unmask as read_recorded
from tongban.core.accounts.types import Actor
from tongban.core.organisations import selectors as organisations
from tongban.core.shell import errors_text
from tongban.core.shell.clock import now
from tongban.core.shell.faults import error_page
from tongban.lib.errors import Refusal
from tongban.ratings import permissions, schemas, selectors, services
from tongban.ratings.errors import AlreadyRated, RatingError, UnknownSubject
from tongban.ratings.models import Rating
from tongban.ratings.querysets import MANAGE_PADS
from tongban.ratings.types import LEVEL_TITLES, OUTCOME_TITLES, Channel, RatingTarget
from tongban.workflow import selectors as engine
from tongban.workflow.errors import ItemNotFound
from tongban.workflow.schemas import COMMANDS, late_of, open_steps, version_of
from tongban.workflow.types import LATE_REASONS

PAGE = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_GET
def ratings(request: HttpRequest) -> HttpResponse:
    """The list in scope, newest first; `open` keeps what a body still owes."""
    actor, moment = _actor(request), now()
    level, before = (schemas.key(request.GET.get(name, "")) for name in ("level", "before"))
    open_only = request.GET.get("open") == "on"
    rows = selectors.visible(actor, level=level, open_only=open_only, before=before, limit=PAGE + 1)
    for row in rows:
        row.light = selectors.light(row, moment)  # type: ignore[attr-defined]
    query = request.GET.copy()
    query["before"] = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    context = {
        "ratings": rows[:PAGE],
        "next_url": f"?{query.urlencode()}" if len(rows) > PAGE else "",
        "level": str(level or ""),
        "open": "on" if open_only else "",
        "levels": [("", _("全部等级")), *((str(key), text) for key, text in LEVEL_TITLES.items())],
        "may_see_pads": permissions.may_see_pads(actor),
    }
    return render(request, "ratings/desk_list.html", context)


def _rating(request: HttpRequest, rating_id: int) -> Rating:
    try:
        return selectors.visible_by_id(_actor(request), rating_id)
    except UnknownSubject as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
def rating(request: HttpRequest, rating_id: int) -> HttpResponse:
    """One rating and what follows it; a POST writes the reply to one that nothing follows."""
    row = _rating(request, rating_id)
    more: dict[str, Any] = {}
    status = HTTPStatus.OK
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            services.answer(actor=_actor(request), now=now(), rating_id=row.pk, text=text)
        except RatingError as error:
            status = HTTPStatus(error.status)
            more = {"error": errors_text(error), "text": text}
        else:
            messages.success(request, _("答复已保存。"))
            return redirect("ratings-desk-detail", rating_id=row.pk)
    return _show(request, row, status, **more)


def _show(request: HttpRequest, row: Rating, status: int = 200, **more: Any) -> HttpResponse:
    actor, moment = _actor(request), now()
    context: dict[str, Any] = {
        "rating": row,
        "may_answer": permissions.may_answer(actor, row),
        "may_unmask": permissions.may_unmask(actor, row),
        "who": schemas.who(row) if row.item_id and permissions.may_answer(actor, row) else None,
        **_rated_work(row, actor),
        **more,
    }
    item = row.item
    if item is not None:
        work = engine.snapshot(item.pk)
        acts = engine.allowed_acts(item, actor, moment) if _seen(item.pk, actor) else ()
        division = row.division_id
        context |= {
            "item": item,
            "acts": acts,
            "by_act": {act.act: act for act in acts},
            "act_url": reverse("ratings-desk-detail", args=[row.pk]) + "act/",
            "open_steps": open_steps(work, acts, OUTCOME_TITLES, to_applicant=False, now=moment),
            "late_reasons": LATE_REASONS,
            "reply_by": engine.reply_by(division, moment),
            "stages": schemas.stages(row, work),
            "clocks": engine.clock_lines(work, division, moment),
            "timeline": schemas.told(engine.story(item, work, inner=True)),
            "light_state": "done" if item.closed_at else item.light(moment),
            "left": "" if item.closed_at else engine.left_until(item.due_at, division, moment),
        }
    return render(request, "ratings/desk_detail.html", context, status=status)


def _seen(item: int, actor: Actor) -> bool:
    try:
        return engine.get(item, actor) is not None
    except ItemNotFound:
        return False


def _rated_work(row: Rating, actor: Actor) -> dict[str, str]:
    """Give the desk page of the work that was rated, to those who may see it."""
    work = engine.source_of(row.item_id, actor) if row.item_id else None
    return {"case_url": engine.url(work), "case_number": work.number} if work else {}


@require_POST
def act(request: HttpRequest, rating_id: int, name: str) -> HttpResponse:
    """Do one act upon what follows a rating; a refusal comes back with what was written."""
    row, read = _rating(request, rating_id), COMMANDS.get(name)
    if read is None or row.item_id is None:
        return error_page(request, 404)
    try:
        services.act(
            actor=_actor(request),
            now=now(),
            row=row,
            command=read(request.POST),
            version=version_of(request.POST),
            late=late_of(request.POST),
        )
    except Refusal as refusal:
        text = errors_text(refusal)
        messages.error(request, text)
        row = _rating(request, rating_id)
        status = refusal.status if refusal.status < 500 else 422
        errors = {refusal.field: text} if refusal.field else {}
        return _show(request, row, status, act_errors=errors, act_sent=request.POST)
    messages.success(request, _("已办理。"))
    return redirect("ratings-desk-detail", rating_id=row.pk)


@require_POST
def unmask(request: HttpRequest, rating_id: int) -> HttpResponse:
    """Show the whole telephone of who gave a bad rating, for a reason, which is recorded."""
    row = _rating(request, rating_id)
    try:
        clear = read_recorded(
            actor=_actor(request),
            now=now(),
            subject=row.ref,
            fields=("phone", "name"),
            reason=request.POST.get("reason", ""),
        )
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
        return redirect("ratings-desk-detail", rating_id=row.pk)
    return _show(request, row, who={**clear, "masked": False})


# --- at the window and on the telephone -----------------------------------------------------------


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take down on the telephone what the person says 电话评价; `?subject=` says of what."""
    actor = _actor(request)
    target = _collectable(request, actor)
    context: dict[str, Any] = {
        "target": target,
        "rating": selectors.of_subject(target.subject),
        **schemas.form_context(target),
    }
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            row = services.rate(
                actor=actor,
                now=now(),
                subject=target.subject,
                channel=Channel.PHONE,
                **schemas.read_form(request.POST),
            )
        except AlreadyRated as error:
            messages.error(request, errors_text(error))
        except RatingError as error:
            status = HTTPStatus(error.status)
            context |= schemas.refused_form(request.POST, error)
        else:
            messages.success(request, _("评价已录入。"))
            return redirect("ratings-desk-detail", rating_id=row.pk)
    return render(request, "ratings/desk_take.html", context, status=status)


def _collectable(request: HttpRequest, actor: Actor) -> RatingTarget:
    subject = request.GET.get("subject", "")
    try:
        target = selectors.target(subject) if ":" in subject else None
    except UnknownSubject:
        target = None
    if target is None or not permissions.may_collect(actor, target):
        raise Http404
    return target


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Put a visit on a pad, and go back to where one was."""
    try:
        services.invite(
            actor=_actor(request),
            now=now(),
            subject=request.POST.get("subject", ""),
            pad_id=schemas.key(request.POST.get("pad", "")),
        )
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("已请办事人在评价器上评价。"))
    back = request.POST.get("next", "")
    inner = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/desk/")
    return redirect(back if inner else "ratings-desk-list")


@require_http_methods(["GET", "POST"])
def pads(request: HttpRequest) -> HttpResponse:
    """The pads in reach; who looks after them sets up new ones."""
    actor = _actor(request)
    if not permissions.may_see_pads(actor):
        return error_page(request, 403)
    context: dict[str, Any] = {
        "pads": selectors.pads(actor),
        "may_keep": permissions.may_keep_pads(actor),
        "bodies": _bodies(actor),
    }
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            services.add_pad(
                actor=actor,
                now=now(),
                organisation_id=schemas.key(request.POST.get("organisation", "")),
                name=request.POST.get("name", ""),
            )
        except Refusal as refusal:
            status = HTTPStatus(refusal.status)
            field = refusal.field or "organisation"
            text = errors_text(refusal)
            context |= {
                "sent": request.POST, "errors": {field: text}, "problems": [(f"id_{field}", text)],
            }  # fmt: skip
        else:
            messages.success(request, _("评价器已登记，请在窗口的屏幕上打开它的地址。"))
            return redirect("ratings-desk-pads")
    return render(request, "ratings/desk_pads.html", context, status=status)


def _bodies(actor: Actor) -> list[tuple[str, str]]:
    places = [grant for grant in actor.grants if MANAGE_PADS in grant.powers]
    found = organisations.below(
        paths=[grant.organisation_path for grant in places if grant.organisation_path], divisions=()
    )
    return [(str(one.pk), f"{one.division.name} {one.name}") for one in found]


@require_POST
def pad(request: HttpRequest, pad_id: int) -> HttpResponse:
    """Retire a pad, or bring it back."""
    active = request.POST.get("active") == "1"
    try:
        services.set_pad(actor=_actor(request), now=now(), pad_id=pad_id, active=active)
    except Refusal as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            raise Http404 from refusal
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("已恢复，地址已更换。") if active else _("已停用。"))
    return redirect("ratings-desk-pads")
