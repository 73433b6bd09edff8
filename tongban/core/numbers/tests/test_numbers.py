from datetime import UTC, datetime

import pytest
from django.db import transaction

from tongban.core.jobs.tests.threads import need_disk, together
from tongban.core.numbers.services import formatted, next_number

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_a_number_has_the_local_day_and_counts_from_one() -> None:
    assert formatted("XN", now=NOW) == "XN20261123000001"
    assert formatted("XN", now=NOW) == "XN20261123000002"
    assert formatted("ZW", now=NOW, width=4) == "ZW202611230001"
    # 16:00 UTC is midnight in the city: a new day, a new count
    assert formatted("XN", now=NOW.replace(hour=15, minute=59)) == "XN20261123000003"
    assert formatted("XN", now=NOW.replace(hour=16)) == "XN20261124000001"


@pytest.mark.django_db
def test_it_takes_one_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        next_number("a", now=NOW)
    with django_assert_num_queries(1):
        next_number("a", now=NOW)


@pytest.mark.django_db
def test_a_rollback_gives_the_number_back() -> None:
    next_number("a", now=NOW)
    with transaction.atomic():
        assert next_number("a", now=NOW) == 2
        transaction.set_rollback(True)
    assert next_number("a", now=NOW) == 2


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_no_gap_and_no_double() -> None:
    need_disk()

    def take() -> list[int]:
        found = []
        for _ in range(10):
            with transaction.atomic():
                found.append(next_number("busy", now=NOW))
        return found

    taken = sorted(number for numbers in together(take, take, take) for number in numbers)
    assert taken == list(range(1, 31))
