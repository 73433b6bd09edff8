"""Codes under which a holder shows a licence: short enough to be said, too many to be guessed."""

import re
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O, 1 I L
LENGTH = 8


def new(choose: Callable[[str], str]) -> str:
    """A code of 31^8 (39 bits); `choose` takes one letter at random (secrets.choice)."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """The code in two halves, as people read it out: ABCD-EFGH."""
    return f"{code[:4]}-{code[4:]}"


def normal(text: str) -> str:
    """What was typed, as it is kept: capitals, without blanks and dashes; "" for no code."""
    plain = re.sub(r"[\s\-‐–—]", "", text).upper()
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else ""
