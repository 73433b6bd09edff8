"""Receipt numbers: entered once, one a system, corrected with the former kept; who races, loses."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tongban.cases.tests import factories as f
from tongban.core.ledger import selectors as ledger
from tongban.core.ledger import services as chains
from tongban.reentry import states
from tongban.reentry.errors import (
    ReentryConflict,
    ReentryForbidden,
    ReentryRefused,
    ReentryUnknown,
)
from tongban.reentry.models import Duty, Former
from tongban.reentry.services import receipts
from tongban.reentry.tests.factories import FIRST, SECOND, begun, duty
from tongban.workflow.tests.db import Statements

pytestmark = pytest.mark.django_db


def enter(city: f.City, row: Duty, number: str = FIRST, who: str = "window", **at: Any) -> Duty:
    return receipts.enter(actor=city.actor(who), now=f.NOW, key=row.pk, number=number, **at)


def correct(city: f.City, row: Duty, number: str, seen: str, reason: str = "录错一位") -> Duty:
    return receipts.correct(
        actor=city.actor("decider"), now=f.days(1), key=row.pk, number=number, seen=seen,
        reason=reason,
    )  # fmt: skip


def test_a_number_is_entered_with_who_and_when_and_stands_in_the_file(city: f.City) -> None:
    case, row = begun(city)
    found = enter(city, row, f" {FIRST} ")
    assert (found.state, found.number, found.entered_at) == (states.DONE, FIRST, f.NOW)
    assert found.entered_by == city.actor("window").ref
    subject = case.item.ledger_subject
    assert any(FIRST in one.text for one in ledger.timeline(subject))
    assert chains.verify_chain(subject) is None


def test_the_same_again_changes_nothing_whoever_sends_it(city: f.City) -> None:
    case, row = begun(city)
    enter(city, row)
    said = len(ledger.timeline(case.item.ledger_subject))
    again = enter(city, row, who="decider")
    assert again.entered_by == city.actor("window").ref
    assert len(ledger.timeline(case.item.ledger_subject)) == said


def test_who_comes_second_with_another_number_is_told_who_was_first(city: f.City) -> None:
    _case, row = begun(city)
    enter(city, row)
    with pytest.raises(ReentryConflict) as refused:
        enter(city, row, SECOND, who="decider")
    assert refused.value.detail == {"who": "演示window", "number": FIRST}


def test_a_number_is_one_case_only_within_its_system(city: f.City) -> None:
    _case, row = begun(city)
    enter(city, row)
    other = duty(city.accepted())
    with pytest.raises(ReentryConflict, match="reentry_number_taken"):
        enter(city, other)
    assert duty(other.case).state == states.WAITING
    assert enter(city, other, SECOND).number == SECOND
    with pytest.raises(ReentryConflict, match="reentry_number_taken"):
        correct(city, other, FIRST, SECOND)


@pytest.mark.parametrize("number", ["", "  ", "YJ1", "x" * 70])
def test_a_number_of_another_form_is_refused_at_its_field(city: f.City, number: str) -> None:
    _case, row = begun(city)
    with pytest.raises(ReentryRefused) as refused:
        enter(city, row, number)
    assert refused.value.field == "number"


def test_a_correction_keeps_what_stood_there(city: f.City) -> None:
    case, row = begun(city)
    enter(city, row)
    correct(city, row, SECOND, FIRST)
    found = duty(case)
    assert (found.number, found.entered_at, found.corrected_at) == (SECOND, f.NOW, f.days(1))
    former = Former.objects.get()
    assert (former.number, former.reason) == (FIRST, "录错一位")
    correct(city, row, SECOND, FIRST)  # sent again
    assert Former.objects.count() == 1
    with pytest.raises(ReentryConflict, match="reentry_entered"):
        correct(city, row, "YJ20260003", FIRST)  # what one saw is no longer there
    assert any("改为" in one.text for one in ledger.timeline(case.item.ledger_subject))


def test_a_correction_needs_a_number_that_stands_and_a_reason(city: f.City) -> None:
    _case, row = begun(city)
    with pytest.raises(ReentryConflict, match="reentry_not_entered"):
        correct(city, row, SECOND, FIRST)
    enter(city, row)
    with pytest.raises(ReentryRefused, match="reentry_reason"):
        correct(city, row, SECOND, FIRST, reason=" ")


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("leader", ReentryForbidden),
        ("auditor", ReentryForbidden),
        ("roads", ReentryUnknown),
        ("chibi", ReentryUnknown),
        ("citizen", ReentryUnknown),
        ("agent", ReentryUnknown),
    ],
)
def test_only_the_bodys_own_officers_enter(city: f.City, who: str, error: type[Exception]) -> None:
    _case, row = begun(city)
    with pytest.raises(error):
        enter(city, row, who=who)


def test_entering_costs_a_fixed_number_of_statements(city: f.City) -> None:
    _case, row = begun(city)
    actor = city.actor("window")
    with Statements() as said:
        receipts.enter(actor=actor, now=f.NOW, key=row.pk, number=FIRST)
    assert said.count <= 14


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_wins_and_one_number_is_never_two_cases(
    standing_city: f.City, transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    city = standing_city
    case, row = begun(city)
    window, decider = city.actor("window"), city.actor("decider")

    def act(actor: Any, key: int, number: str) -> Callable[[], str]:
        return lambda: receipts.enter(actor=actor, now=f.NOW, key=key, number=number).number

    given = at_once(act(window, row.pk, FIRST), act(decider, row.pk, SECOND))
    assert given.count(ReentryConflict) == 1
    assert duty(case).number in given

    one, two = duty(city.accepted()), duty(city.accepted())
    taken = "YJ20269999"
    given = at_once(act(window, one.pk, taken), act(decider, two.pk, taken))
    assert sorted(map(str, given)) == sorted([str(ReentryConflict), taken])


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at the same time; give what each gave, or the type it raised."""
    ready, given = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            ready.wait()
            given.append(act())
        except ReentryRefused as error:
            given.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return given
