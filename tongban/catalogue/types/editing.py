"""Values of drafting: what differs, what was saved, what a list measures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from tongban.catalogue.types.content import Problem


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


@dataclass(frozen=True, slots=True)
class PickedLine:
    """One plain comparison of a condition: `op` eq or ne, the question's code, its answer."""

    op: str
    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class Picked:
    """A condition as lines joined by 并且 (`all`) or 或者 (`any`); no lines: always."""

    joint: str
    lines: tuple[PickedLine, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """What walking every path of answers found.

    `paths` were walked; `whole` is False where the walk stopped at its bound, and then says
    nothing of what no path reaches. `least` and `most` are materials to hand in.
    """

    paths: int
    whole: bool
    least: int
    most: int
    problems: tuple[Problem, ...]
