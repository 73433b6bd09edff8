from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

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
