"""Random acts over random procedures: by the rules alone, and through the database."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger import services as ledger
from tongban.workflow import selectors, services, states
from tongban.workflow.models import Clock, WorkItem
from tongban.workflow.rules import allowed_acts
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.tests.walks import CREW, RARE, command, holds, procedures
from tongban.workflow.types import Expire, Signal

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


def step(data, walk):
    """Draw an actor and one of the acts offered to it; do it."""
    draw = data.draw
    walk.now += timedelta(hours=draw(st.sampled_from([0, 1, 5, 30, 100])))
    before = walk.snapshot
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


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(procedures(), st.data())
def test_by_the_rules_alone(definition, data):
    walk = f.Walk(definition)
    for _ in range(STEPS):
        if walk.snapshot.item.state in states.ENDED:
            break
        step(data, walk)


class Stored(f.Walk):
    """The same walk, but each act goes through the services and is read back."""

    def __init__(self, city, definition):
        self.city, self.now, self.last = city, f.NOW, None
        self.item = db.start(city, definition, actor=f_citizen(city))
        self.snapshot = selectors.snapshot(self.item.pk)

    def act(self, actor, what, at=None):
        if actor is f.CITIZEN:
            actor = f_citizen(self.city)
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
