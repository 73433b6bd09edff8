"""Why an open application stays under its edition, and what it gains by moving, in Chinese."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tongban.catalogue.rules.lawful import Point
from tongban.lib.money import in_yuan

REASONS: Final[Mapping[str, str]] = {
    "question_added": "新版多问一个情形问题“{what}”，原申请没有回答",
    "answer_gone": "新版的情形问题“{what}”没有原来选的答案",
    "statutory_longer": "法定时限由{before}变为{after}",
    "promise_longer": "承诺时限由{before}变为{after}",
    "material_added": "新版要求增加材料“{what}”",
    "material_raised": "材料“{what}”的必要性提高",
    "material_more": "材料“{what}”的份数增加",
    "fee_added": "新增收费“{what}”",
    "fee_higher": "“{what}”的收费可能提高",
    "condition_added": "新增受理条件“{what}”",
    "result_other": "办理结果由“{before}”变为“{after}”",
    "result_shorter": "“{what}”的有效期缩短",
    "visits_more": "到现场次数由{before}次增加到{after}次",
    "post_gone": "新版不能邮寄",
    "field_added": "表单增加必填项“{what}”",
    "field_changed": "表单“{what}”的填写要求改变",
    "edition_unknown": "没有记录申请时适用的版本",
    "conflict": "改版时一直有人在办理，没有改成",
}
# What stays is told by these; a limit that is gone altogether has no text of its own.
_NOTHING: Final = {"statutory_longer": "法律未规定", "promise_longer": "当场办结"}
GAINS: Final[Mapping[str, str]] = {
    "promise_shorter": "承诺时限由{before}缩短为{after}",
    "statutory_shorter": "法定时限由{before}缩短为{after}",
    "material_gone": "不用再交“{what}”",
    "material_lowered": "“{what}”的要求放宽",
    "fee_gone": "不再收取“{what}”",
    "fee_lower": "“{what}”由{before}降为{after}",
    "visits_fewer": "到现场次数由{before}次减为{after}次",
    "result_longer": "“{what}”的有效期由{before}延长为{after}",
}


def reason_text(point: Point) -> str:
    """Return why the application stays, as one clause."""
    sentence = REASONS.get(point.code, point.code)
    return sentence.format(what=point.what, **_sides(point, _NOTHING.get(point.code, "")))


def gain_text(point: Point) -> str:
    """Return what the applicant gains, as one clause."""
    if point.code == "promise_shorter" and not point.after:
        return "改为当场办结"
    return GAINS.get(point.code, point.code).format(what=point.what, **_sides(point, ""))


def _sides(point: Point, nothing: str) -> dict[str, str]:
    def said(value: Any) -> str:
        if point.code.startswith("fee_"):
            return "不定" if value is None else f"{in_yuan(value)} 元"
        if point.code.startswith("result_") and not isinstance(value, str):
            return "长期" if value is None else f"{value} 个月"
        return nothing if value in (None, "") else str(value)

    return {"before": _apart(said(point.before)), "after": _apart(said(point.after))}


def _apart(text: str) -> str:
    """Set a number off from the words before it."""
    return f" {text}" if text[:1].isdigit() else text


def moved_note(gained: Iterable[Point]) -> str:
    """Return the sentence that tells the applicant what changes for them; "" if nothing does."""
    clauses = [gain_text(point) for point in gained]
    return f"您的办件改按新版指南办理，{'，'.join(clauses)}。" if clauses else ""
