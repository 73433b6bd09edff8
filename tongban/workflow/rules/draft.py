"""A working copy of one item: acts change it, and what differs at the end is the change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from tongban.core.accounts.types import Actor
from tongban.core.workdays.types import Limit
from tongban.workflow import states
from tongban.workflow.rules import clocks
from tongban.workflow.types import (
    Change,
    ClockRow,
    Event,
    Facts,
    ItemRow,
    PauseRow,
    Procedure,
    RequestRow,
    Snapshot,
    Step,
    TaskRow,
)
from tongban.workflow.types.procedure import binds_applicant, decides

Row = TypeVar("Row", TaskRow, ClockRow, PauseRow, RequestRow)
STEP_CLOCK = "step:"


class Draft:
    """The item and its rows by `seq`, to be replaced; `at` is never before the last act."""

    def __init__(self, snapshot: Snapshot, facts: Facts) -> None:
        self.before = snapshot
        self.procedure = snapshot.procedure
        self.facts = facts
        self.at: datetime = max(facts.at, snapshot.item.last_at)
        self.actor: Actor = facts.actor
        self.item: ItemRow = snapshot.item
        self.tasks = {row.seq: row for row in snapshot.tasks}
        self.clocks = {row.seq: row for row in snapshot.clocks}
        self.pauses = {row.seq: row for row in snapshot.pauses}
        self.requests = {row.seq: row for row in snapshot.requests}
        self.events: list[Event] = []
        self.payload: dict[str, Any] = {}
        self.moved_to: Procedure | None = None  # by a rebase
        self.verb = ""  # of an act that has its own word

    # --- rows -------------------------------------------------------------------------------------

    def next_seq(self) -> int:
        self.item = replace(self.item, rows=self.item.rows + 1)
        return self.item.rows

    def of_step(self, code: str) -> list[TaskRow]:
        """Give the step's tasks that count: those that no sending back annulled."""
        void = (states.SUPERSEDED, states.DROPPED)
        return [row for row in self.tasks.values() if row.step == code and row.state not in void]

    def status(self, code: str) -> str:
        """Give "" (not reached), "open", "done" or "skipped"."""
        found = {row.state for row in self.of_step(code)}
        for state in (states.OPEN, states.SKIPPED, states.DONE):
            if state in found:
                return state
        return ""

    def outcome(self, code: str) -> str:
        """Give the outcome of a finished step: of several seats the worst counts."""
        step = self.procedure.step(code)
        given = [row.outcome for row in self.of_step(code) if row.state == states.DONE]
        known = {outcome: n for n, outcome in enumerate(step.outcomes)}
        return max(given, key=lambda one: known.get(one, len(known)), default="")

    def end_task(self, task: TaskRow, state: str, **fields: Any) -> TaskRow:
        self.tasks[task.seq] = ended = replace(task, state=state, **fields)
        return ended

    def add_task(self, step: Step, seat: str, state: str, **fields: Any) -> TaskRow:
        seq = self.next_seq()
        self.tasks[seq] = row = TaskRow(
            seq=seq,
            step=step.code,
            seat=seat,
            round=self.item.round,
            state=state,
            role=fields.pop("role", ""),
            opened_at=self.at,
            due_at=states.NEVER,
            warn_at=states.NEVER,
            **fields,
        )
        return row

    # --- events and clocks ------------------------------------------------------------------------

    def happen(
        self, name: str, step: str = "", outcome: str = "", *, since: datetime | None = None,
        **detail: Any,
    ) -> None:  # fmt: skip
        """Record an event; the clocks that it stops and starts do so, at `since` if given."""
        self.events.append(Event(name, step, outcome, detail))
        key = f"{name}:{step}" if name in {"opened", "done", "own"} else name
        for spec in self.procedure.clocks:
            if spec.stops == key:
                self.stop_clock(spec.code)
            if spec.starts == key:
                self.start_clock(spec.code, spec.limit, since or self.at, spec.on_expiry)

    def start_clock(
        self, code: str, limit: Limit | str, since: datetime, on_expiry: str = "",
        task: int | None = None,
    ) -> None:  # fmt: skip
        """Start a clock unless it runs already or its named limit was not given to this item."""
        found = self.item.limits.get(limit) if isinstance(limit, str) else limit
        if found is None or self.running(code) is not None:
            return
        seq = self.next_seq()
        self.clocks[seq] = ClockRow(
            seq=seq, code=code, limits=(found,), started_at=since, on_expiry=on_expiry, task=task
        )

    def running(self, code: str) -> ClockRow | None:
        rows = self.clocks.values()
        return next((row for row in rows if row.code == code and row.stopped_at is None), None)

    def stop_clock(self, code: str) -> None:
        row = self.running(code)
        if row is not None:
            self.clocks[row.seq] = replace(row, stopped_at=self.at)

    def pause(
        self, codes: tuple[str, ...], reason: str, *, note: str = "", task: int | None = None
    ) -> PauseRow:
        """Stop these clocks; one that decides by itself runs on, for the law sets its last day."""
        fixed = {row.code for row in self.clocks.values() if decides(row.on_expiry)}
        codes = tuple(code for code in codes if code not in fixed)
        seq = self.next_seq()
        self.pauses[seq] = row = PauseRow(
            seq=seq, clocks=codes, reason=reason, started_at=self.at, note=note, task=task
        )
        return row

    def end_pause(self, pause: PauseRow) -> None:
        self.pauses[pause.seq] = replace(pause, ended_at=self.at)

    def end_pauses_of(self, task: int) -> None:
        for row in list(self.pauses.values()):
            if row.task == task and row.ended_at is None:
                self.end_pause(row)

    # --- the end ----------------------------------------------------------------------------------

    def end_item(self, state: str, outcome: str = "") -> None:
        """Nothing of the item runs on: it is over, with `state`."""
        for task in list(self.tasks.values()):
            if task.state == states.OPEN:
                self.end_task(task, states.DROPPED)
        self._stop_everything()
        self.item = replace(
            self.item, state=state, closed_at=self.at, outcome=outcome or self.item.outcome
        )

    def _stop_everything(self) -> None:
        # A pause that still lasts is left as it is: nobody resumed, and with its clocks it is over.
        for clock in list(self.clocks.values()):
            if clock.stopped_at is None:
                self.stop_clock(clock.code)
        for request in self.requests.values():
            if request.state == states.OPEN:
                self.requests[request.seq] = replace(request, state=states.DROPPED)

    def settle(self) -> None:
        """Compute every running clock from its rows, and from them what lists sort by."""
        for row in self.clocks.values():
            if row.stopped_at is None:
                self.clocks[row.seq] = self._timed(row)
        hand_stopped = self.item.state in states.RUNNING and any(
            row.ended_at is None and row.task is None for row in self.pauses.values()
        )
        self.item = replace(
            self.item, last_at=self.at, version=self.item.version + 1, suspended=hand_stopped
        )
        if self.item.state not in states.RUNNING:
            return
        # What the applicant has still time for is not what the body must do by then.
        both = self._earliest(lambda row: not row.code.startswith(STEP_CLOCK))
        whole = self._earliest(
            lambda row: not row.code.startswith(STEP_CLOCK) and not binds_applicant(row.on_expiry)
        )
        shown = (states.NEVER, states.NEVER) if self.item.state == states.CORRECTING else whole
        self.item = replace(self.item, due_at=shown[0], warn_at=shown[1])
        for task in self.tasks.values():
            if task.state == states.OPEN:
                code = STEP_CLOCK + task.step
                own = self._earliest(lambda row, code=code: row.code == code)
                first = min(both if task.role == states.APPLICANT else whole, own)
                self.tasks[task.seq] = replace(task, due_at=first[0], warn_at=first[1])

    def _timed(self, row: ClockRow) -> ClockRow:
        calendar = self.facts.calendar
        moment = clocks.due(row, self.pauses.values(), calendar)
        if moment is None:
            return replace(row, due_at=None, warn_at=None)
        early = clocks.warn(row, moment, calendar)
        return replace(row, due_at=moment.at, warn_at=early, provisional=moment.provisional)

    def _earliest(self, wanted: Any) -> tuple[datetime, datetime]:
        dues = (
            (row.due_at, row.warn_at or row.due_at)
            for row in self.clocks.values()
            if row.stopped_at is None and row.due_at is not None and wanted(row)
        )
        return min(dues, default=(states.NEVER, states.NEVER))

    def change(self, verb: str, payload: Mapping[str, Any]) -> Change:
        """Give what differs from the snapshot; the draft must be settled."""

        def differing(before: tuple[Row, ...], after: dict[int, Row]) -> tuple[Row, ...]:
            known = {row.seq: row for row in before}
            return tuple(after[seq] for seq in sorted(after) if known.get(seq) != after[seq])

        return Change(
            item=self.item,
            tasks=differing(self.before.tasks, self.tasks),
            clocks=differing(self.before.clocks, self.clocks),
            pauses=differing(self.before.pauses, self.pauses),
            requests=differing(self.before.requests, self.requests),
            verb=verb,
            payload={**payload, **self.payload},
            events=tuple(self.events),
            on_behalf=self.actor.on_behalf,
            procedure=self.moved_to,
        )
