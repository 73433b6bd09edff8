"""Rules of the licensing law in the engine: the body above, silence that decides, what is deferred,
acts of a kind's own."""

from dataclasses import replace

import pytest

from tongban.core.accounts.types import SYSTEM
from tongban.core.divisions.models import Division
from tongban.core.organisations.models import Organisation
from tongban.core.workdays.types import Limit
from tongban.workflow import errors, states
from tongban.workflow.rules import allowed_acts, parse, plan
from tongban.workflow.selectors.offices import resolve
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.types import Accept, AskCorrection, Complete, Expire, Own, OwnAct

RENEWAL = {
    "code": "renewal", "title": "有效期届满前决定", "starts": "submitted", "stops": "decided",
    "limit": "given.renewal", "on_expiry": "deem_decided:approve",
}  # fmt: skip
DEFERRED = {
    "code": "deferred", "title": "容缺补交", "starts": "deferred", "stops": "own:supply",
    "limit": {"value": 10}, "on_expiry": "deem_withdrawn",
}  # fmt: skip
SUPPLY = OwnAct(
    "supply", "补交", "test.supply", frozenset({"applicant"}), frozenset({"accepted"})
)  # fmt: skip
HEAR = OwnAct(
    "hear", "听证", "test.hear", frozenset({"seat"}), frozenset({"accepted"}), pauses="hearing"
)
HEARD = OwnAct(
    "heard", "笔录", "test.heard", frozenset({"seat"}), frozenset({"accepted"}), resumes="hearing"
)
AFTER = OwnAct("after", "事后", "test.after", frozenset({"chief"}), frozenset({"closed"}))


def with_clock(clock):
    return {**f.permit(), "clocks": [*f.permit()["clocks"], clock]}


def seq(walk, code):
    return next(row.seq for row in walk.snapshot.clocks if row.code == code)


def own(walk, actor, name, acts, at=None):
    facts = replace(f.facts(actor, at or walk.now), own=acts)
    change = plan(walk.snapshot, Own(name), facts)
    walk.snapshot = change.applied_to(walk.snapshot)
    return change


@pytest.mark.parametrize("accepted", [False, True])
def test_no_decision_before_the_licence_ends_is_a_renewal(accepted):
    """视为准予延续 (许可法 §50), whether or not anybody had accepted it."""
    limits = {**f.LIMITS, "given.renewal": Limit(40, day_kind="natural", rolls=False)}
    walk = f.Walk(with_clock(RENEWAL), limits=limits)
    if accepted:
        walk.act(f.WINDOW, Accept())
        walk.act(f.REVIEWER, Complete(walk.task("review")))
    due = walk.due("renewal")
    change = walk.act(SYSTEM, Expire(seq(walk, "renewal")), due)
    assert walk.snapshot.item.state == states.DECIDED
    assert walk.snapshot.item.outcome == "approve"
    assert walk.opened() == ["deliver"]
    assert [event.name for event in change.events if event.name == "decided"] == ["decided"]
    assert not [row for row in walk.snapshot.clocks if row.stopped_at is None]


def test_a_correction_stops_every_clock_but_the_one_that_decides():
    limits = {**f.LIMITS, "given.renewal": Limit(40, day_kind="natural", rolls=False)}
    walk = f.Walk(with_clock(RENEWAL), limits=limits)
    before = walk.due("renewal")
    walk.act(f.WINDOW, AskCorrection(items=("plan",)))
    assert walk.due("renewal") == before
    assert walk.due("intake") is None
    change = walk.act(SYSTEM, Expire(seq(walk, "renewal")), before)
    accepted = [event.outcome for event in change.events if event.name == "accepted"]
    assert accepted == ["with_decision"]  # decided as it lay there: nobody has accepted it
    assert change.payload["title"] == "有效期届满前决定"


def test_a_licence_without_a_renewal_has_no_such_clock():
    walk = f.Walk(with_clock(RENEWAL))
    assert "renewal" not in {row.code for row in walk.snapshot.clocks}


