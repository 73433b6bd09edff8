"""The editor of a draft: sections, saving as one types, preview, acts of the writer."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.catalogue import permissions, rules, selectors, states, wording
from tongban.catalogue.desk.editing import page, posted
from tongban.catalogue.desk.editing.nodes import NOUNS, row, words_of
from tongban.catalogue.desk.editing.pickers import Surroundings
from tongban.catalogue.errors import DraftConflict, EditionInvalid
from tongban.catalogue.models import EditionDraft
from tongban.catalogue.portal.guides import content_context
from tongban.catalogue.rules import writing
from tongban.catalogue.services import drafts
from tongban.core.accounts.requests import Request
from tongban.core.shell import clock, errors_text
from tongban.core.workdays.rules import local_date
from tongban.lib.errors import Refusal

_PLACE = re.compile(r"[a-z_]+(\.\w{1,24})*")


@require_safe
def edit(request: Request, draft_id: int, section: str = "basic") -> HttpResponse:
    """Show one section of a draft to write in; to whom may only read it, its review page."""
    draft = selectors.draft_of(request.actor, draft_id)
    if not writable(request, draft):
        return redirect("catalogue-desk-review", draft_id)
    if section not in page.SECTIONS:
        return redirect("catalogue-desk-draft", draft_id)
    context = page.context(draft, section, local_date(clock.now()))
    context["pane"] = "preview" if request.GET.get("pane") == "preview" else "form"
    return render(request, "catalogue/desk/editor.html", context)


def writable(request: Request, draft: EditionDraft) -> bool:
    """Whether the draft is being written, and the reader may write it."""
    may = permissions.may_edit(request.actor, draft.implementation.organisation)
    return may and draft.state == states.EDITING


@require_POST
def save(request: Request, draft_id: int, section: str) -> HttpResponse:
    """Keep what was typed: an autosave gets the parts that changed, a form its page again.

    Where somebody else changed the same elements nothing is kept (409): what was typed stays on
    the page, with who saved, when, and both values of each element to choose from.
    """
    draft = selectors.draft_of(request.actor, draft_id)
    if section not in page.SECTIONS:
        return redirect("catalogue-desk-draft", draft_id)
    post = request.POST
    changes, seen = posted.changed(post, draft.raw, selectors.unified_of(draft))
    release, release_seen = posted.release(post)
    for name in [name for name in changes if post.get(f"choose.{name}") == "theirs"]:
        del changes[name]
    for name in [name for name in release if post.get(f"choose.{name}") == "theirs"]:
        del release[name]
    try:
        saved = drafts.save(
            actor=request.actor,
            now=clock.now(),
            draft_id=draft_id,
            changes=changes,
            revision=draft.revision,
            seen=seen | release_seen,
            effective_from=release.get("effective_from"),
            at_once="effective_from" in release and release["effective_from"] is None,
            reason=release.get("reason"),
        )
    except DraftConflict as refusal:
        return _conflict(request, draft, section, changes | release, refusal)
    if request.headers.get("X-Autosave"):
        context = page.context(saved, section, local_date(clock.now()))
        context["seen"] = posted.seen_now(post, saved, changes | release)
        context["stale"] = page.stale(saved, context["seen"])
        return render(request, "catalogue/desk/parts/saved.html", context)
    messages.success(request, _("已保存。"))
    return redirect("catalogue-desk-section", draft_id, section)


def _conflict(
    request: Request,
    draft: EditionDraft,
    section: str,
    typed: Mapping[str, Any],
    refusal: DraftConflict,
) -> HttpResponse:
    theirs = selectors.draft_of(request.actor, draft.pk)
    context = page.context(theirs, section, local_date(clock.now()), typed=typed)
    context |= page.conflict(theirs, typed, refusal)
    if request.headers.get("X-Autosave"):
        met = {name: page.held(theirs, name) for name in refusal.detail["fields"]}
        context["seen"] = posted.seen_of(request.POST) | {
            name: rules.digest_of(name, value) for name, value in met.items()
        }
        return render(request, "catalogue/desk/parts/refused.html", context, status=409)
    return render(request, "catalogue/desk/editor.html", context, status=409)


@require_POST
def card(request: Request, draft_id: int) -> HttpResponse:
    """Draw the fields of a card that is opened, or a new card (`new`) of the list `at`."""
    draft = selectors.draft_of(request.actor, draft_id)
    at = request.POST.get("at") or request.GET.get("at", "")
    if not _PLACE.fullmatch(at):
        return HttpResponse(status=400)
    if request.GET.get("new"):
        return _new_card(request, draft, at, page.surroundings(draft.raw))
    rows = at.split(".")[-2] if "." in at else ""
    value = posted.loaded(request.POST.get(f"{at}.__json", ""))
    around = page.surroundings(draft.raw, writing.files_of({"materials": [value]}))
    opened = row(rows, at, f"at-{at.replace('.', '-')}", value, around, opened=True)
    return render(request, "catalogue/desk/parts/card_fields.html", {"row": opened, "draft": draft})


def _new_card(request: Request, draft: EditionDraft, at: str, around: Surroundings) -> HttpResponse:
    rows = at.rsplit(".", maxsplit=1)[-1]
    if not words_of(rows):
        return HttpResponse(status=400)
    key = f"n{secrets.token_hex(3)}"
    value = writing.blank(rows)
    if any(word.name == "code" for word in words_of(rows)):  # nobody has to think one up
        value["code"] = f"{rows.removeprefix('form_')[0]}-{key[1:]}"
    name = f"{at}.{key}"
    made = row(rows, name, f"at-{name.replace('.', '-')}", value, around, opened=True)
    return render(
        request,
        "catalogue/desk/parts/card.html",
        {"row": made, "draft": draft, "fresh": True, "noun": NOUNS.get(rows, ""), "list": at},
    )


@require_safe
def preview(request: Request, draft_id: int) -> HttpResponse:
    """The guide as the draft would have it; where it cannot be drawn yet, what is missing."""
    draft = selectors.draft_of(request.actor, draft_id)
    place = draft.implementation
    context: dict[str, Any] = {
        "draft": draft,
        "matter": place.matter,
        "implementation": place,
        "organisation": place.organisation,
        "asked_url": reverse("catalogue-desk-preview", args=[draft_id]),
    }
    content = page.drawable(draft)
    if content is None:
        context["missing"] = page.problems(draft, local_date(clock.now()))
        return render(request, "catalogue/desk/parts/preview.html", context)
    context |= content_context(content, request.GET.dict())
    part = request.headers.get("HX-Target") == "asked"
    name = "catalogue/parts/asked_again.html" if part else "catalogue/desk/parts/preview.html"
    return render(request, name, context)


@require_POST
def begin(request: Request, task_code: str) -> HttpResponse:
    """Open the draft of the next edition, or the one that is open already."""
    draft = drafts.begin(actor=request.actor, now=clock.now(), task_code=task_code)
    return redirect("catalogue-desk-draft", draft.pk)


@require_POST
def restore(request: Request, draft_id: int, section: str) -> HttpResponse:
    """Put a section back to what the newest edition says."""
    draft = selectors.draft_of(request.actor, draft_id)
    edition = selectors.newest_edition(draft)
    if edition is None or section not in wording.SECTIONS:
        return redirect("catalogue-desk-draft", draft_id)
    locked, former = selectors.unified_of(draft), edition.raw
    names = [w.name for w in wording.FIELDS if w.section == section and w.name not in locked]
    changes = {name: former.get(name) for name in names if name in former or name in draft.raw}
    try:
        drafts.save(actor=request.actor, now=clock.now(), draft_id=draft_id, changes=changes,
                    revision=draft.revision)  # fmt: skip
        messages.success(request, _("这一部分已恢复为第 %(n)d 版的内容。") % {"n": edition.number})
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
    return redirect("catalogue-desk-section", draft_id, section)


@require_POST
def submit(request: Request, draft_id: int) -> HttpResponse:
    """Hand the draft to the body's reviewer; what keeps it back is listed in the editor."""
    try:
        drafts.submit(actor=request.actor, now=clock.now(), draft_id=draft_id)
    except EditionInvalid as refusal:
        many = len(refusal.detail["problems"])
        messages.error(request, _("还有 %(n)d 处要改，改好后再提交。") % {"n": many})
        return redirect(reverse("catalogue-desk-draft", args=[draft_id]) + "#draft-problems")
    messages.success(request, _("已提交，等待本部门审核。"))
    return redirect("catalogue-desk-review", draft_id)


@require_POST
def take_back(request: Request, draft_id: int) -> HttpResponse:
    """Take a waiting draft back to write on."""
    drafts.take_back(actor=request.actor, now=clock.now(), draft_id=draft_id)
    messages.success(request, _("已撤回，可以继续修改。"))
    return redirect("catalogue-desk-draft", draft_id)


@require_POST
def drop(request: Request, draft_id: int) -> HttpResponse:
    """Give the draft up; its text stays readable."""
    drafts.drop(actor=request.actor, now=clock.now(), draft_id=draft_id)
    messages.success(request, _("已放弃这份草稿，现行版本没有变化。"))
    return redirect("catalogue-desk-review", draft_id)
