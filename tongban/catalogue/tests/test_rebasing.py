"""Open applications are moved to a new edition: ordered, done, recorded."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tongban.catalogue import tasks
from tongban.catalogue.models import Edition, Implementation, Rebasing
from tongban.catalogue.services import rebasing
from tongban.catalogue.tests.applications import (
    LATER,
    LEASED,
    PLAN,
    SHORTER,
    accepted,
    edition_of,
    materials,
    opened,
    opened_under_first,
    under,
)
from tongban.catalogue.tests.factories import NOW, TODAY, places, published, republish
from tongban.core.accounts.types import SYSTEM
from tongban.core.jobs import services as jobs
from tongban.core.ledger import selectors as ledger
from tongban.core.ledger import services as ledger_services
from tongban.core.shell import clock
from tongban.core.workdays.types import Limit
from tongban.workflow import ports as engine_ports
from tongban.workflow import selectors as engine
from tongban.workflow import services as work
from tongban.workflow.errors import NotNow
from tongban.workflow.models import WorkItem
from tongban.workflow.tests.db import Statements
from tongban.workflow.types import Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter() -> Implementation:
    places()
    return published("publication")


def run(row: Rebasing, *, at: datetime = NOW, **given: Any) -> Rebasing:
    """Run batch after batch until there is no more to do at once."""
    while rebasing.move(now=at, rebasing=row.pk, **given):
        pass
    return Rebasing.objects.get(pk=row.pk)


def ordered(edition: Edition) -> Rebasing:
    return Rebasing.objects.get(edition=edition)


# --- ordered --------------------------------------------------------------------------------------


def test_publishing_orders_the_move_only_where_there_is_something_to_move(
    matter: Implementation,
) -> None:
    assert not Rebasing.objects.exists()
    republish(matter, TODAY, summary="第二版")
    assert not Rebasing.objects.exists()
    opened(matter)
    third = republish(matter, TODAY, summary="第三版")
    row = ordered(third)
    assert (row.state, row.ordered_by) == ("waiting", SYSTEM.ref)
    assert rebasing.order(actor=SYSTEM, now=NOW, edition=third) == row
    assert Rebasing.objects.count() == 1


def test_nobody_is_moved_before_the_edition_holds(
    matter: Implementation, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = republish(matter, date(2026, 12, 1), **SHORTER)
    item = opened_under_first(matter)
    assert rebasing.due(NOW) == []
    assert tasks.begin(NOW) == 0
    there = datetime.fromisoformat("2026-12-01T00:30:00+08:00")
    monkeypatch.setattr(clock, "now", lambda: there)
    assert tasks.begin(there) == 1
    assert tasks.begin(there) == 0  # somebody is at work on it
    assert jobs.drain(now=there, strict=True) >= 2
    assert under(item) == edition.pk
    assert ordered(edition).state == "done"


def test_a_move_that_died_is_begun_again(matter: Implementation) -> None:
    accepted(matter)
    row = ordered(republish(matter, TODAY, **SHORTER))
    assert rebasing.due(NOW) == [row.pk]
    assert rebasing.due(NOW + timedelta(minutes=4)) == []
    assert rebasing.due(NOW + timedelta(minutes=6)) == [row.pk]


# --- moved ----------------------------------------------------------------------------------------


def test_the_lawful_move_the_others_stay_and_the_record_says_why(matter: Implementation) -> None:
    first = edition_of(matter)
    moving = [accepted(matter) for _ in range(3)]
    staying = accepted(matter, answers={"tenure": "lent"})
    unknown = accepted(matter, facts={"answers": LEASED})
    edition = republish(matter, TODAY, materials=[*materials(matter), PLAN], **SHORTER)
    new = opened(matter)
    row = run(ordered(edition))
    assert {under(item) for item in moving} == {edition.pk}
    assert (under(staying), under(new)) == (first.pk, edition.pk)
    assert WorkItem.objects.get(pk=new.pk).version == 1
    assert WorkItem.objects.get(pk=unknown.pk).version == 2
    assert (row.state, row.moved, row.stayed) == ("done", 3, 2)
    assert row.reasons == {"material_added": 1, "edition_unknown": 1}
    entry = ledger.timeline(f"catalogue:{matter.task_code}")[-1]
    assert (entry.verb, entry.payload["moved"], entry.payload["stayed"]) == (
        "catalogue.rebased", 3, 2,
    )  # fmt: skip
    assert "改了 3 件，2 件仍按原版" in entry.text
    timeline = engine.timeline(moving[0].pk)[-1]
    assert timeline.payload["reason"] == "第 2 版"
    assert timeline.payload["public_note"] == (
        "您的办件改按新版指南办理，承诺时限由 6 个工作日缩短为 4 个工作日。"
    )
    item = engine.snapshot(moving[0].pk).item
    assert item.limits["promised"] == Limit(4)
    ledger_services.relay(now=NOW)
    assert ledger_services.verify(full=True).ok


def test_again_it_does_nothing(matter: Implementation) -> None:
    item = accepted(matter)
    row = run(ordered(republish(matter, TODAY, **SHORTER)))
    before = WorkItem.objects.get(pk=item.pk).version
    after = run(row)
    assert (after.moved, after.state) == (1, "done")
    assert WorkItem.objects.get(pk=item.pk).version == before


def test_many_are_moved_batch_by_batch(matter: Implementation) -> None:
    items = [accepted(matter) for _ in range(5)]
    row = ordered(republish(matter, TODAY, **SHORTER))
    assert rebasing.move(now=NOW, rebasing=row.pk, limit=2)
    row.refresh_from_db()
    assert (row.moved, row.cursor, row.state) == (2, items[1].pk, "waiting")
    row = run(row, limit=2)
    assert (row.moved, row.state) == (5, "done")


def test_one_costs_nine_statements_the_engines_eight_and_the_count(matter: Implementation) -> None:
    for _ in range(3):
        accepted(matter)
    row = ordered(republish(matter, TODAY, **SHORTER))
    rebasing.move(now=NOW, rebasing=row.pk, limit=1)
    with Statements() as one:
        rebasing.move(now=NOW, rebasing=row.pk, limit=1)
    for _ in range(3):
        opened_under_first(matter)
    with Statements() as four:
        rebasing.move(now=NOW, rebasing=row.pk, limit=4)
    assert four.count - one.count <= 3 * 9, four.text()


class Killed(Exception):
    """The process dies."""


def dying(monkeypatch: pytest.MonkeyPatch, when: int) -> None:
    """Let the process die in its `when`th move, after the engine has written it."""
    real, calls = work.perform, count(1)

    def perform(**given: Any) -> Any:
        outcome = real(**given)
        if next(calls) == when:
            raise Killed
        return outcome

    monkeypatch.setattr(rebasing.work, "perform", perform)


@pytest.mark.parametrize("when", [1, 2, 4])
def test_killed_at_any_moment_it_goes_on_and_counts_each_once(
    matter: Implementation, monkeypatch: pytest.MonkeyPatch, when: int
) -> None:
    items = [
        accepted(matter, answers={"tenure": "lent" if n % 3 == 1 else "leased"}) for n in range(6)
    ]
    row = ordered(republish(matter, TODAY, materials=[*materials(matter), PLAN], **SHORTER))
    with monkeypatch.context() as patch:
        dying(patch, when)
        with pytest.raises(Killed):
            rebasing.move(now=NOW, rebasing=row.pk)
    row.refresh_from_db()
    assert row.moved == when - 1
    row = run(row)
    assert (row.moved, row.reasons, row.state) == (4, {"material_added": 2}, "done")
    versions = WorkItem.objects.filter(pk__in=[one.pk for one in items])
    assert sorted(versions.values_list("version", flat=True)) == [2, 2, 3, 3, 3, 3]


def acting_before(monkeypatch: pytest.MonkeyPatch, calls: int) -> None:
    """Let somebody write a note to the item just before each of the first `calls` moves."""
    real, seen = work.perform, count(1)

    def perform(**given: Any) -> Any:
        if next(seen) <= calls:
            real(actor=SYSTEM, now=NOW, item=given["item"], command=Note("演示"))
        return real(**given)

    monkeypatch.setattr(rebasing.work, "perform", perform)


def test_what_somebody_acts_upon_just_then_is_moved_later(
    matter: Implementation, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [accepted(matter) for _ in range(3)]
    edition = republish(matter, TODAY, **SHORTER)
    row = ordered(edition)
    with monkeypatch.context() as patch:
        acting_before(patch, 1)
        assert rebasing.move(now=NOW, rebasing=row.pk)
    row.refresh_from_db()
    assert (row.moved, row.again) == (2, [items[0].pk])
    row = run(row)
    assert (row.moved, row.again, row.state) == (3, [], "done")
    assert under(items[0]) == edition.pk


def test_what_somebody_always_acts_upon_stays_in_the_end_and_is_named(
    matter: Implementation, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(matter)
    row = ordered(republish(matter, TODAY, **SHORTER))
    acting_before(monkeypatch, 1000)
    for run_number in range(12):
        rebasing.move(now=NOW + timedelta(minutes=6 * run_number), rebasing=row.pk)
    row.refresh_from_db()
    assert (row.state, row.moved, row.reasons) == ("done", 0, {"conflict": 1})
    assert row.rounds == rebasing.ROUNDS


def test_what_has_ended_meanwhile_is_not_counted(
    matter: Implementation, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = accepted(matter)
    row = ordered(republish(matter, TODAY, **SHORTER))
    with monkeypatch.context() as patch:
        acting_before(patch, 1)
        rebasing.move(now=NOW, rebasing=row.pk)
    WorkItem.objects.filter(pk=item.pk).update(state="withdrawn")
    row = run(row)
    assert (row.state, row.moved, row.stayed, row.again) == ("done", 0, 0, [])


def test_two_runs_at_a_time_move_each_once(
    matter: Implementation, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [accepted(matter) for _ in range(4)]
    row = ordered(republish(matter, TODAY, **SHORTER))
    real, seen = rebasing._Run._one, count(1)

    def one(self: Any, judged: Any, **given: Any) -> None:
        if next(seen) == 2:  # the other run does all that is left while this one is under way
            run(row)
        real(self, judged, **given)

    monkeypatch.setattr(rebasing._Run, "_one", one)
    assert not rebasing.move(now=NOW, rebasing=row.pk)
    row.refresh_from_db()
    assert (row.moved, row.state, row.stayed) == (4, "done", 0)
    versions = WorkItem.objects.filter(pk__in=[one.pk for one in items])
    assert set(versions.values_list("version", flat=True)) == {3}


def test_what_a_guard_holds_up_stays_with_its_reason(
    matter: Implementation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_ports, "effects", engine_ports.Effects())

    def refuse(context: Any) -> None:
        raise NotNow("blocked", why="演示")

    engine_ports.effects.register("test", "rebased", "refuse", refuse)
    item = accepted(matter)
    row = run(ordered(republish(matter, TODAY, **SHORTER)))
    assert (row.moved, row.reasons) == (0, {"work_blocked": 1})
    assert WorkItem.objects.get(pk=item.pk).version == 2


def test_a_later_edition_takes_the_move_over(matter: Implementation) -> None:
    item = accepted(matter)
    second = republish(matter, TODAY, **SHORTER)
    third = republish(matter, TODAY, **SHORTER, summary="第三版")
    assert run(ordered(second)).state == "overtaken"
    assert run(ordered(third)).moved == 1
    assert under(item) == third.pk
    assert rebasing.due(LATER) == []
