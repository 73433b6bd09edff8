"""What PostgreSQL is sent for a list comes back as it went."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg.adapt import PyFormat

from tongban.config.postgres import QuickList

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
