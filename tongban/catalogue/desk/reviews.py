"""Drafts that wait for a review, and the page where they are passed on, sent back or published."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.catalogue import permissions, selectors, states
from tongban.catalogue.desk.editing import page
from tongban.catalogue.errors import CatalogueForbidden, DraftRefused, EditionInvalid
from tongban.catalogue.models import EditionDraft
from tongban.catalogue.portal.comparing import side_by_side
from tongban.catalogue.selectors.rebasing import Impact, impact
from tongban.catalogue.services import drafts
from tongban.core.accounts.requests import Request
from tongban.core.accounts.selectors import names_of
from tongban.core.accounts.types import Actor
from tongban.core.ledger import selectors as ledger
from tongban.core.shell import clock, errors_text
from tongban.core.shell.ports import Todo
from tongban.core.shell.templatetags.values import day
from tongban.core.workdays.rules import local_date
from tongban.workflow.errors import ProcedureInvalid

PAGE = 30
HOME = 8
TABS = (states.BODY_REVIEW, states.OFFICE_REVIEW, states.EDITING, states.PUBLISHED)
EMPTY = {
    states.BODY_REVIEW: "事项管理员提交草稿后，会在这里等本部门审核。",
    states.OFFICE_REVIEW: "部门审核通过的草稿，会在这里等政务办审核发布。",
    states.EDITING: "从一份实施清单点“修改”，就会有一份草稿。",
    states.PUBLISHED: "发布过的草稿会列在这里。",
}


@require_safe
def index(request: Request) -> HttpResponse:
    """List the drafts of a state in the reader's bodies, who waits longest first, by key."""
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden
    state = request.GET.get("state", "")
    state = state if state in TABS else _own_state(request.actor)
    found = selectors.drafts_in(
        request.actor, state, after=request.GET.get("after", ""), limit=PAGE
    )
    names = names_of(one.submitted_by or one.saved_by for one in found.rows)
    return render(
        request,
        "catalogue/desk/drafts.html",
        {
            "rows": [(one, names.get(one.submitted_by or one.saved_by, "")) for one in found.rows],
            "state": state,
            "tabs": [
                {"code": code, "label": states.DRAFT[code], "url": f"?state={code}"}
                for code in TABS
            ],
            "empty_text": EMPTY[state],
            "next_url": f"?state={state}&after={found.after}" if found.after else "",
        },
    )


def _own_state(actor: Actor) -> str:
    """Return the list that the reader comes for."""
    if actor.can(permissions.PUBLISH):
        return states.OFFICE_REVIEW
    return states.BODY_REVIEW if actor.can(permissions.REVIEW) else states.EDITING


