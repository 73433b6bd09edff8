"""The levels of a division, as plain words (no Django)."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["province", "city", "county", "township", "village", "zone"]

LEVELS: dict[str, str] = {
    "province": "省级",
    "city": "市级",
    "county": "县级",
    "township": "乡级",
    "village": "村级",
    "zone": "功能区",
}

# 行使层级 of GB/T 39554.1 (1 国 2 省 3 市 4 县 5 乡镇 6 村). A zone acts with county powers.
USE_LEVELS: dict[str, str] = {
    "province": "2",
    "city": "3",
    "county": "4",
    "zone": "4",
    "township": "5",
    "village": "6",
}


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One division to load: `parent` is the parent's code, empty at the top; `own` marks a code
    that is the platform's and not of GB/T 2260 or the statistical list."""

    code: str
    parent: str
    level: Level
    name: str
    own: bool = False
