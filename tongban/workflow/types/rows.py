"""The rows of one item as values: what the rules read and plan. `seq` numbers them in the item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.core.workdays.types import Limit


@dataclass(frozen=True, slots=True)
class Office:
    """An organisation as the rules need it: who it is and where it stands in the tree."""

    id: int
    path: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """The item itself. `offices` maps organisation rules to what they meant at the start."""

    id: int
    kind: str
    state: str
    owner: Office
    division_path: str
    opened_at: datetime
    due_at: datetime
    warn_at: datetime
    last_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    offices: Mapping[str, Office] = field(default_factory=dict)
    parties: Mapping[str, str] = field(default_factory=dict)  # "party:5" -> "applicant"
    outcome: str = ""
    round: int = 1
    version: int = 0
    suspended: bool = False
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    urged_at: datetime | None = None
    decided_due_at: datetime | None = None  # what was due when it was decided
    opened_by: str = ""
    subject: str = ""  # what it is about: "matter:<task code>"
    rows: int = 0  # the highest seq given out


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One seat of one step of one round. `office` is None for the applicant's and for waits.

    What the applicant must put right at the intake is in `data`: `items`, and `note` about them.
    """

    seq: int
    step: str
    seat: str
    round: int
    state: str
    role: str
    opened_at: datetime
    due_at: datetime
    warn_at: datetime
    office: Office | None = None
    assignee: int | None = None
    done_at: datetime | None = None
    done_by: str = ""
    on_behalf: str = ""
    outcome: str = ""
    opinion: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock. `limits` are the limit and every extension; `due_at` is None while it is paused."""

    seq: int
    code: str
    limits: tuple[Limit, ...]
    started_at: datetime
    due_at: datetime | None = None
    warn_at: datetime | None = None
    provisional: bool = False
    stopped_at: datetime | None = None
    on_expiry: str = ""
    expired_at: datetime | None = None
    task: int | None = None  # the seq of the first task of the step that it belongs to


@dataclass(frozen=True, slots=True)
class PauseRow:
    """A stretch in which the named clocks do not run.

    `ended_at` None means that it still lasts, or lasted when the item ended.
    """

    seq: int
    clocks: tuple[str, ...]
    reason: str
    started_at: datetime
    ended_at: datetime | None = None
    note: str = ""
    task: int | None = None  # the applicant's task that ends it


@dataclass(frozen=True, slots=True)
class RequestRow:
    """What waits for an answer: a ruling, or the reply to a supervision."""

    seq: int
    code: str
    state: str
    reason: str
    ruler: str
    asked_by: str
    asked_at: datetime
    items: tuple[str, ...] = ()
    due_at: datetime | None = None
    ruled_by: str = ""
    ruled_at: datetime | None = None
    ruling: str = ""


@dataclass(frozen=True, slots=True)
class Involved:
    """A party to an item: its id, in what role, and the party that acts for it as agent."""

    party: int
    role: str = "applicant"
    agent: int | None = None
