"""Random procedures, random acts, and what must hold after each of them."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tongban.core.workdays.types import Limit, Pause
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


@st.composite
def next_versions(draw: st.DrawFn, definition: dict[str, Any]) -> dict[str, Any]:
    """Another version: the same, a few changes of it, or one that has nothing to do with it."""
    if draw(st.integers(0, 9)) == 7:
        return draw(procedures())
    made = deepcopy(definition)
    for _ in range(draw(st.integers(0, 3))):
        _CHANGES[draw(st.sampled_from(sorted(_CHANGES)))](draw, made)
    return made


def _some(draw: st.DrawFn, made: dict[str, Any]) -> dict[str, Any]:
    step: dict[str, Any] = draw(st.sampled_from(made["steps"]))
    return step


def _add(draw: st.DrawFn, made: dict[str, Any]) -> None:
    """A new step behind some, sometimes also before one of those that there are."""
    steps = made["steps"]
    place = draw(st.integers(1, len(steps)))
    before = [step["code"] for step in steps[:place]]
    code = f"n{len(steps)}"
    step = _step(draw, code, [draw(st.sampled_from(before))], decides=False, before=before)
    if place < len(steps) and draw(st.booleans()):
        steps[place]["after"] = [*steps[place]["after"], code]
    steps.insert(place, step)


def _drop(draw: st.DrawFn, made: dict[str, Any]) -> None:
    """One step less; what came after it comes after what it came after."""
    step = _some(draw, made)
    if step.get("intake") or step.get("decides"):
        return
    made["steps"].remove(step)
    for other in made["steps"]:
        if step["code"] in other["after"]:
            rest = [code for code in other["after"] if code != step["code"]]
            other["after"] = list(dict.fromkeys([*rest, *step["after"]]))
            other.pop("when", None)


def _seats_of(draw: st.DrawFn, made: dict[str, Any]) -> None:
    step = _some(draw, made)
    if step.get("kind", "act") == "act" and not step.get("intake"):
        step["seats"] = draw(st.integers(1, 3))
        step["quorum"] = draw(st.integers(1, step["seats"]))


def _role_of(draw: st.DrawFn, made: dict[str, Any]) -> None:
    _some(draw, made)["role"] = draw(st.sampled_from(ROLES))


def _limit_of(draw: st.DrawFn, made: dict[str, Any]) -> None:
    step = _some(draw, made)
    step["limit"] = {"value": draw(st.integers(1, 5))}


def _condition_of(draw: st.DrawFn, made: dict[str, Any]) -> None:
    step = _some(draw, made)
    direct = [code for code in step["after"] if code != "intake"]
    if direct:
        step["when"] = {draw(st.sampled_from(["eq", "ne"])): [f"outcome.{direct[0]}", "fail"]}


def _clocks_of(draw: st.DrawFn, made: dict[str, Any]) -> None:
    """One clock's own limit, or a clock that was not there, or one that is there no more."""
    clocks = made["clocks"]
    if draw(st.booleans()):
        clocks[0]["limit"] = {"value": draw(st.integers(3, 7))}
    elif len(clocks) == 3:
        clocks.append({
            "code": "office", "title": "内部期限", "starts": "submitted", "stops": "decided",
            "limit": {"value": draw(st.integers(2, 30))},
        })  # fmt: skip
    else:
        clocks.pop()


_CHANGES: dict[str, Callable[[st.DrawFn, dict[str, Any]], None]] = {
    "add": _add, "drop": _drop, "seats": _seats_of, "role": _role_of, "limit": _limit_of,
    "condition": _condition_of, "clocks": _clocks_of,
}  # fmt: skip
LIMITS = (
    f.LIMITS,
    {"statutory": Limit(15), "promised": Limit(4)},
    {"statutory": Limit(20), "promised": Limit(3)},
    {"statutory": Limit(20), "promised": Limit(8)},
    {"statutory": Limit(20)},
)


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
    _seats(before, after)
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


def moved(before: Snapshot, after: Snapshot) -> None:
    """What must be true besides when the act was a rebase."""
    for task in before.tasks:
        now = after.task(task.seq)
        assert now is not None
        kept = {task.state} if task.state != states.SKIPPED else {task.state, states.SUPERSEDED}
        assert now.state in kept, "nothing that is open or done is lost"
        assert now.assignee == task.assignee
    for old in before.clocks:
        new = next(clock for clock in after.clocks if clock.seq == old.seq)
        assert new.started_at == old.started_at
        whole = not old.code.startswith("step:")
        if whole and old.due_at is not None:
            assert new.due_at is not None
            assert new.due_at <= old.due_at, "no limit of the whole gets longer"
            assert new.due_at > after.item.last_at or old.due_at <= after.item.last_at
    for step in after.procedure.steps:
        if status(after, step.code) in {states.OPEN, states.DONE}:
            missing = [c for c in step.after if status(after, c) in {"", states.OPEN}]
            assert not missing, f"{step.code} stands before {missing}"
    assert (after.item.state, after.item.round) == (before.item.state, before.item.round)


def status(snapshot: Snapshot, code: str) -> str:
    void = {states.SUPERSEDED, states.DROPPED}
    found = {task.state for task in snapshot.tasks if task.step == code} - void
    order = (states.OPEN, states.SKIPPED, states.DONE)
    return next((state for state in order if state in found), "")


def _seats(before: Snapshot, after: Snapshot) -> None:
    seats = Counter((task.step, task.seat) for task in after.open_tasks)
    assert all(count == 1 for count in seats.values()), seats
    for step in after.procedure.steps:
        done = [t for t in after.tasks if t.step == step.code and t.state == states.DONE]
        # A version may ask for fewer than there were when the step was done.
        there = [t for t in before.tasks if t.step == step.code and t.state == states.DONE]
        most = max(step.quorum, 1, len(there))
        assert len(done) <= most, f"{step.code} is done twice"
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
