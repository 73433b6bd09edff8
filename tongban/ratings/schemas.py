"""How ratings are shown, to pages and to machines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from ninja import Schema
from pydantic import Field

from tongban.core.shell import errors_text
from tongban.core.vault.rules import mask_name, mask_phone
from tongban.ratings.errors import RatingError
from tongban.ratings.models import Rating
from tongban.ratings.selectors import DIGITS, Standing
from tongban.ratings.types import LEVEL_TITLES, Channel, Level, RatingTarget, tags_for
from tongban.workflow.types import Snapshot

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation


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


def key(text: str) -> int:
    """The whole number that a query holds, 0 where it holds none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS else 0


# --- the form -------------------------------------------------------------------------------------


def form_context(target: RatingTarget) -> dict[str, Any]:
    """What the form with the five faces needs; a name can be given where somebody is known."""
    return {
        "faces": FACES,
        "tags": tag_choices(),
        "named": bool(target.parties) or target.party is not None,
        "chosen_public": "on",
    }


def read_form(post: QueryDict) -> dict[str, Any]:
    """The form as `services.rate` takes it."""
    level = str(post.get("level", ""))
    return {
        "level": int(level) if level in {"1", "2", "3", "4", "5"} else 0,
        "tags": post.getlist("tags"),
        "comment": str(post.get("comment", "")),
        "public": post.get("public", "") == "on",
        "real_name": post.get("real_name", "") == "on",
    }


def refused_form(post: QueryDict, error: RatingError) -> dict[str, Any]:
    """The form again, with what was chosen and the sentence at its place."""
    text, place = errors_text(error), error.field or "level"
    return {
        "errors": {place: text},
        "problems": [(f"id_{place}", text)],
        "sent": post,
        "chosen_tags": post.getlist("tags"),
        "chosen_name": post.get("real_name", ""),
        "chosen_public": post.get("public", ""),
    }


# --- for everybody --------------------------------------------------------------------------------

BASIS = (
    "满意率 = 非常满意、满意、基本满意 ÷ 有效评价；没有评价的、系统默认的和申诉成立剔除的都不计。"
    "整改率 = 已整改 ÷ 有效差评"
)
BODY_COLUMNS: Sequence[str | tuple[str, str]] = (
    "部门", "县市区", ("满意率", "num"), ("满意", "num"), ("有效评价", "num"), ("差评", "num"),
    ("已整改", "num"), ("正在整改", "num"), ("申诉剔除", "num"),
)  # fmt: skip
LEVEL_COLUMNS: Sequence[str | tuple[str, str]] = ("等级", ("条数", "num"), ("占有效评价", "num"))


def share(upper: int, lower: int) -> str:
    """A share in percent, half up; a dash where there is nothing to divide by."""
    if not lower:
        return "—"
    exact = Decimal(upper) * 100 / Decimal(lower)
    return f"{exact.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)}%"


@dataclass(frozen=True, slots=True)
class Total:
    """The bodies of a page together."""

    valid: int
    satisfied: int
    bad: int
    fixed: int

    @classmethod
    def of(cls, rows: Iterable[Standing]) -> "Total":
        kept = list(rows)
        return cls(
            sum(row.valid for row in kept),
            sum(row.satisfied for row in kept),
            sum(row.bad for row in kept),
            sum(row.fixed for row in kept),
        )


def body_line(row: Standing) -> list[Any]:
    """A body's line of the public table."""
    link = format_html(
        '<a href="{}">{}</a>', reverse("ratings-public-body", args=[row.code]), row.name
    )
    return [
        link, row.place, share(row.satisfied, row.valid), row.satisfied, row.valid, row.bad,
        row.fixed, row.open, row.struck,
    ]  # fmt: skip


def unrated(organisation: "Organisation") -> Standing:
    """A body that nobody has rated: nothing, not everything well."""
    return Standing(
        organisation.pk, organisation.code, organisation.name, organisation.division.name,
        (0,) * len(Level), 0, 0, 0,
    )  # fmt: skip


def level_lines(body: Standing) -> list[list[Any]]:
    """The five levels with their numbers and shares."""
    return [
        [title, number, share(number, body.valid)]
        for title, number in zip(LEVEL_TITLES.values(), body.levels, strict=True)
    ]


def level_bars(body: Standing) -> dict[str, Any]:
    """The five levels as bars, the best at the top."""
    return {
        "grid": {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True},
        "tooltip": {"show": False},
        "xAxis": {"type": "value", "axisLabel": {"show": False}, "splitLine": {"show": False}},
        "yAxis": {"type": "category", "inverse": True, "data": list(LEVEL_TITLES.values())},
        "series": [
            {
                "type": "bar",
                "data": list(body.levels),
                "label": {"show": True, "position": "right"},
            }
        ],
    }


# --- for the desk ---------------------------------------------------------------------------------


def who(row: Rating) -> dict[str, Any] | None:
    """Who gave it, masked; None where nobody gave a name."""
    party = row.party
    if party is None or not row.real_name:
        return None
    name = mask_name(party.name) if party.kind == "natural" else party.name
    return {"name": name, "phone": mask_phone(party.phone) if party.phone else "", "masked": True}


_STAGES = (
    ("contact", "联系核实"),
    ("handle", "整改或申诉"),
    ("review", "回访复核"),
    ("answer", "公开答复"),
)
_WITH = {"appeal": "review", "rework": "handle"}  # side steps stand with the stage they belong to


def stages(row: Rating, work: Snapshot) -> list[dict[str, str]]:
    """How far the follow-up has come, as the kit's steps take it."""
    done = {task.step for task in work.tasks if task.state == "done"}
    now_at = {_WITH.get(task.step, task.step) for task in work.open_tasks}
    found = []
    for code, title in _STAGES:
        state = "current" if code in now_at else "done" if code in done else "todo"
        if row.finished_at and state != "done":
            state = "done" if code == "review" and row.struck else "failed"
        text = row.handled_title if code == "handle" and row.handled else ""
        found.append({"title": title, "state": state, "text": text})
    return found


def told(story: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The timeline, whose first entry is no application here."""
    return [{**one, "title": "实名差评转为整改"} if n == 0 else one for n, one in enumerate(story)]


# --- machines -------------------------------------------------------------------------------------


class RatingIn(Schema):
    """A rating by machine: `subject` is the public token of what is rated."""

    subject: str = Field(max_length=80)
    level: int = Field(ge=1, le=5, description="1 非常满意 … 5 非常不满意")
    tags: list[str] = Field(default_factory=list, max_length=10)
    comment: str = Field("", max_length=500)
    channel: str = Field(Channel.API, description="hall, web, phone, api")
    real_name: bool = Field(False, description="实名：差评须联系评价人、整改并公开答复")
    public: bool = Field(True, description="可以不署名公开")


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
    struck: bool = Field(description="申诉成立，不计入统计")
    handled: str = Field(description="fixed 已整改, explained 已解释说明, appealed 已申诉")
    finished_at: datetime | None = Field(description="差评整改办结的时间")

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
            struck=row.struck,
            handled=row.handled,
            finished_at=row.finished_at,
        )


class RatingPage(Schema):
    """A page by key: `next` is the `before` of the following one, null at the end."""

    items: list[RatingOut]
    next: int | None = None
