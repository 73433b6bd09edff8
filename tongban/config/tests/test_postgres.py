"""What PostgreSQL is sent for a list, or an instant, comes back as it went."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg.adapt import PyFormat
from psycopg.pq import Format

from tongban.config.postgres import QuickList, UtcLoader

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own"),
]
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


def back(values, kind):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [values])
        return cursor.fetchone()[0]


@given(st.lists(st.none() | TEXTS, max_size=8))
def test_texts_come_back(values):
    assert back(values, "text") == values


@pytest.mark.parametrize(
    ("values", "kind"),
    [([1, None, -3], "int"), ([], "int"), ([["a", "b"], ["c", '"']], "text"), ([True], "bool")],
)
def test_other_lists_come_back(values, kind):
    assert back(values, kind) == values


def test_the_connection_writes_lists_so():
    connection.ensure_connection()
    assert connection.connection.adapters.get_dumper(list, PyFormat.AUTO) is QuickList


# Bounds are naive; no zone falls before the first year.
EARLIEST = datetime(1, 1, 3)  # noqa: DTZ001


@given(st.datetimes(min_value=EARLIEST, timezones=st.timezones()))
def test_instants_come_back(value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [value])
        found = cursor.fetchone()[0]
    assert found == value.astimezone(UTC)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("text", ["infinity", "0044-03-15 12:00:00+00 BC", "20266-01-01 0:00+00"])
def test_an_instant_that_python_cannot_hold_is_refused(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [text])
        with pytest.raises(DataError):
            cursor.fetchone()


def test_the_connection_reads_instants_so():
    connection.ensure_connection()
    kind = connection.connection.adapters.types["timestamptz"].oid
    assert connection.connection.adapters.get_loader(kind, Format.TEXT) is UtcLoader
