"""A draft's way: begun, saved, submitted, reviewed twice, published; or sent back, or dropped."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.catalogue import permissions, ports, rules, states
from tongban.catalogue.errors import (
    CatalogueForbidden,
    DraftConflict,
    DraftRefused,
    DraftUnknown,
    EditionInvalid,
)
from tongban.catalogue.models import Edition, EditionDraft, Implementation, Matter
from tongban.catalogue.rules.markup import markup
from tongban.catalogue.rules.unified import begin as begun_from
from tongban.catalogue.rules.unified import locked as locked_elements
from tongban.catalogue.rules.unified import overlay
from tongban.catalogue.rules.writing import files_of
from tongban.catalogue.selectors.drafting import unified_of
from tongban.catalogue.services import publication
from tongban.catalogue.services.recording import locked, record
from tongban.catalogue.types import EditionContent, Problem
from tongban.core.accounts.types import Actor
from tongban.core.files import selectors as stored
from tongban.core.files import services as files
from tongban.core.workdays.rules import local_date
from tongban.workflow import selectors as workflow

TEXT_MOST = 400_000  # characters of a draft's JSON; the longest real lists have some 60,000


@transaction.atomic
def begin(*, actor: Actor, now: datetime, task_code: str) -> EditionDraft:
    """Open the draft of the next edition, or give the one that is open already.

    It starts from the newest edition, or from what the catalogue above suggests; unified elements
    are as they stand above, telephones and place are the body's. Raises MatterUnknown,
    DraftRefused (`editing_cancelled`), CatalogueForbidden.
    """
    implementation = locked(task_code)
    _must_edit(actor, implementation)
    known = implementation.drafts.open().first()
    if known is not None:
        return known
    matter = implementation.matter
    if implementation.state == Implementation.State.CANCELLED:
        raise DraftRefused("editing_cancelled", name=matter.name)
    newest = implementation.editions.order_by("-number").first()
    version = matter.versions.order_by("-number").first()
    unified, suggested = (version.unified, version.suggested) if version else ({}, {})
    content = overlay(newest.raw, unified) if newest else begun_from(unified, suggested)
    draft = EditionDraft.objects.create(
        implementation=implementation,
        base=newest,
        content_text=_text({**_local(implementation), **content}),
        matter_version=matter.version,
        created_at=now,
        created_by=actor.ref,
        moved_at=now,
        saved_at=now,
        saved_by=actor.ref,
    )
    record(actor, now, implementation, "catalogue.draft_begun")
    return draft


def _local(implementation: Implementation) -> dict[str, Any]:
    """Give what is the body's own: whom to ask, where and when."""
    body = implementation.organisation
    return {
        "ask_phone": body.phone.split("（", maxsplit=1)[0].strip(),
        "complain_phone": body.complaint_phone.split("（", maxsplit=1)[0].strip(),
        "address": body.address,
        "hours": body.hours,
    }


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def _must_edit(actor: Actor, implementation: Implementation) -> None:
    if not permissions.may_edit(actor, implementation.organisation):
        raise CatalogueForbidden(matter=implementation.task_code)


def _locked(actor: Actor, draft_id: int) -> EditionDraft:
    found = (
        EditionDraft.objects.select_for_update(of=("self",))
        .visible_to(actor)
        .select_related(
            "implementation__matter",
            "implementation__organisation__division",
            "implementation__division",
        )
        .filter(pk=draft_id)
        .first()
    )
    if found is None:
        raise DraftUnknown()
    return found


