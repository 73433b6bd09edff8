"""Levels, tags and what is known of a rated subject."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """The five levels; 1 to 3 count as satisfied, 4 and 5 are bad ratings 差评."""

    VERY_SATISFIED = 1
    SATISFIED = 2
    FAIR = 3
    DISSATISFIED = 4
    VERY_DISSATISFIED = 5


LEVEL_TITLES: Mapping[int, str] = {
    Level.VERY_SATISFIED: "非常满意",
    Level.SATISFIED: "满意",
    Level.FAIR: "基本满意",
    Level.DISSATISFIED: "不满意",
    Level.VERY_DISSATISFIED: "非常不满意",
}
WORST_SATISFIED = Level.FAIR


class Channel(StrEnum):
    HALL = "hall"
    WEB = "web"
    PHONE = "phone"
    API = "api"
    DEFAULT = "default"  # set by the system when nobody rated; outside every ratio


CHANNEL_TITLES: Mapping[str, str] = {
    Channel.HALL: "大厅",
    Channel.WEB: "网上",
    Channel.PHONE: "电话",
    Channel.API: "接口",
    Channel.DEFAULT: "系统默认",
}

GOOD_TAGS: Mapping[str, str] = {
    "fast": "办得快",
    "clear": "说得清楚",
    "kind": "态度热情",
    "few_papers": "材料少",
    "online": "网上就能办",
    "one_visit": "一次办成",
}
BAD_TAGS: Mapping[str, str] = {
    "slow": "办理太慢",
    "unclear": "告知不清楚",
    "rude": "态度不好",
    "many_papers": "材料太多",
    "many_visits": "来回跑",
    "online_broken": "网上办不了",
    "extra_demands": "要了指南以外的材料",
}
TAGS: Mapping[str, str] = {**GOOD_TAGS, **BAD_TAGS}


def tags_for(level: int) -> Mapping[str, str]:
    """The tags that may go with a level: praise for 1 and 2, both for 3, faults for 4 and 5."""
    if level <= Level.SATISFIED:
        return GOOD_TAGS
    return TAGS if level == Level.FAIR else BAD_TAGS


@dataclass(frozen=True, slots=True)
class RatingTarget:
    """What the owner of a subject says of it.

    `parties` are those whose opinion it is, `accounts` those who filed it; `rateable` is False
    until the service is over (`why_not` says so in Chinese), which it was at `over_at`. The paths
    say within whose reach it lies; `item` is the work item that a bad rating follows up; `party`
    is whose service it was, to be called back where they rated with their name.
    """

    subject: str
    title: str
    organisation_id: int
    division: str
    token: str
    matter_code: str = ""
    number: str = ""
    parties: frozenset[int] = field(default_factory=frozenset)
    accounts: frozenset[int] = field(default_factory=frozenset)
    rateable: bool = True
    why_not: str = ""
    organisation_path: str = ""
    division_path: str = ""
    over_at: datetime | None = None
    item: int | None = None
    party: int | None = None


# --- what follows a bad rating (差评整改) ---------------------------------------------------------

KIND = "rating"
VISIT = "visit"
PROCEDURE = "rating-followup"
LIMITS: Mapping[str, str] = {
    # the procedure's named limits, each a dated parameter
    "contact": "rating.contact",
    "fix": "rating.fix",
    "appeal": "rating.appeal",
    "review": "rating.review",
    "answer": "rating.answer",
    "whole": "rating.whole",
}


class Handled(StrEnum):
    """How the body dealt with a bad rating."""

    NONE = ""
    FIXED = "fixed"
    EXPLAINED = "explained"  # lawful and right as it was: explained, not fixed
    APPEALED = "appealed"  # the body holds the rating for mistaken or malicious


HANDLED_TITLES: Mapping[str, str] = {
    Handled.NONE: "未处理",
    Handled.FIXED: "已整改",
    Handled.EXPLAINED: "已解释说明",
    Handled.APPEALED: "已申诉",
}
OUTCOME_TITLES: Mapping[tuple[str, str], str] = {
    ("contact", "reached"): "已联系上",
    ("contact", "unreachable"): "没有联系上",
    ("handle", "fixed"): "属实，已整改",
    ("handle", "explained"): "依法依规，已解释说明",
    ("handle", "appealed"): "申诉：评价不实",
    ("appeal", "rejected"): "申诉不成立",
    ("appeal", "upheld"): "申诉成立，剔除",
    ("rework", "fixed"): "已整改",
    ("rework", "explained"): "已解释说明",
    ("review", "resolved"): "回访满意",
    ("review", "unresolved"): "回访仍不满意",
    ("review", "unreachable"): "回访没有联系上",
    ("answer", "done"): "公开答复",
}
