"""Who may do what in which state: one table, compared whole, so that a change of rights shows."""

import pytest

from tongban.workflow.rules import allowed_acts
from tongban.workflow.tests import factories as f
from tongban.workflow.types import (
    Accept,
    AskCorrection,
    Complete,
    Extend,
    SendBack,
    Supervise,
    Suspend,
    Withdraw,
)

SEAT = {"complete", "send_back", "transfer", "note"}
RUNNING = SEAT | {"suspend", "extend"}
CHIEF = {"transfer", "urge", "supervise", "terminate", "note"}
SERVICE = {"urge", "supervise", "note"}
INTAKE = {"accept", "refuse", "ask_correction", "transfer", "note"}
NOTE = {"note"}

# What stands where: the role's acts by state. Who is not named may do nothing but what `near` says:
# staff of the body write notes.
TABLE = {
    "submitted": {
        "window": INTAKE, "chief": CHIEF, "service": SERVICE, "citizen": {"urge", "withdraw"},
        "decider": {"terminate", "note"},
    },
    "correcting": {
        "window": NOTE, "chief": {"supervise", "terminate", "note"},
        "service": {"supervise", "note"}, "citizen": {"correct", "withdraw"},
        "decider": {"terminate", "note"},
    },
    "review": {
        "reviewer": RUNNING, "chief": CHIEF, "service": SERVICE,
        "citizen": {"urge", "withdraw"}, "decider": {"terminate", "note"},
    },
    "visit": {
        "inspector": RUNNING, "second": RUNNING, "chief": CHIEF, "service": SERVICE,
        "citizen": {"urge", "withdraw"}, "decider": {"terminate", "note"},
    },
    "visited by one": {
        "inspector": RUNNING - {"complete"}, "second": RUNNING, "chief": CHIEF,
        "service": SERVICE, "citizen": {"urge", "withdraw"}, "decider": {"terminate", "note"},
    },
    "rectifying": {
        "citizen": {"complete", "urge", "withdraw"}, "chief": CHIEF - {"transfer"},
        "service": SERVICE, "decider": {"terminate", "note"},
    },
    "suspended": {
        "reviewer": RUNNING | {"resume"}, "chief": CHIEF, "service": SERVICE,
        "citizen": {"urge", "withdraw"}, "decider": {"terminate", "note"},
    },
    "extension asked": {
        "reviewer": RUNNING - {"extend"}, "chief": CHIEF | {"rule"}, "service": SERVICE,
        "citizen": {"urge", "withdraw"}, "decider": {"terminate", "note"},
    },
    "supervised": {
        "reviewer": RUNNING | {"reply"}, "chief": CHIEF, "service": SERVICE,
        "citizen": {"urge", "withdraw"}, "decider": {"terminate", "note"},
    },
    "decide": {
        "decider": RUNNING | {"terminate"}, "chief": CHIEF, "service": SERVICE,
        "citizen": {"urge", "withdraw"},
    },
    "decided": {
        "window": SEAT, "chief": CHIEF, "service": SERVICE, "citizen": {"urge"},
        "decider": {"terminate", "note"},
    },
    "closed": {"chief": NOTE, "service": NOTE},
    "withdrawn": {"chief": NOTE, "service": NOTE},
}  # fmt: skip
AFTER_DECISION = {"decided", "closed", "withdrawn"}
STAFF = {"window", "reviewer", "inspector", "second", "checker", "decider", "chief", "auditor"}


def at(state: str) -> f.Walk:  # noqa: PLR0911
    walk = f.Walk()
    if state == "submitted":
        return walk
    if state == "correcting":
        walk.act(f.WINDOW, AskCorrection(("lease",)))
        return walk
    if state == "withdrawn":
        walk.act(f.CITIZEN, Withdraw())
        return walk
    walk.act(f.WINDOW, Accept())
    for name, who, command in (
        ("suspended", f.REVIEWER, Suspend("testing")),
        ("extension asked", f.REVIEWER, Extend(reason="案情复杂")),
        ("supervised", f.SERVICE, Supervise("临期")),
    ):
        if name == state:
            walk.act(who, command)
            return walk
    if state == "review":
        return walk
    walk.act(f.REVIEWER, Complete(walk.task("review")))
    if state == "visit":
        return walk
    if state == "rectifying":
        walk.act(f.INSPECTOR, SendBack(walk.task("visit"), "applicant", "整改"))
        return walk
    walk.act(f.INSPECTOR, Complete(walk.task("visit"), "pass"))
    if state == "visited by one":
        return walk
    walk.act(f.SECOND, Complete(walk.task("visit"), "pass"))
    walk.act(f.CHECKER, Complete(walk.task("check")))
    if state == "decide":
        return walk
    walk.act(f.DECIDER, Complete(walk.task("decide"), "approve"))
    if state == "decided":
        return walk
    walk.act(f.WINDOW, Complete(walk.task("deliver")))
    return walk


@pytest.mark.parametrize("state", TABLE)
def test_the_matrix(state):
    walk = at(state)
    found = {
        who: {allowed.act for allowed in allowed_acts(walk.snapshot, f.facts(actor))}
        for who, actor in f.CAST.items()
    }
    expected = {who: TABLE[state].get(who, NOTE if who in STAFF else set()) for who in f.CAST}
    # Who publishes the list is of the service office, and may move what is not yet decided.
    moves = set() if state in AFTER_DECISION else {"rebase"}
    expected["publisher"] = expected["service"] | moves
    assert found == expected
