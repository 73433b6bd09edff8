"""Random acts over random procedures: by the rules alone, and through the database."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger import services as ledger
from tongban.workflow import selectors, services, states
from tongban.workflow.errors import NotNow, ProcedureInvalid
from tongban.workflow.models import Clock, WorkItem
from tongban.workflow.rules import allowed_acts, parse, preview_rebase
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.tests.walks import (
    CREW,
    LIMITS,
    RARE,
    command,
    holds,
    moved,
    next_versions,
    procedures,
)
from tongban.workflow.types import Expire, Rebase, Signal

STEPS = 25


def overdue(walk):
    return [
        clock
        for clock in walk.snapshot.clocks
        if clock.stopped_at is None
        and clock.on_expiry
        and clock.expired_at is None
        and clock.due_at is not None
        and clock.due_at <= walk.now
    ]


def by_itself(walk):
    """What time and other areas bring: expiries, and signals to waits."""
    clocks = overdue(walk)
    if clocks:
        return Expire(clocks[0].seq)
    waits = any(task.seat == "wait" for task in walk.snapshot.open_tasks)
    return Signal("go") if waits else None


def rebase(draw, walk):
    """Draw another version and other limits; the item moves, or stays for the reasons foretold."""
    before = walk.snapshot
    definition = draw(next_versions(walk.definition))
    try:
        parse("test", definition)
    except ProcedureInvalid:
        return  # a change that makes no procedure
    what = walk.to(definition, draw(st.sampled_from(LIMITS)))
    foretold = preview_rebase(before, what, f.facts(f.PUBLISHER, walk.now))
    assert (before.item.state in states.BEFORE_DECISION) or not foretold.may_move
    if foretold.obstacles:
        if before.item.state in states.RUNNING:
            with pytest.raises(NotNow) as caught:
                walk.act(f.PUBLISHER, what)
            assert caught.value.reason == foretold.obstacles[0].code
            assert walk.snapshot is before
        return
    walk.act(f.PUBLISHER, what)
    walk.definition = definition
    walk.rebased += 1
    holds(before, walk.snapshot)
    moved(before, walk.snapshot)
    due_at = walk.snapshot.item.due_at
    assert foretold.due_after == (None if due_at >= states.NEVER else due_at)


def step(data, walk):
    """Draw an actor and one of the acts offered to it; do it."""
    draw = data.draw
    walk.now += timedelta(hours=draw(st.sampled_from([0, 1, 5, 30, 100])))
    before = walk.snapshot
    if draw(st.integers(0, 6)) == 5:
        rebase(draw, walk)
        return
    if draw(st.integers(0, 4)) == 3:  # not 0, which is drawn far too often
        own = by_itself(walk)
        if own is not None:
            walk.act(SYSTEM, own)
            holds(before, walk.snapshot)
        return
    actor = draw(st.sampled_from((*CREW, f.CITIZEN)))
    offered = allowed_acts(walk.snapshot, f.facts(actor, walk.now))
    usual = [act for act in offered if act.act not in RARE]
    pool = offered if not usual or draw(st.integers(0, 9)) == 7 else usual
    if not pool:
        return
    what = command(draw, draw(st.sampled_from(pool)), walk.snapshot)
    if what is not None:
        walk.act(actor, what)  # whatever is offered succeeds
        holds(before, walk.snapshot)


class InMemory(f.Walk):
    def __init__(self, definition):
        super().__init__(definition)
        self.definition, self.rebased = definition, 0

    def to(self, definition, limits):
        offices = {"owner": f.OWNER, "kind:police": f.POLICE}
        return self.moving(definition, limits=limits, offices=offices)


def test_by_the_rules_alone():
    rebased = []

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(procedures(), st.data())
    def walk_on(definition, data):
        walk = InMemory(definition)
        for _ in range(STEPS):
            if walk.snapshot.item.state in states.ENDED:
                break
            step(data, walk)
        rebased.append(walk.rebased)

    walk_on()
    assert sum(rebased) > len(rebased) // 10, "the walks moved hardly any item"


class Stored(f.Walk):
    """The same walk, but each act goes through the services and is read back."""

    def __init__(self, city, definition):
        self.city, self.now, self.last = city, f.NOW, None
        self.definition, self.rebased = definition, 0
        self.item = db.start(city, definition, actor=f_citizen(city))
        self.code = self.item.procedure.code
        self.snapshot = selectors.snapshot(self.item.pk)

    def act(self, actor, what, at=None):
        if actor is f.CITIZEN:
            actor = f_citizen(self.city)
        elif actor is f.PUBLISHER:
            actor = self.city["publisher"]
        elif actor is not SYSTEM:
            actor = self.city[f"crew{actor.account_id}"]
        with db.Statements() as used:
            outcome = services.perform(
                actor=actor, now=self.now, item=self.item.pk, command=what,
                expected_version=self.snapshot.item.version,
            )  # fmt: skip
        assert used.count <= db.BUDGET, used.text()
        self.snapshot = selectors.snapshot(self.item.pk)
        assert self.snapshot == outcome.snapshot

    def to(self, definition, limits):
        version = services.publish_procedure(
            actor=SYSTEM, now=f.NOW, code=self.code, definition=definition
        )
        target = selectors.target(
            selectors.procedure(self.code), self.city.division, self.city.bureau
        )
        return Rebase(target.procedure, limits, target.offices, facts={"edition": version.version})


def f_citizen(city):
    return city["citizen"]


@pytest.mark.django_db
def test_through_the_database(monkeypatch):
    city = db.city(crew=CREW)
    monkeypatch.setattr(f, "facts", _facts_of(city, f.facts))

    @settings(
        max_examples=12,
        phases=(Phase.generate,),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(procedures(), st.data())
    def walk_on(definition, data):
        walk = Stored(city, {**definition, "title": f"随机{db.next_number()}"})
        for _ in range(STEPS):
            if walk.snapshot.item.state in states.ENDED:
                break
            step(data, walk)
        row = WorkItem.objects.get(pk=walk.item.pk)
        assert (row.ledger_seq, row.due_at) == (row.version, walk.snapshot.item.due_at)
        assert len(selectors.timeline(row)) == row.version

    walk_on()
    ledger.relay(now=f.NOW)
    assert ledger.verify(full=True).ok
    services.tick(f.days(100))
    left = Clock.objects.filter(stopped_at=None, expired_at=None, due_at__lte=f.days(100))
    assert not left.exclude(on_expiry="").exists()


def _facts_of(city, plain):
    """The rules must be asked about the people whom the database knows."""

    def facts(actor, at=f.NOW):
        if actor is f.CITIZEN:
            return selectors.facts_of(f_citizen(city), at, "421202")
        if actor in CREW:
            return selectors.facts_of(city[f"crew{actor.account_id}"], at, "421202")
        return plain(actor, at)

    return facts
