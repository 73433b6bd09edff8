"""From acceptance to the end: complete a step, send back, rectify, stop the clock, withdraw.

The engine decides what is allowed; here only what a case adds to an act: the reasons of a denial,
the files of a rectification.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.cases.errors import DaysMissing, ReasonMissing
from tongban.cases.models import Case
from tongban.cases.services.materials import keep_further
from tongban.workflow import services as engine
from tongban.workflow.types import Command, Complete, Late, Outcome, Suspend

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

DENIED = "deny"


@transaction.atomic
def perform(
    *,
    actor: "Actor",
    now: datetime,
    case: Case,
    command: Command,
    version: int | None = None,
    late: Late | None = None,
) -> Outcome:
    """Do `command` to the case's work item; the version is the one the actor looked at, `late` what
    is said of why it comes late.

    Raises ReasonMissing for a denial without reasons (许可法 §38), DaysMissing for a special
    procedure without the time that it needs (§45), and what the engine raises.
    """
    if isinstance(command, Suspend) and not command.days:
        raise DaysMissing(field="days")
    if isinstance(command, Complete) and command.outcome == DENIED:
        if not command.opinion.strip():
            raise ReasonMissing(field="opinion")
        case.reason = command.opinion.strip()
        case.save(update_fields=["reason"])
    return engine.perform(
        actor=actor, now=now, item=case.item_id, command=command, expected_version=version,
        late=late,
    )  # fmt: skip


@transaction.atomic
def rectify(
    *,
    actor: "Actor",
    now: datetime,
    case: Case,
    task: int,
    note: str,
    given: Mapping[str, Sequence[str]],
    version: int | None = None,
) -> Outcome:
    """Report that what was found on site has been put right 整改, with proof in files."""
    if not note.strip():
        raise ReasonMissing(field="note")
    keep_further(actor=actor, now=now, case=case, given=given)
    return engine.perform(
        actor=actor,
        now=now,
        item=case.item_id,
        command=Complete(task=task, opinion=note.strip()),
        expected_version=version,
    )