def todos(request: HttpRequest) -> list[Todo]:
    """Give the drafts that wait for the reader's own act, for the desk's home page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not permissions.works_here(actor):
        return []
    return [
        Todo(
            title=one.implementation.matter.name,
            url=reverse(
                "catalogue-desk-draft" if one.state == states.EDITING else "catalogue-desk-review",
                args=[one.pk],
            ),
            state="yellow" if one.state == states.EDITING else "green",
            left=_("%(day)s 起") % {"day": day(one.moved_at)},
            meta=f"{one.implementation.organisation.name} · "
            + (_("被退回") if one.state == states.EDITING else one.get_state_display()),
        )
        for one in selectors.waiting_for(actor, HOME)
    ]


@require_safe
def review(request: Request, draft_id: int) -> HttpResponse:
    """Show what a draft would change, what keeps it back, and what the reader may do with it."""
    return _shown(request, selectors.draft_of(request.actor, draft_id))


def _shown(request: Request, draft: EditionDraft, status: int = 200) -> HttpResponse:
    today = local_date(clock.now())
    place = draft.implementation
    former = draft.base if draft.state == states.PUBLISHED else selectors.newest_edition(draft)
    people = names_of([draft.submitted_by, draft.passed_by, draft.saved_by])
    context: dict[str, Any] = {
        "draft": draft,
        "implementation": place,
        "matter": place.matter,
        "organisation": place.organisation,
        "former": former,
        **side_by_side(former.raw if former else {}, draft.raw),
        "before_title": f"第 {former.number} 版" if former else "原来",
        "after_title": f"第 {draft.edition.number} 版" if draft.edition else "这份草稿",
        "problems": page.problems(draft, today) if draft.state in states.OPEN_DRAFT else [],
        "submitted_by": people.get(draft.submitted_by, ""),
        "saved_by": people.get(draft.saved_by, ""),
        "timeline": _timeline(draft),
        **_acts(request.actor, draft),
    }
    if draft.state in {states.BODY_REVIEW, states.OFFICE_REVIEW}:
        context["impact"] = _impact(draft)
    elif draft.edition is not None:
        context["rebasing"] = selectors.rebasing_of(draft.edition)
    return render(request, "catalogue/desk/review.html", context, status=status)


def _impact(draft: EditionDraft) -> Impact | None:
    """Return what publishing would mean for what is open; None where the draft cannot be read."""
    content = page.drawable(draft)
    if content is None:
        return None
    try:
        return impact(draft.implementation, content, now=clock.now())
    except ProcedureInvalid:
        return None


def _acts(actor: Actor, draft: EditionDraft) -> dict[str, bool]:
    place = draft.implementation
    edits = permissions.may_edit(actor, place.organisation)
    reviews = permissions.may_review(actor, place.organisation)
    in_body = draft.state == states.BODY_REVIEW
    own = draft.submitted_by == actor.ref
    return {
        "may_write": edits and draft.state == states.EDITING,
        "may_take_back": edits and draft.state in {states.BODY_REVIEW, states.OFFICE_REVIEW},
        "may_pass": reviews and in_body and not own,
        "is_own": reviews and in_body and own,
        "may_publish": permissions.may_publish(actor, place)
        and draft.state == states.OFFICE_REVIEW,
    }


def _timeline(draft: EditionDraft) -> list[dict[str, Any]]:
    """Return what happened to the list since the draft was begun, in words, the latest first."""
    entries = [
        one
        for one in ledger.timeline(f"catalogue:{draft.implementation.task_code}")
        if one.at >= draft.created_at
    ]
    names = names_of(one.actor for one in entries)
    return [
        {"at": one.at, "title": one.text.rstrip("："), "actor": names.get(one.actor, "")}
        for one in reversed(entries)
    ]


@require_POST
def pass_on(request: Request, draft_id: int) -> HttpResponse:
    """Pass a draft on to the service office."""
    drafts.pass_on(actor=request.actor, now=clock.now(), draft_id=draft_id)
    messages.success(request, _("已通过，报政务办审核。"))
    return redirect("catalogue-desk-review", draft_id)


@require_POST
def send_back(request: Request, draft_id: int) -> HttpResponse:
    """Send a draft back to its writer, with a reason."""
    try:
        drafts.send_back(
            actor=request.actor,
            now=clock.now(),
            draft_id=draft_id,
            note=request.POST.get("note", ""),
        )
    except DraftRefused as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("已退回，编写的人会看到原因。"))
    return redirect("catalogue-desk-review", draft_id)


@require_POST
def publish(request: Request, draft_id: int) -> HttpResponse:
    """Publish a draft with its effective date."""
    try:
        day = date.fromisoformat(request.POST.get("effective_from", ""))
    except ValueError:
        day = None
    try:
        edition = drafts.publish(
            actor=request.actor, now=clock.now(), draft_id=draft_id, effective_from=day
        )
    except EditionInvalid as refusal:
        found = refusal.detail["problems"]
        messages.error(request, "；".join(one.message for one in found[:3]))
        return redirect("catalogue-desk-review", draft_id)
    messages.success(request, _("第 %(n)d 版已发布。") % {"n": edition.number})
    return redirect("catalogue-desk-review", draft_id)
