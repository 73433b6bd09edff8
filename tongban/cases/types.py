"""Plain values of cases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from tongban.core.workdays.types import Limit


class Channel(StrEnum):
    """How an application came."""

    WEB = "web"  # 网上
    HALL = "hall"  # 窗口
    API = "api"  # 接口


class Origin(StrEnum):
    """What answers a material."""

    NONE = "none"  # 未提供
    UPLOAD = "upload"  # 申请人提交
    PROOF = "proof"  # 电子证照或数据核验,免提交
    DEFERRED = "deferred"  # 容缺后补
    AWAITED = "awaited"  # its source does not answer; asked again


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is lacking: `place` a form field or `material:<code>`, `what` to bring."""

    place: str
    title: str
    what: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One stop of the progress bar that applicants see: its day, or what is going on there."""

    code: str
    title: str
    state: str  # done | current | todo | failed
    text: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What an application holds when it is checked: answers, form data, files by material."""

    answers: Mapping[str, str]
    data: Mapping[str, Any]
    files: Mapping[str, tuple[str, ...]]
    proven: Mapping[str, Any] = field(default_factory=dict)
    defers: bool = False  # promises in writing to hand in later what may be handed in later
    silent: Mapping[str, str] = field(default_factory=dict)  # types whose source is down: its name
    signature: str = ""  # the name signed under the 告知承诺


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """When the renewal of a licence may be asked for: limits counted back from its last day.

    `takes_late`: what comes later is taken all the same, but silence renews nothing then.
    """

    since: Limit
    until: Limit
    takes_late: bool
    source: str


@dataclass(frozen=True, slots=True)
class Window:
    """The days, both included, on which a renewal may be asked for; None where the calendar does
    not reach so far yet. `ends` is the licence's last day."""

    first: date | None
    last: date | None
    ends: date
    takes_late: bool
    source: str = ""
