"""How ratings are shown, to pages and to machines."""

from dataclasses import dataclass
from datetime import datetime

from ninja import Schema
from pydantic import Field

from tongban.ratings.models import Rating
from tongban.ratings.types import LEVEL_TITLES, Channel, Level, tags_for


@dataclass(frozen=True, slots=True)
class Face:
    """One of the five choices: `eyes` and `mouth` are SVG path data in a box of 48."""

    level: int
    title: str
    eyes: str
    mouth: str


_MOUTHS = {
    Level.VERY_SATISFIED: "M12.5 27.5c2 8.5 21 8.5 23 0z",
    Level.SATISFIED: "M14 29c4.5 6 15.5 6 20 0",
    Level.FAIR: "M15.5 32.5c5 1.5 12 1.5 17 0",
    Level.DISSATISFIED: "M14.5 35c4.5-5 14.5-5 19 0",
    Level.VERY_DISSATISFIED: "M14 37c3-9 17-9 20 0z",
}
_EYES = {
    Level.VERY_SATISFIED: "M14 20c1-3.5 5-3.5 6 0M28 20c1-3.5 5-3.5 6 0",
    Level.VERY_DISSATISFIED: "M13.5 16.5l6 3.5M34.5 16.5l-6 3.5M17 22v.5M31 22v.5",
}
FACES = tuple(
    Face(level, title, _EYES.get(Level(level), "M17 18.5v2M31 18.5v2"), _MOUTHS[Level(level)])
    for level, title in LEVEL_TITLES.items()
)


def tag_choices() -> list[tuple[str, str, str]]:
    """(tag, words, the levels it goes with as "1|2|3") for the page's conditional groups."""
    found: dict[str, tuple[str, list[str]]] = {}
    for level in LEVEL_TITLES:
        for tag, words in tags_for(level).items():
            found.setdefault(tag, (words, []))[1].append(str(level))
    return [(tag, words, "|".join(levels)) for tag, (words, levels) in found.items()]


class RatingIn(Schema):
    """A rating by machine: `subject` is the public token of what is rated."""

    subject: str = Field(max_length=80)
    level: int = Field(ge=1, le=5, description="1 非常满意 … 5 非常不满意")
    tags: list[str] = Field(default_factory=list, max_length=10)
    comment: str = Field("", max_length=500)
    channel: str = Field(Channel.API, description="hall, web, phone, api")


class RatingOut(Schema):
    """A rating without who gave it."""

    id: int
    subject: str
    title: str
    level: int
    level_title: str
    tags: list[str]
    comment: str
    channel: str
    organisation: str
    division: str
    matter_code: str
    real_name: bool
    at: datetime
    answer: str

    @classmethod
    def of(cls, row: Rating) -> "RatingOut":
        return cls(
            id=row.pk,
            subject=row.subject,
            title=row.title,
            level=row.level,
            level_title=row.level_title,
            tags=row.tag_titles,
            comment=row.comment,
            channel=row.channel,
            organisation=row.organisation.name,
            division=row.division_id,
            matter_code=row.matter_code,
            real_name=row.real_name,
            at=row.at,
            answer=row.answer,
        )


class RatingPage(Schema):
    """A page by key: `next` is the `before` of the following one, null at the end."""

    items: list[RatingOut]
    next: int | None = None
