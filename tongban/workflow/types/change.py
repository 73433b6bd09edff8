"""What rules read beside the rows, and what they answer with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import Calendar
from tongban.workflow.types.commands import Command
from tongban.workflow.types.procedure import Procedure
from tongban.workflow.types.rows import ClockRow, ItemRow, PauseRow, RequestRow, TaskRow

Light = Literal["green", "yellow", "red", "paused", "none"]


@dataclass(frozen=True, slots=True)
class OwnAct:
    """An act that a kind of item adds to the engine's (`ports.own_acts`).

    `by`: "seat" (whoever holds an open seat), "applicant", "interested" (whom the decision
    touches), or a role held over the item. `states` are those of the item in which it may be done,
    ended ones too. `pauses` is the lawful reason for which it stops the clocks of a decision,
    `resumes` the one whose stop it ends. `needs` are the fields that must be filled.
    """

    name: str
    title: str
    verb: str
    by: frozenset[str]
    states: frozenset[str]
    pauses: str = ""
    resumes: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Who asks, for which parties, when, on which calendar."""

    actor: Actor
    at: datetime
    calendar: Calendar
    parties: frozenset[str] = frozenset()
    refer_to: frozenset[str] = frozenset()  # kinds that `Refer` may open
    own: tuple[OwnAct, ...] = ()  # what the item's kind adds to the acts


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An item with all its rows, each kind in the order of `seq`."""

    procedure: Procedure
    item: ItemRow
    tasks: tuple[TaskRow, ...] = ()
    clocks: tuple[ClockRow, ...] = ()
    pauses: tuple[PauseRow, ...] = ()
    requests: tuple[RequestRow, ...] = ()

    @property
    def open_tasks(self) -> tuple[TaskRow, ...]:
        return tuple(task for task in self.tasks if task.state == "open")

    def task(self, seq: int) -> TaskRow | None:
        return next((task for task in self.tasks if task.seq == seq), None)

    def request(self, seq: int) -> RequestRow | None:
        return next((row for row in self.requests if row.seq == seq), None)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the item, for `ports.effects`.

    Names: "submitted", "accepted", "refused", "correction_asked", "corrected", "opened" and "done"
    (of `step`, with its outcome), "sent_back" (to `step`), "returned" (by the applicant),
    "transferred", "suspended", "resumed", "asked" and "ruled" (of the
    request `step`), "urged", "supervised", "replied", "decided", "closed", "withdrawn",
    "terminated", "signalled", "referred", "noted", "deferred" (with its list), "own" (of the kind's
    act `step`), "rebased" (its detail holds what the command
    brought: `facts`, `limits`, `note`), "expired" (of the clock `step`).
    """

    name: str
    step: str = ""
    outcome: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What an act does: rows to insert or update (whole, by `seq`), words, events.

    `tasks`, `clocks`, `pauses` and `requests` hold only the rows that are new or differ.
    `procedure` is set by a rebase alone: from then on the item's, with its limits, facts, offices.
    """

    item: ItemRow
    tasks: tuple[TaskRow, ...] = ()
    clocks: tuple[ClockRow, ...] = ()
    pauses: tuple[PauseRow, ...] = ()
    requests: tuple[RequestRow, ...] = ()
    verb: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    on_behalf: str = ""
    procedure: Procedure | None = None

    def applied_to(self, before: Snapshot) -> Snapshot:
        """Give the snapshot after this change."""

        def merge(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
            rows = {row.seq: row for row in old} | {row.seq: row for row in new}
            return tuple(rows[seq] for seq in sorted(rows))

        return replace(
            before,
            procedure=self.procedure or before.procedure,
            item=self.item,
            tasks=merge(before.tasks, self.tasks),
            clocks=merge(before.clocks, self.clocks),
            pauses=merge(before.pauses, self.pauses),
            requests=merge(before.requests, self.requests),
        )


@dataclass(frozen=True, slots=True)
class Allowed:
    """An act that the actor may do now.

    `act` is the command's name in snake_case ("accept", "complete", "send_back" ...). `task`,
    `pause` and `request` name the row it is about. `choices` are the values of its one choice: the
    outcomes of a step, where to send back to, lawful reasons, the list that may be asked again.
    `needs` are the fields that must be filled. `blocked` is a code why it cannot be done just now.
    """

    act: str
    task: int | None = None
    step: str = ""
    pause: int | None = None
    request: int | None = None
    code: str = ""
    choices: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act came to: the item as it now stands, what happened, what the effects gave.

    `results` holds each effect's return value by the effect's name. `version` is to be sent back
    as `expected_version` of the next act.
    """

    item: int
    number: str
    state: str
    version: int
    command: Command
    snapshot: Snapshot
    events: tuple[Event, ...] = ()
    results: Mapping[str, Any] = field(default_factory=dict)