def test_what_is_deferred_runs_from_acceptance_and_stops_when_supplied():
    walk = f.Walk(with_clock(DEFERRED))
    walk.act(f.WINDOW, Accept(deferred=("lease",)))
    assert walk.due("deferred") is not None
    own(walk, f.CITIZEN, "supply", (SUPPLY,))
    assert next(r for r in walk.snapshot.clocks if r.code == "deferred").stopped_at is not None


def test_what_is_deferred_and_never_supplied_is_withdrawn():
    walk = f.Walk(with_clock(DEFERRED))
    walk.act(f.WINDOW, Accept(deferred=("lease",)))
    whole = walk.snapshot.item.due_at
    assert whole == walk.due("promised")  # the applicant's ten days do not colour the light
    walk.act(SYSTEM, Expire(seq(walk, "deferred")), walk.due("deferred"))
    assert (walk.snapshot.item.state, walk.snapshot.item.outcome) == ("withdrawn", "deemed")


def test_an_acceptance_without_a_list_starts_no_such_clock():
    walk = f.Walk(with_clock(DEFERRED))
    walk.act(f.WINDOW, Accept())
    assert "deferred" not in {row.code for row in walk.snapshot.clocks}


def test_an_own_act_stops_the_clocks_and_another_lets_them_run():
    walk = f.Walk()
    walk.act(f.WINDOW, Accept())
    change = own(walk, f.REVIEWER, "hear", (HEAR, HEARD))
    assert change.verb == "test.hear"
    assert walk.snapshot.item.suspended
    assert walk.due("statutory") is None
    own(walk, f.REVIEWER, "hear", (HEAR, HEARD))
    assert len(walk.snapshot.pauses) == 1  # once is enough
    own(walk, f.REVIEWER, "heard", (HEAR, HEARD))
    assert not walk.snapshot.item.suspended
    assert walk.due("statutory") is not None


def test_an_own_act_is_who_and_when_its_table_says():
    walk = f.Walk()
    with pytest.raises(errors.NotNow):
        own(walk, f.WINDOW, "hear", (HEAR,))
    walk.act(f.WINDOW, Accept())
    for actor in (f.CITIZEN, f.CHIEF, f.STRANGER):
        with pytest.raises(errors.NotAllowed):
            own(walk, actor, "hear", (HEAR,))
    with pytest.raises(errors.Invalid):
        own(walk, f.REVIEWER, "unheard-of", (HEAR,))


def test_an_own_act_may_come_after_the_end():
    walk = f.Walk(facts={"visit": False})
    walk.act(f.WINDOW, Accept())
    for actor, step, outcome in (
        (f.REVIEWER, "review", ""), (f.CHECKER, "check", ""), (f.DECIDER, "decide", "approve"),
        (f.WINDOW, "deliver", ""),
    ):  # fmt: skip
        walk.act(actor, Complete(walk.task(step), outcome))
    assert walk.snapshot.item.state == states.CLOSED
    facts = replace(f.facts(f.CHIEF), own=(AFTER,))
    assert [one.code for one in allowed_acts(walk.snapshot, facts) if one.act == "own"] == ["after"]
    own(walk, f.CHIEF, "after", (AFTER,))
    assert walk.snapshot.item.state == states.CLOSED


@pytest.mark.django_db
def test_the_body_above_is_of_the_same_name_in_the_division_above():
    """下级审查、上级决定 (许可法 §43)."""
    city = db.city()
    upper = Organisation.objects.get(pk=city.police.pk)
    upper.short_name, upper.division = city.bureau.short_name, Division.objects.get(code="421200")
    upper.save()
    definition = {
        "title": "下级审查、上级决定",
        "steps": [
            f.step("intake", "window", intake=True),
            f.step(
                "decide", "decider", "intake", at="above", decides=True,
                outcomes=["approve", "deny"],
            ),
        ],
    }  # fmt: skip
    procedure = parse("two", definition)
    found = resolve(procedure.rules, city.division, city.bureau)
    assert found["above"].id == upper.pk
    assert found["owner"].id == city.bureau.pk
    upper.active = False
    upper.save()
    assert "above" not in resolve(procedure.rules, city.division, city.bureau)
