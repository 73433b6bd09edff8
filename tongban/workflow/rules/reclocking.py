"""The clocks of an item that moves to another version: start kept, limit replaced, due anew.

The running clocks of the whole item may only get shorter, and never so short that they would have
run out already: nobody is late by a rule that did not hold. What time brings by itself (a notice
that ends, an application deemed withdrawn) does not come sooner. A step's own limit is between the
office and its clerk: it is replaced where that leaves time.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from tongban.core.workdays.types import Limit
from tongban.workflow import states
from tongban.workflow.rules import clocks, intake
from tongban.workflow.rules.draft import STEP_CLOCK, Draft
from tongban.workflow.rules.progress import WAIT
from tongban.workflow.types import ClockRow, ClockSpec, Obstacle, PauseRow, Procedure

_SILENT = frozenset({"", "warn"})  # running out does nothing to the item
_AGAINST = "deem_withdrawn"  # running out ends the applicant's matter
_SIGNAL = "signal:"  # running out ends a wait, for others too


def reclock(draft: Draft, old: Procedure) -> list[Obstacle]:
    """Put the running clocks on the draft's new version, start those that should be running.

    Gives what stands against that; then the draft is of no more use.
    """
    found: list[Obstacle] = []
    for row in list(draft.clocks.values()):
        if row.stopped_at is not None or row.on_expiry == WAIT:
            continue
        if row.code.startswith(STEP_CLOCK):
            _step_clock(draft, row)
        else:
            found += _item_clock(draft, old, row)
    _start_step_clocks(draft)
    return [*found, *_start_missing(draft)]


# --- clocks of the whole item ---------------------------------------------------------------------


def _item_clock(draft: Draft, old: Procedure, row: ClockRow) -> Iterator[Obstacle]:
    was, spec = old.clock(row.code), draft.procedure.clock(row.code)
    title = was.title if was else row.code
    limit = _resolved(draft, spec.limit) if spec else None
    if spec is None or limit is None or (was and _has_stopped(draft, was, spec, row)):
        yield Obstacle("work_rebase_clock_gone", {"clock": title})
        return
    if row.on_expiry != spec.on_expiry and not {row.on_expiry, spec.on_expiry} <= _SILENT:
        yield Obstacle("work_rebase_clock_end", {"clock": title})
        return
    moved = replace(row, limits=(limit, *row.limits[1:]), on_expiry=spec.on_expiry)
    if moved.limits != row.limits:
        yield from _lawful(draft, title, row, moved)
    draft.clocks[row.seq] = moved


def _resolved(draft: Draft, limit: Limit | str | None) -> Limit | None:
    return draft.item.limits.get(limit) if isinstance(limit, str) else limit


def _has_stopped(draft: Draft, was: ClockSpec, spec: ClockSpec, row: ClockRow) -> bool:
    """Say whether the new version would have stopped the clock at something that has happened."""
    at = happened(draft, spec.stops)
    return was.stops != spec.stops and at is not None and at >= row.started_at


def _lawful(draft: Draft, title: str, was: ClockRow, now: ClockRow) -> Iterator[Obstacle]:
    """What stands against the new limit: longer, too short, or not to be changed at all."""
    before, after = _due(draft, was), _due(draft, now)
    if before == after:
        return
    if now.on_expiry.startswith(_SIGNAL):
        yield Obstacle("work_rebase_clock_end", {"clock": title})
    elif now.on_expiry == _AGAINST and after < before:
        yield Obstacle("work_rebase_clock_shorter", {"clock": title})
    elif now.on_expiry != _AGAINST and after > before:
        yield Obstacle("work_rebase_clock_longer", {"clock": title})
    elif after <= draft.at < before:
        yield Obstacle("work_rebase_clock_past", {"clock": title})


def _due(draft: Draft, row: ClockRow) -> datetime:
    """Give when the clock runs out, as if everything that stops it ended now."""
    pauses = [
        replace(pause, ended_at=draft.at) if pause.ended_at is None else pause
        for pause in draft.pauses.values()
    ]
    moment = clocks.due(row, pauses, draft.facts.calendar)
    return moment.at if moment else states.NEVER


def _start_missing(draft: Draft) -> Iterator[Obstacle]:
    """Start, as of its event, what the item's way so far would have started and not stopped."""
    known = {row.code for row in draft.clocks.values()}
    for spec in draft.procedure.clocks:
        since, until = happened(draft, spec.starts), happened(draft, spec.stops)
        ended = since is not None and until is not None and until >= since
        if spec.code in known or since is None or ended:
            continue
        draft.start_clock(spec.code, spec.limit, since, spec.on_expiry)
        row = draft.running(spec.code)
        if row is None:
            continue
        _stop_with_others(draft, row)
        if spec.on_expiry == _AGAINST:
            yield Obstacle("work_rebase_clock_shorter", {"clock": spec.title})
        elif _due(draft, row) <= draft.at:
            yield Obstacle("work_rebase_clock_past", {"clock": spec.title})


def _stop_with_others(draft: Draft, clock: ClockRow) -> None:
    """Let each pause that would have stopped the clock, had it run, stop it too."""
    for row in list(draft.pauses.values()):
        if clock.started_at <= row.started_at and _stops(draft, row, clock.code):
            draft.pauses[row.seq] = replace(row, clocks=(*row.clocks, clock.code))


def _stops(draft: Draft, pause: PauseRow, code: str) -> bool:
    if pause.task is None:
        return code in draft.procedure.suspend_clocks
    if pause.reason == intake.CORRECTION:
        return True
    task = draft.tasks[pause.task]
    step = draft.procedure.by_code.get(task.step)
    return step is not None and code in step.rectify


def happened(draft: Draft, event: str) -> datetime | None:
    """Give when the event that starts or stops a clock last happened; None if it has not."""
    name, _, step = event.partition(":")
    if name == "submitted":
        return draft.item.opened_at
    if name == "accepted":
        return draft.item.accepted_at
    if name in {"correction_asked", "corrected"}:
        asked = intake.corrections(draft)
        times = [row.opened_at if name == "correction_asked" else row.done_at for row in asked]
        return max((at for at in times if at is not None), default=None)
    rows = draft.of_step(step) if step else []
    if name == "opened":
        return min((row.opened_at for row in rows if row.state != states.SKIPPED), default=None)
    if name == "done" and draft.status(step) == states.DONE:
        return max((row.done_at for row in rows if row.done_at is not None), default=None)
    return None


# --- a step's own ---------------------------------------------------------------------------------


def _step_clock(draft: Draft, row: ClockRow) -> None:
    step = draft.procedure.step(row.code.removeprefix(STEP_CLOCK))
    limit = _resolved(draft, step.limit)
    if limit is None:
        draft.stop_clock(row.code)
        return
    moved = replace(row, limits=(limit, *row.limits[1:]))
    if not _due(draft, moved) <= draft.at < _due(draft, row):
        draft.clocks[row.seq] = moved


def _start_step_clocks(draft: Draft) -> None:
    """A limit that an open step had not counts from now."""
    for step in draft.procedure.steps:
        hers = [
            row.seq
            for row in draft.of_step(step.code)
            if row.state == states.OPEN and row.office is not None
        ]
        if hers and step.limit is not None:
            draft.start_clock(STEP_CLOCK + step.code, step.limit, draft.at, task=min(hers))
