"""Values of drafting: what differs, what was saved, what a list measures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two editions differ.

    `path` as in Problem, rows of a list by what identifies them ("materials[lease].hint"); `before`
    and `after` as they stand in the JSON, None where there is nothing. `wording` puts it in words.
    """

    path: str
    kind: Literal["added", "removed", "changed"]
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class Measures:
    """What 四减 counts of an edition: 环节, 材料 (asked of the applicant, obtained by government),
    时限 (working days, natural days and months converted), 跑动 (visits)."""

    steps: int
    asked: int
    obtained: int
    promised_days: int | None
    statutory_days: int | None
    visits: int


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft after saving: its revision, when, by whom (a ref)."""

    revision: int
    at: datetime
    by: str
