"""What makes an application complete, and what an applicant is shown of its way. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tongban.cases.errors import HearingRefused
from tongban.cases.states import HEARING, HEARING_ACTS
from tongban.cases.types import Lack, Received, Stage
from tongban.catalogue.types import Asked, Material, Necessity
from tongban.core.workdays.rules import ZONE, Calendar, day_start, due_moment
from tongban.core.workdays.types import Limit

Error = tuple[str, str, str]  # place, code, sentence

ANSWER = "question_unanswered"
MATERIAL = "material_missing"
PROMISE = "promise_missing"


def lacking(asked: Asked, received: Received, *, committed: bool = False) -> list[Error]:
    """Return every question without an answer and every material without a file.

    One that may be handed in later is missed only where the applicant does not promise to (容缺);
    a 告知承诺 (`committed`) stands for it. Form fields are `forms.rules.validate`'s.
    """
    errors: list[Error] = []
    for question in asked.questions:
        if not received.answers.get(question.code):
            errors.append((f"question:{question.code}", ANSWER, f"请回答：{question.text}"))
    for material in asked.materials:
        if awaited(material, received):
            continue
        if material.necessity is Necessity.REQUIRED and not received.files.get(material.code):
            errors.append((f"material:{material.code}", MATERIAL, f"请上传：{material.name}"))
    if not (committed or received.defers):
        errors += [
            (f"material:{one.code}", PROMISE, f"请上传，或者勾选承诺后补：{one.name}")
            for one in deferrable(asked, received)
        ]
    return errors


def awaited(material: Material, received: Received) -> bool:
    """Say whether a material waits for its source, which does not answer now: the application is
    taken without it, and only the decision waits."""
    given = bool(received.files.get(material.code))
    return material.document_type in received.silent and not given


def deferrable(asked: Asked, received: Received) -> list[Material]:
    """Return the materials that may be handed in later and are not there."""
    return [
        one
        for one in asked.materials
        if one.necessity is Necessity.DEFERRABLE
        and not received.files.get(one.code)
        and not awaited(one, received)
    ]


def delivery_way(form: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Return how the applicant wants the result: electronic, window or post; "" where not asked."""
    for key, prop in form["properties"].items():
        if prop.get("x-element") == "delivery.way":
            return str(data.get(key) or "")
    return ""


def not_listed(first: Iterable[Lack], second: Iterable[Lack]) -> list[str]:
    """Return the places of a second list of corrections that the first did not name.

    行政许可法 §32: all that is lacking is told at once; so a further request may only repeat.
    """
    named = {lack.place for lack in first}
    return [lack.place for lack in second if lack.place not in named]


def hearing_after(state: str | None, act: str) -> str:
    """Return the hearing's state after `act`; raises HearingRefused where the table has no way."""
    sources, target = HEARING_ACTS[act]
    if state not in sources:
        raise HearingRefused(state=HEARING.get(state or "", "没有听证"))
    return target


def earliest_hearing(notice: date, before: Limit, calendar: Calendar) -> date:
    """Return the first day on which a hearing announced on `notice` may be held (许可法 §48 一).

    The notice comes `before` (backward) the day: counting back from the hearing, the notice must
    not be later than where that ends.
    """
    day = notice
    while due_moment(day_start(day), before, calendar).day < notice or not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def moment_text(at: datetime) -> str:
    """Return a moment as papers print it: 2026-12-18 09:30."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


WAY = (("submitted", "提交"), ("accepted", "受理"), ("review", "审查"), ("decided", "决定"))


def stages(
    state: str, outcome: str, *, result_title: str, result_ready: bool | None, at: Mapping[str, str]
) -> Sequence[Stage]:
    """Return the progress of a case as an applicant reads it: five stops, one of them current.

    `state` is the work item's, `outcome` its outcome ("approve", "deny", ""),
    `result_ready` None without a result document, False while it is being made, `at` days by stop.
    """
    reached = {"submitted": 1, "correcting": 1, "accepted": 2, "decided": 4, "closed": 5}.get(
        state, 1
    )
    stopped = state in {"refused", "withdrawn", "terminated"} or outcome == "deny"
    if stopped:  # it came as far as it has days for, and there is no result
        reached = 4 if outcome == "deny" else 2 if at.get("accepted") else 1
    way = [*WAY, ("result", result_title)]
    found: list[Stage] = []
    for place, (code, title) in enumerate(way):
        if stopped and place >= reached:
            break
        mark = "done" if place < reached else "current" if place == reached else "todo"
        text = at.get(code, "")
        if code == "result" and result_ready is False:
            mark, text = "current", "正在制证"
        found.append(Stage(code, title, mark, text))
    if stopped:
        found.append(
            Stage("stopped", _END.get(outcome) or _END[state], "failed", at.get("closed", ""))
        )
    return found


_END = {
    "refused": "不予受理",
    "withdrawn": "已撤回",
    "terminated": "已终止",
    "deny": "不予批准",
}


def valid_until(start: date, months: int | None) -> date | None:
    """Return the last day of a licence of `months` months begun on `start`; None for no end.

    Five years from 2026-11-23 end on 2031-11-22: the day before the anniversary. Where the month
    has no such day they end with the month (民法典 §202).
    """
    if months is None:
        return None
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    last = monthrange(year, month)[1]
    if start.day > last:
        return date(year, month, last)
    return date(year, month, start.day) - timedelta(days=1)


REVIEW_AT_GOVERNMENT = date(2024, 1, 1)  # 行政复议法 (2023) §24 in force


def remedies(*, government: str, on: date) -> str:
    """Return the remedies that a decision of `on` must name (许可法 §38, 复议法 §20 and §24).

    60 days for review, six months for a suit (行政诉讼法 §46). Since 2024-01-01 review goes to the
    government of the same level; before, to that or the department above.
    """
    where = government if on >= REVIEW_AT_GOVERNMENT else f"{government}或者上一级主管部门"
    return (
        f"如不服本决定，可以自收到之日起60日内向{where}申请行政复议，"
        f"也可以自收到之日起6个月内依法向有管辖权的人民法院提起行政诉讼。"
    )
