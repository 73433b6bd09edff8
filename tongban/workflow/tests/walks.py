"""Random procedures, random acts, and what must hold after each of them."""

from collections import Counter
from typing import Any

from hypothesis import strategies as st

from tongban.core.workdays.types import Pause
from tongban.workflow import states
from tongban.workflow.rules import due
from tongban.workflow.tests import factories as f
from tongban.workflow.types import (
    Accept,
    Allowed,
    Ask,
    AskCorrection,
    Command,
    Complete,
    Correct,
    Note,
    Refuse,
    Reply,
    Resume,
    Rule,
    SendBack,
    Snapshot,
    Supervise,
    Suspend,
    Terminate,
    Transfer,
    Urge,
    Withdraw,
)

ROLES = ("window", "reviewer", "inspector", "checker", "decider")
# Everybody holds everything, so that walks are long; rights have a table of their own.
CREW = tuple(f.staff(100 + n, *ROLES, "chief") for n in range(4))
REASON = "演示理由"


@st.composite
def procedures(draw: st.DrawFn) -> dict[str, Any]:
    """A valid procedure: an acyclic graph of up to seven steps of all kinds."""
    size = draw(st.integers(1, 7))
    with_intake, decides = draw(st.booleans()), draw(st.integers(0, size - 1))
    steps: list[dict[str, Any]] = []
    if with_intake:
        steps.append(f.step("intake", "window", intake=True))
    for n in range(size):
        before = [step["code"] for step in steps]
        after = draw(st.lists(st.sampled_from(before), unique=True, max_size=3)) if before else []
        if with_intake and not after:
            after = ["intake"]
        steps.append(_step(draw, f"s{n}", after, decides=n == decides, before=before))
    requests = [f.EXTEND] if draw(st.booleans()) else []
    return {
        "title": "随机", "steps": steps, "clocks": [f.INTAKE_CLOCK, *f.MAIN_CLOCKS],
        "requests": requests,
    }  # fmt: skip


def _step(
    draw: st.DrawFn, code: str, after: list[str], *, decides: bool, before: list[str]
) -> dict[str, Any]:
    if decides:
        outcomes = ["approve", "deny"]
        return f.step(code, "decider", *after, decides=True, outcomes=outcomes)
    kind = draw(st.sampled_from(["act", "act", "act", "act", "auto", "wait"]))
    made = f.step(code, draw(st.sampled_from(ROLES)), *after, kind=kind)
    if kind == "wait":
        made |= {"limit": {"value": draw(st.integers(1, 5))}, "signal": "go"}
    if kind == "act":
        seats = draw(st.integers(1, 3))
        made |= {"seats": seats, "quorum": draw(st.integers(1, seats))}
        made |= {"outcomes": draw(st.sampled_from([["done"], ["pass", "fail"]]))}
        made |= {"rectify": ["promised"]} if draw(st.booleans()) else {}
    direct = [one for one in after if one != "intake"]
    if direct and draw(st.integers(0, 3)) == 0:
        made |= {"when": {"ne": [f"outcome.{direct[0]}", "fail"]}}
    return made


def command(draw: st.DrawFn, act: Allowed, snapshot: Snapshot) -> Command | None:  # noqa: PLR0911
    """A command for an offered act, or None for one that walks leave out."""
    choice = draw(st.sampled_from(act.choices)) if act.choices else ""
    if act.act == "ask_correction":
        return AskCorrection(act.choices or ("a", "b"))
    if act.act == "complete":
        return None if act.blocked else Complete(act.task or 0, choice)
    if act.act == "send_back":
        return SendBack(act.task or 0, choice, REASON)
    if act.act == "transfer":
        return Transfer(act.task or 0, None)
    if act.act == "rule":
        return Rule(act.request or 0, choice == "grant", REASON)
    if act.act in {"ask", "extend"}:
        return Ask(act.code, REASON)
    plain: dict[str, Command] = {
        "accept": Accept(), "correct": Correct(), "urge": Urge(), "note": Note(REASON),
        "supervise": Supervise(REASON), "refuse": Refuse(REASON), "withdraw": Withdraw(),
        "terminate": Terminate(REASON), "suspend": Suspend(choice),
        "resume": Resume(act.pause or 0), "reply": Reply(act.request or 0, REASON),
    }  # fmt: skip
    return plain.get(act.act)


ENDS = {"refuse", "withdraw", "terminate"}
# What ends the walk, or adds nothing to it, is drawn more rarely.
RARE = ENDS | {"note", "supervise", "urge", "transfer"}


def holds(before: Snapshot, after: Snapshot) -> None:
    """What must be true of an item after every act."""
    item = after.item
    _seats(after)
    _tasks_kept(before, after)
    _clocks(after)
    if item.state in states.RUNNING:
        assert after.open_tasks, "a running item has something to do"
    else:
        assert not after.open_tasks
        assert all(clock.stopped_at for clock in after.clocks)
        assert not item.suspended
    if before.item.decided_at:
        assert (item.decided_at, item.outcome) == (before.item.decided_at, before.item.outcome)
    assert item.version == before.item.version + 1
    assert item.last_at >= before.item.last_at
    rows = (*after.tasks, *after.clocks, *after.pauses, *after.requests)
    assert sorted(row.seq for row in rows) == list(range(1, item.rows + 1))


def _seats(after: Snapshot) -> None:
    seats = Counter((task.step, task.seat) for task in after.open_tasks)
    assert all(count == 1 for count in seats.values()), seats
    for step in after.procedure.steps:
        done = [t for t in after.tasks if t.step == step.code and t.state == states.DONE]
        assert len(done) <= max(step.quorum, 1), f"{step.code} is done twice"
        people = [task.done_by for task in done]
        assert len(people) == len(set(people)), "two seats, one person"


def _tasks_kept(before: Snapshot, after: Snapshot) -> None:
    for task in before.tasks:
        now = after.task(task.seq)
        assert now is not None
        if task.state != states.OPEN:
            assert now.state in {task.state, states.SUPERSEDED}
            assert (now.done_by, now.done_at) == (task.done_by, task.done_at)


def _clocks(after: Snapshot) -> None:
    running = Counter(clock.code for clock in after.clocks if clock.stopped_at is None)
    assert all(count == 1 for count in running.values()), running
    for clock in after.clocks:
        if clock.stopped_at is None:
            moment = due(clock, after.pauses, f.CALENDAR)
            assert clock.due_at == (moment and moment.at)
    for pause in after.pauses:
        Pause(pause.started_at, pause.ended_at)
        assert pause.ended_at is None or pause.ended_at >= pause.started_at
