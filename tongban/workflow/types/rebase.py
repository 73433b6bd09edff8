"""What moving an item to another version of its procedure would change, or why it cannot move."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.core.workdays.types import Limit
from tongban.workflow.types.procedure import Procedure
from tongban.workflow.types.rows import Office


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an item stays on its version: a code of `errors.MESSAGES` and what fills its sentence."""

    code: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """A version, the organisations that its seats mean for the work of one body, and the dated
    parameters that it counts with."""

    procedure: Procedure
    offices: Mapping[str, Office]
    limits: Mapping[str, Limit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClockShift:
    """One running clock before and after; None where it did not run, or is paused (`due`)."""

    code: str
    title: str
    limit_before: Limit | None = None
    limit_after: Limit | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rebase would do to one item. With `obstacles` it would do nothing.

    `due_before` and `due_after` are what lists sort by (None: paused, or no clock). `opened` are
    the titles of steps that open at once, `added` and `dropped` of those still to come.
    """

    item: int
    obstacles: tuple[Obstacle, ...] = ()
    due_before: datetime | None = None
    due_after: datetime | None = None
    clocks: tuple[ClockShift, ...] = ()
    opened: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def may_move(self) -> bool:
        return not self.obstacles

    @property
    def differs(self) -> bool:
        """Whether steps or limits change at all."""
        steps = self.opened or self.added or self.dropped
        return bool(steps or self.clocks) or self.due_before != self.due_after


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A running item, as who asks about all those of one subject needs it."""

    id: int
    number: str
    kind: str
    state: str
    version: int
    procedure: str
    procedure_version: int
    facts: Mapping[str, Any]
    limits: Mapping[str, Limit]
    opened_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    division: str
    organisation: int
