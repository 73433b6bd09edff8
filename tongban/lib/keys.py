"""Keys as addresses, forms and references carry them: digits, and no more than a database takes."""

from typing import Final

MOST_DIGITS: Final = 18


def key_of(text: str) -> int:
    """Give the key that a text names; 0, which no row has, for junk.

    >>> key_of("42"), key_of("４２"), key_of("-1"), key_of("9" * 30)
    (42, 0, 0, 0)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0


def key_in(reference: str) -> int:
    """Give the key of a reference such as "case:42"; 0 for junk."""
    return key_of(reference.partition(":")[2])