@transaction.atomic
def save(
    *,
    actor: Actor,
    now: datetime,
    draft_id: int,
    changes: Mapping[str, Any],
    revision: int,
    effective_from: date | None = None,
    reason: str | None = None,
    at_once: bool = False,
    seen: Mapping[str, str] | None = None,
) -> EditionDraft:
    """Keep `changes` (elements by name; None takes one out) in a draft being written; returns it.

    `revision` is the one that the writer has before them: if somebody else saved since, nothing is
    kept and DraftConflict names who, when, and which of the elements differ. With `seen` (the
    `rules.digest_of` of each changed element, `effective_from` and `reason` among them, as the
    writer had it) it is not the revision that counts but whether somebody else changed the same
    elements, so that two who write different ones never meet. `at_once` takes the day out:
    in force on publication. The text need not obey the rules yet. Raises DraftRefused
    (`editing_waiting`: under review; `editing_locked`: a unified element; `editing_long`),
    DraftUnknown, FileRefused (a file that is not the writer's), CatalogueForbidden.
    """
    draft = _locked(actor, draft_id)
    _must_edit(actor, draft.implementation)
    if draft.state != states.EDITING:
        raise DraftRefused("editing_waiting", state=draft.get_state_display())
    before = draft.raw
    after = {k: v for k, v in {**before, **changes}.items() if v is not None or k not in changes}
    day = None if at_once else effective_from or draft.effective_from
    said = draft.reason if reason is None else reason.strip()[:300]
    if (before, draft.effective_from, draft.reason) == (after, day, said):
        return draft
    met = _met(draft, after, day, said, seen if seen is not None else revision)
    if met:
        raise DraftConflict(by=draft.saved_by, at=draft.saved_at, fields=met)
    broken = locked_elements(unified_of(draft), after)
    if broken:
        raise DraftRefused("editing_locked", field=broken[0], fields=broken)
    text = _text(after)
    if len(text) > TEXT_MOST:
        raise DraftRefused("editing_long", most=TEXT_MOST)
    _bind(actor, now, draft, set(files_of(after)) - set(files_of(before)))
    draft.content_text, draft.revision = text, draft.revision + 1
    draft.saved_at, draft.saved_by = now, actor.ref
    draft.effective_from, draft.reason = day, said
    draft.save()
    return draft


def _bind(actor: Actor, now: datetime, draft: EditionDraft, tokens: set[str]) -> None:
    """Tie files that came in with this save to the list; raises FileRefused for another's."""
    if tokens:
        subject = f"catalogue:{draft.implementation.task_code}"
        files.bind(tokens=tokens, subject=subject, now=now, actor=actor, moved_from=subject)


def _open_files(actor: Actor, now: datetime, draft: EditionDraft) -> None:
    """Let everybody read the files that a published edition names, for good."""
    code = draft.implementation.task_code
    named = stored.by_tokens(files_of(draft.raw))
    tokens = [one.token for one in named if one.subject == f"catalogue:{code}"]
    files.bind(
        tokens=tokens,
        subject=f"catalogue-public:{code}",
        now=now,
        actor=actor,
        moved_from=f"catalogue:{code}",
    )


def _met(
    draft: EditionDraft,
    after: Mapping[str, Any],
    day: date | None,
    said: str,
    seen: Mapping[str, str] | int,
) -> list[str]:
    """Return what the writer would change that is no longer as they had it before them."""
    stored = {**draft.raw, "effective_from": _iso(draft.effective_from), "reason": draft.reason}
    wanted = {**after, "effective_from": _iso(day), "reason": said}
    differing = sorted(name for name in {*stored, *wanted} if stored.get(name) != wanted.get(name))
    if isinstance(seen, int):
        return [] if seen == draft.revision else differing
    return [name for name in differing if seen.get(name) != rules.digest_of(name, stored.get(name))]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def check(draft: EditionDraft, on: date) -> list[Problem]:
    """Return everything that keeps the draft from being published with effect from its day."""
    found: list[Problem] = []
    if draft.effective_from is not None and draft.effective_from < on:
        text = f"生效日期不能早于今天（{on.isoformat()}），请改成今天或以后"
        found.append(Problem("effective_from", "past", text))
    if draft.base is not None and not draft.reason.strip():
        found.append(Problem("reason", "no_reason", "请写明这次为什么要改，会公开显示"))
    if draft.implementation.matter.state == Matter.State.CANCELLED:
        text = "基本目录已取消这个事项，不能再发布新版本；请改为取消实施清单"
        found.append(Problem("matter", "cancelled_above", text))
    found += markup(draft.raw)
    try:
        content = rules.parse_content(draft.raw)
    except EditionInvalid as error:
        return [*found, *error.detail["problems"]]
    if content.procedure and content.procedure not in dict(workflow.titles()):
        text = "没有这个审批流程，请另选"
        found.append(Problem("procedure", "procedure_unknown", text))
    found += outside_problems(content)
    return [*found, *rules.problems(content)]


def outside_problems(content: EditionContent) -> list[Problem]:
    """Return the rows that name a system which nobody has registered."""
    if not content.outside:
        return []
    known = ports.outside.titles()
    text = "没有登记过这个外部系统，请先在“二次录入”里登记"
    return [
        Problem(f"outside[{n}].system", "system_unknown", text)
        for n, one in enumerate(content.outside)
        if one.system.strip() and one.system not in known
    ]


