"""Formats beyond JSON Schema's own, as predicates over text."""

import re
import unicodedata
from collections.abc import Callable

from tongban.lib import identifiers
from tongban.lib.errors import Refusal

# Letters (all scripts, CJK extensions A to I among them), marks, spaces, the two name dots and
# hyphens: a name may hold any rare character of GB 18030-2022, never a digit or a symbol.
_JOINERS = frozenset(" ·•.-'’‧")
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$")


def _passes(check: Callable[[str], str]) -> Callable[[str], bool]:
    """Turn a check that raises into a predicate."""

    def test(text: str) -> bool:
        try:
            check(text)
        except Refusal:
            return False
        return True

    return test


is_identity = _passes(identifiers.identity)


def is_person_name(text: str) -> bool:
    """Whether `text` could be a natural person's name."""
    return bool(text.strip()) and all(
        ch in _JOINERS or unicodedata.category(ch)[0] in "LM" or _unassigned_han(ch) for ch in text
    )


def _unassigned_han(ch: str) -> bool:
    """Whether `ch` is Han by its place, though this Python's tables do not know it yet.

    Planes 2 and 3 hold ideographs alone; the private area carries characters of older systems.
    """
    return 0x20000 <= ord(ch) <= 0x3FFFF or 0xE000 <= ord(ch) <= 0xF8FF


def is_party_name(text: str) -> bool:
    """Whether `text` could name a person or an organisation: no control characters, no markup."""
    return bool(text.strip()) and not any(
        ch in "<>{}\\|`^~" or unicodedata.category(ch) in {"Cc", "Cs"} for ch in text
    )


def is_email(text: str) -> bool:
    """Whether `text` looks like a mail address."""
    return bool(_EMAIL.match(text))


def is_disability_card(text: str) -> bool:
    """Whether `text` is an identity number followed by kind 1–7 and grade 1–4."""
    return (
        len(text) == 20 and is_identity(text[:18]) and text[18] in "1234567" and text[19] in "1234"
    )


FORMATS: dict[str, Callable[[str], bool]] = {
    "identity": is_identity,
    "uscc": _passes(identifiers.uscc),
    "phone": _passes(identifiers.mobile),
    "email": is_email,
    "person-name": is_person_name,
    "party-name": is_party_name,
    "disability-card": is_disability_card,
}
