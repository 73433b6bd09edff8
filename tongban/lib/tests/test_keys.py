"""Keys in addresses and references."""

import pytest

from tongban.lib.keys import key_in, key_of


@pytest.mark.parametrize(
    ("text", "key"),
    [("42", 42), ("0", 0), ("", 0), ("-1", 0), ("1.5", 0), ("４２", 0), ("x", 0), (" 7", 0),
     ("9" * 18, int("9" * 18)), ("9" * 19, 0)],
)  # fmt: skip
def test_a_key_or_nothing(text: str, key: int) -> None:
    assert key_of(text) == key


@pytest.mark.parametrize(
    ("reference", "key"), [("case:42", 42), ("case", 0), ("case:x", 0), ("case:4:2", 0)]
)
def test_the_key_of_a_reference(reference: str, key: int) -> None:
    assert key_in(reference) == key
