from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.lib import canonical


def test_names_are_sorted_by_utf16_and_numbers_shortest() -> None:
    """RFC 8785, 3.2.3: the emoji (a surrogate pair) sorts before the private-use character."""
    assert canonical.text({"\ue000": 1, "\U0001f600": 1.0, "b": [True, None], "a": 1e21}) == (
        '{"a":1e+21,"b":[true,null],"\U0001f600":1,"\ue000":1}'
    )


def test_python_values_have_one_text() -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=8)))
    assert canonical.text({"at": at, "day": date(2026, 11, 23), "fee": Decimal("1.50")}) == (
        '{"at":"2026-11-23T01:00:00Z","day":"2026-11-23","fee":"1.50"}'
    )
    assert canonical.encode(("案", at.astimezone(UTC))) == (
        '["案","2026-11-23T01:00:00Z"]'.encode()
    )


@pytest.mark.parametrize(
    "value",
    [float("nan"), 2**53, datetime(2026, 1, 1), {1: 2}, object(), b"x"],  # noqa: DTZ001
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.text({"value": value})


_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXT
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(_JSON)
def test_the_quick_writer_gives_the_bytes_of_the_exact_one(value: Any) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [{"a": "\ud800"}, {"\udc00": 1}, ["\ud83d"]])
def test_half_a_character_is_refused(value: Any) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.encode(value)


@pytest.mark.parametrize(
    "char", ["\x00", "\x1f", "\x7f", "\u2028", '"', "\\", "/", "\b", "\f", "\n", "\r", "\t", "é"]
)
def test_every_escape_is_the_exact_one_s(char: str) -> None:
    assert canonical.encode({char: char}) == rfc8785.dumps({char: char})