def _step(
    actor: Actor, now: datetime, draft: EditionDraft, act: str, **payload: Any
) -> EditionDraft:
    """Move the draft by `act`, record it; the same act again is refused with where it stands."""
    result = states.after(states.DRAFT_ACTS, act, draft.state)
    if not result:
        raise DraftRefused("editing_state", state=draft.get_state_display())
    draft.state, draft.moved_at = result, now
    draft.save()
    record(actor, now, draft.implementation, f"catalogue.draft_{act}", **payload)
    return draft


@transaction.atomic
def submit(*, actor: Actor, now: datetime, draft_id: int) -> EditionDraft:
    """Hand the draft to the body's own reviewer. Raises EditionInvalid with every problem."""
    draft = _locked(actor, draft_id)
    _must_edit(actor, draft.implementation)
    if draft.state == states.BODY_REVIEW:
        return draft
    found = check(draft, local_date(now))
    if found:
        raise EditionInvalid(problems=found)
    draft.submitted_by, draft.note = actor.ref, ""
    return _step(actor, now, draft, "submit")


@transaction.atomic
def take_back(*, actor: Actor, now: datetime, draft_id: int) -> EditionDraft:
    """Take a draft back that waits for review, to write on."""
    draft = _locked(actor, draft_id)
    _must_edit(actor, draft.implementation)
    return _step(actor, now, draft, "take_back")


@transaction.atomic
def pass_on(*, actor: Actor, now: datetime, draft_id: int) -> EditionDraft:
    """Pass the draft on to the service office; not by who submitted it (four eyes).

    Raises DraftRefused (`editing_four_eyes`, `editing_state`), CatalogueForbidden.
    """
    draft = _locked(actor, draft_id)
    if not permissions.may_review(actor, draft.implementation.organisation):
        raise CatalogueForbidden(matter=draft.implementation.task_code)
    if draft.state == states.OFFICE_REVIEW:
        return draft
    if actor.ref == draft.submitted_by and actor.kind != "system":
        raise DraftRefused("editing_four_eyes")
    draft.passed_by = actor.ref
    return _step(actor, now, draft, "pass")


@transaction.atomic
def send_back(*, actor: Actor, now: datetime, draft_id: int, note: str) -> EditionDraft:
    """Send a draft back to its writer, saying why. Raises DraftRefused (`editing_note`)."""
    draft = _locked(actor, draft_id)
    implementation = draft.implementation
    waits_for_body = draft.state == states.BODY_REVIEW
    may = (
        permissions.may_review(actor, implementation.organisation)
        if waits_for_body
        else permissions.may_publish(actor, implementation)
    )
    if not may:
        raise CatalogueForbidden(matter=implementation.task_code)
    if not note.strip():
        raise DraftRefused("editing_note", field="note")
    draft.note = note.strip()[:500]
    return _step(actor, now, draft, "send_back", note=draft.note)


@transaction.atomic
def drop(*, actor: Actor, now: datetime, draft_id: int) -> EditionDraft:
    """Give up a draft that is being written; its text stays, nothing published changes."""
    draft = _locked(actor, draft_id)
    _must_edit(actor, draft.implementation)
    if draft.state == states.DROPPED:
        return draft
    return _step(actor, now, draft, "drop")


@transaction.atomic
def publish(
    *, actor: Actor, now: datetime, draft_id: int, effective_from: date | None = None
) -> Edition:
    """Publish a draft that the body passed on: it becomes the next edition, on the day given, else
    the draft's own, else today.

    The same again gives the edition. Raises EditionInvalid, DraftRefused, CatalogueForbidden.
    """
    draft = _locked(actor, draft_id)
    implementation = draft.implementation
    if not permissions.may_publish(actor, implementation):
        raise CatalogueForbidden(matter=implementation.task_code)
    if draft.edition is not None:
        return draft.edition
    today = local_date(now)
    draft.effective_from = effective_from or draft.effective_from
    found = check(draft, today)
    if found:
        raise EditionInvalid(problems=found)
    if not states.after(states.DRAFT_ACTS, "publish", draft.state):
        raise DraftRefused("editing_state", state=draft.get_state_display())
    edition = publication.put_in_force(
        locked(implementation.task_code),
        actor=actor,
        now=now,
        content=draft.raw,
        effective_from=draft.effective_from or today,
        reason=draft.reason,
        prepared_by=draft.submitted_by,
        reviewed_by=draft.passed_by,
    )
    Implementation.objects.filter(pk=implementation.pk).update(matter_version=draft.matter_version)
    draft.edition = edition
    _open_files(actor, now, draft)
    _step(actor, now, draft, "publish", number=edition.number)
    return edition
