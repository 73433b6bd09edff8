"""Plain values of the hub."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One step 环节 that was gone through: who did what from when till when."""

    name: str
    event: str
    started_at: datetime
    ended_at: datetime | None = None
    handler: str = ""
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One case as its own system describes it; `line` its place in the batch, from 1."""

    line: int
    number: str
    task_code: str
    title: str
    applicant_kind: str
    applicant_name: str
    applicant_number: str
    contact_phone: str
    state: str
    outcome: str
    received_at: datetime
    accepted_at: datetime | None
    promised_on: date | None
    decided_at: datetime | None
    closed_at: datetime | None
    result_title: str
    result_number: str
    steps: tuple[Step, ...]
    digest: str

    @property
    def happened_at(self) -> datetime:
        """When the last thing happened that the line tells of."""
        times = [self.received_at, self.accepted_at, self.decided_at, self.closed_at]
        for step in self.steps:
            times += [step.started_at, step.ended_at]
        return max(at for at in times if at is not None)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a line: where, which rule, and what the sentence quotes."""

    line: int
    number: str
    field: str
    code: str
    detail: dict[str, Any]


@dataclass(slots=True)
class Tally:
    """What became of the lines of a batch."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Sending:
    """How one source stands: its records, the share that came late, what was refused lately."""

    source: str
    name: str
    records: int
    backfilled: int
    last_at: datetime | None
    refused: int
