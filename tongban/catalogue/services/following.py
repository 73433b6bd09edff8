"""When the catalogue above changes, each claim follows: unified at once, the rest by asking."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.catalogue import permissions, states
from tongban.catalogue.errors import CatalogueForbidden, DraftRefused, EditionInvalid
from tongban.catalogue.models import (
    ChangeNotice,
    Edition,
    EditionDraft,
    Implementation,
    Matter,
    MatterVersion,
)
from tongban.catalogue.rules.unified import overlay, to_ask
from tongban.catalogue.services import drafts, publication
from tongban.catalogue.services.recording import record
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.workdays.rules import local_date
from tongban.forms.errors import FormInvalid


def follow(*, actor: Actor, now: datetime, version: MatterVersion) -> list[ChangeNotice]:
    """Carry a new version of a matter to every implementation of it; the caller's transaction.

    Unified elements go into a new edition at once, in force from the version's day; where the
    result would break a rule of the list (a promise longer than the new legal limit), nothing is
    published and the notice says what the body must mend. Suggested elements that changed and that
    the body has otherwise are asked. Again for the same version: nothing more happens.
    """
    former = version.matter.versions.filter(number=version.number - 1).first()
    rows = (
        Implementation.objects.filter(matter=version.matter)
        .exclude(state=Implementation.State.CANCELLED)
        .select_related("matter", "organisation__division", "division")
    )
    done = set(version.notices.values_list("implementation_id", flat=True))
    return [
        _carry(actor, now, version, former, implementation)
        for implementation in rows
        if implementation.pk not in done
    ]


def index_anew(matter: Matter, on: date) -> None:
    """Have the lists of a matter found by its new name and everyday words."""
    for implementation in matter.implementations.select_related("organisation"):
        edition = implementation.editions.in_force(on).first()
        if edition is not None:
            implementation.matter = matter
            publication.index(implementation, edition.parsed)


def _carry(
    actor: Actor,
    now: datetime,
    version: MatterVersion,
    former: MatterVersion | None,
    implementation: Implementation,
) -> ChangeNotice:
    newest = implementation.editions.order_by("-number").first()
    before: Mapping[str, Any] = newest.raw if newest else {}
    taken = sorted(name for name, value in version.unified.items() if before.get(name) != value)
    asked = to_ask(former.suggested if former else {}, version.suggested, before) if newest else []
    problems = _take(actor, now, version, implementation, newest) if newest and taken else []
    _freshen_draft(implementation, version)
    if not problems:
        implementation.matter_version = version.number
        implementation.save(update_fields=["matter_version"])
    notice = ChangeNotice.objects.create(
        implementation=implementation,
        version=version,
        state=states.ASKED if asked or problems else states.SETTLED,
        content_text=json.dumps(
            {
                "taken": [] if problems else taken,
                "asked": asked,
                "unified": taken,
                "problems": problems,
            },
            ensure_ascii=False,
        ),
        at=now,
        answered_at=None if asked or problems else now,
        answered_by="" if asked or problems else SYSTEM.ref,
    )
    record(actor, now, implementation, "catalogue.followed", number=version.number)
    return notice


def _take(
    actor: Actor,
    now: datetime,
    version: MatterVersion,
    implementation: Implementation,
    newest: Edition,
) -> list[list[str]]:
    """Publish the newest edition with the unified elements of the version; return why not."""
    try:
        with transaction.atomic():
            publication.put_in_force(
                implementation,
                actor=actor,
                now=now,
                content=overlay(newest.raw, version.unified),
                effective_from=max(version.effective_from, local_date(now)),
                reason=f"按上级目录第 {version.number} 版统一调整",
            )
    except EditionInvalid as error:
        return [[one.field, one.message] for one in error.detail["problems"]]
    except FormInvalid as error:
        return [[f"form.{path}", text] for path, text in error.detail["problems"]]
    return []


def _freshen_draft(implementation: Implementation, version: MatterVersion) -> None:
    """Bring the unified elements of an open draft up to date, so that it can be published."""
    draft = implementation.drafts.open().select_for_update().first()
    if draft is None:
        return
    draft.content_text = json.dumps(overlay(draft.raw, version.unified), ensure_ascii=False)
    draft.matter_version = version.number
    draft.revision += 1
    draft.save(update_fields=["content_text", "matter_version", "revision"])


def tell_of_end(*, actor: Actor, now: datetime, matter: Matter, note: str) -> None:
    """Tell every implementation that its matter was cancelled above; the caller's transaction.

    What was never published is cancelled with it; what is published is asked to end itself.
    """
    version = matter.versions.order_by("-number").first()
    rows = matter.implementations.exclude(state=Implementation.State.CANCELLED)
    for implementation in rows.select_related("matter"):
        if implementation.state == Implementation.State.PENDING:
            implementation.state = Implementation.State.CANCELLED
            implementation.state_note = note
            implementation.state_since = local_date(now)
            implementation.save(update_fields=["state", "state_note", "state_since"])
            implementation.drafts.open().update(state=states.DROPPED)
        elif version is not None:
            ChangeNotice.objects.update_or_create(
                implementation=implementation,
                version=version,
                defaults={
                    "state": states.ASKED,
                    "content_text": json.dumps(
                        {"taken": [], "asked": [], "unified": [], "problems": [], "ended": note},
                        ensure_ascii=False,
                    ),
                    "at": now,
                },
            )
        record(actor, now, implementation, "catalogue.ended_above", note=note)


@transaction.atomic
def take_up(
    *, actor: Actor, now: datetime, notice_id: int, take: Iterable[str]
) -> EditionDraft | None:
    """Answer a notice: what is taken goes into the open draft, or into one begun for it; gives the
    draft, None where everything is kept.

    Raises DraftRefused (`notice_gone`, `editing_waiting`: the draft is being reviewed,
    `editing_cancelled`), CatalogueForbidden.
    """
    wanted = list(take)
    draft = None
    if wanted:
        notice = (
            ChangeNotice.objects.visible_to(actor)
            .select_related("implementation")
            .filter(pk=notice_id)
            .first()
        )
        if notice is None:
            raise DraftRefused("notice_gone")
        draft = drafts.begin(actor=actor, now=now, task_code=notice.implementation.task_code)
        if draft.state != states.EDITING:
            raise DraftRefused("editing_waiting", state=draft.get_state_display())
    answer(
        actor=actor, now=now, notice_id=notice_id, take=wanted,
        draft_id=draft.pk if draft else None,
    )  # fmt: skip
    return draft


@transaction.atomic
def answer(
    *, actor: Actor, now: datetime, notice_id: int, take: Iterable[str], draft_id: int | None = None
) -> ChangeNotice:
    """Answer what a notice asks: the elements of `take` go into the open draft, the rest stay.

    Without a draft (`draft_id` None) everything is kept as it is. Raises DraftRefused
    (`notice_gone`), CatalogueForbidden.
    """
    notice = (
        ChangeNotice.objects.select_for_update(of=("self",))
        .visible_to(actor)
        .select_related("implementation__matter", "implementation__organisation__division",
                        "version")
        .filter(pk=notice_id)
        .first()
    )  # fmt: skip
    if notice is None:
        raise DraftRefused("notice_gone")
    if not permissions.may_edit(actor, notice.implementation.organisation):
        raise CatalogueForbidden
    if notice.state != states.ASKED:
        return notice
    wanted = set(take) & set(notice.content.get("asked", ()))
    if wanted and draft_id is not None:
        draft = notice.implementation.drafts.open().select_for_update().get(pk=draft_id)
        suggested = notice.version.suggested
        draft.content_text = json.dumps(
            {**draft.raw, **{name: suggested[name] for name in wanted}}, ensure_ascii=False
        )
        draft.revision += 1
        draft.saved_at, draft.saved_by = now, actor.ref
        draft.save()
    notice.state = states.TAKEN if wanted else states.KEPT
    notice.answered_at, notice.answered_by = now, actor.ref
    notice.save(update_fields=["state", "answered_at", "answered_by"])
    record(
        actor,
        now,
        notice.implementation,
        "catalogue.notice_answered",
        number=notice.version.number,
        taken=sorted(wanted),
    )
    return notice
