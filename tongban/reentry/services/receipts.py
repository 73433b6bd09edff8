"""Receipt numbers: entered once, corrected with what stood there kept."""

from datetime import datetime

from django.db import IntegrityError, transaction

from tongban.core.accounts.selectors import names_of
from tongban.core.accounts.types import Actor
from tongban.reentry import permissions, rules, states
from tongban.reentry.errors import (
    ReentryConflict,
    ReentryForbidden,
    ReentryRefused,
    ReentryUnknown,
)
from tongban.reentry.models import Duty, Former
from tongban.reentry.querysets import ENTER
from tongban.workflow import services as engine
from tongban.workflow.types import Note

REASON_MOST = 200


@transaction.atomic
def enter(*, actor: Actor, now: datetime, key: int, number: str) -> Duty:
    """Enter the receipt number that the outside system gave for a case.

    The same number again is the first one's answer, whoever sends it. Raises ReentryUnknown (not
    there, or not the actor's to see), ReentryForbidden, ReentryConflict (another entered another
    number first; the number is another case's; nothing has to be entered any more), ReentryRefused
    at "number" for its form.
    """
    actor, duty = _locked(actor, key)
    said = rules.clean(number)
    if duty.state == states.DONE:
        if duty.number == said:
            return duty
        raise _entered(duty)
    if duty.state == states.RELEASED:
        raise ReentryConflict("reentry_released", field="number", why=duty.released_why)
    _check(duty, said)
    engine.perform(
        actor=actor, now=now, item=duty.case.item_id,
        command=Note(f"二次录入“{duty.system.name}”，回执号 {said}"),
    )  # fmt: skip
    duty.number, duty.state, duty.entered_at = said, states.DONE, now
    duty.entered_by, duty.entered_for = actor.ref, actor.on_behalf
    _save(duty, "number", "state", "entered_at", "entered_by", "entered_for")
    return duty


@transaction.atomic
def correct(
    *, actor: Actor, now: datetime, key: int, number: str, seen: str, reason: str
) -> Duty:  # fmt: skip
    """Put another receipt number in the place of `seen`, which is kept with the reason.

    Again with the same number it changes nothing. Raises as `enter` does; ReentryConflict too if
    another number than `seen` stands there by now; ReentryRefused at "reason" without one.
    """
    actor, duty = _locked(actor, key)
    said, why = rules.clean(number), reason.strip()
    if duty.state != states.DONE:
        raise ReentryConflict("reentry_not_entered", field="number")
    if duty.number == said:
        return duty
    if duty.number != seen:
        raise _entered(duty)
    if not why or len(why) > REASON_MOST:
        raise ReentryRefused("reentry_reason", field="reason", most=REASON_MOST)
    _check(duty, said)
    engine.perform(
        actor=actor, now=now, item=duty.case.item_id,
        command=Note(f"更正“{duty.system.name}”的回执号：{duty.number} 改为 {said}，理由：{why}"),
    )  # fmt: skip
    Former.objects.create(
        duty=duty, number=duty.number, replaced_at=now, replaced_by=actor.ref, reason=why
    )
    duty.number, duty.corrected_at = said, now
    _save(duty, "number", "corrected_at")
    return duty


def _locked(actor: Actor, key: int) -> tuple[Actor, Duty]:
    """Lock a duty in the actor's scope; gives the actor as it acts there, for an absent one."""
    rows = Duty.objects.visible_to(actor).with_names().select_for_update(of=("self",))
    duty: Duty | None = rows.filter(pk=key).first()
    if duty is None:
        raise ReentryUnknown()
    if not permissions.may_enter(actor, duty):
        raise ReentryForbidden()
    at = {"organisation_path": duty.organisation.path, "division_path": duty.division.path}
    return actor.acting(ENTER, **at), duty


def _check(duty: Duty, number: str) -> None:
    wrong = rules.fault(number, duty.system.pattern)
    if wrong:
        raise ReentryRefused(
            wrong, field="number", most=rules.LONGEST, sample=duty.system.sample or "系统给出的样子"
        )
    if Duty.objects.filter(system=duty.system_id, number=number).exclude(pk=duty.pk).exists():
        raise ReentryConflict("reentry_number_taken", field="number", number=number)


def _entered(duty: Duty) -> ReentryConflict:
    who = names_of([duty.entered_by]).get(duty.entered_by, "")
    return ReentryConflict("reentry_entered", field="number", who=who, number=duty.number)


def _save(duty: Duty, *names: str) -> None:
    """Write; of two that enter one number for two cases at once, the later is told."""
    try:
        with transaction.atomic():
            duty.save(update_fields=names)
    except IntegrityError as error:
        raise ReentryConflict("reentry_number_taken", field="number", number=duty.number) from error
