"""The reader's division and a document's: how near they are. Pure; a code tells what is above."""

from collections.abc import Iterable

EVERYWHERE = "*"
MOST = 300  # divisions that are kept of a heading, the wider first
LENGTHS = (9, 6)  # of a village's code (12) the township's and the county's part


def above(code: str) -> list[str]:
    """The codes above a division's, the nearest first: 421202001 → 421202, 421200, 420000."""
    found = [code[:length] for length in LENGTHS if len(code) > length]
    county = code[:6]
    for wide in (f"{county[:4]}00", f"{county[:2]}0000"):
        if len(county) == 6 and wide not in (code, *found):
            found.append(wide)
    return found


def trunk(code: str) -> str:
    """What the codes inside a division begin with: 421200 → 4212."""
    while code.endswith("00") and len(code) <= 6:
        code = code[:-2]
    return code


def places_text(divisions: Iterable[str]) -> str:
    """The divisions of a heading as one text, each between spaces, so that each can be found."""
    codes = sorted({code or EVERYWHERE for code in divisions}, key=lambda code: (len(code), code))
    return f" {' '.join(codes[:MOST])} "


def place_patterns(reader: str) -> tuple[list[str], list[str], list[str]]:
    """What to look for (with SQL's LIKE) in such a text: rank 3, else 2, else 1 of `place_rank`."""
    wider = [EVERYWHERE, *above(reader)]
    return [f"% {reader} %"], [f"% {code} %" for code in wider], [f"% {trunk(reader)}%"]


def place_rank(document: str, reader: str) -> int:
    """3: the reader's own division; 2: one above it, or none; 1: one inside it; 0: another."""
    if not document or not reader:
        return 2
    if document == reader:
        return 3
    if document in above(reader):
        return 2
    return 1 if document.startswith(trunk(reader)) else 0
