"""What a rebase would change, or why an item stays, in sentences; what the acts are called."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tongban.core.workdays.rules import local_date
from tongban.workflow.errors import MESSAGES
from tongban.workflow.types import ClockShift, Obstacle, Preview

ACTS: Final[Mapping[str, str]] = {
    "start": "提交",
    "accept": "受理",
    "refuse": "不予受理",
    "ask_correction": "要求补正",
    "correct": "补正",
    "complete": "办结环节",
    "send_back": "退回",
    "suspend": "特别程序（停止计时）",
    "resume": "恢复计时",
    "ask": "申请批复",
    "extend": "申请延期",
    "rule": "批复",
    "transfer": "转办",
    "urge": "催办",
    "supervise": "督办",
    "reply": "督办反馈",
    "withdraw": "撤回",
    "terminate": "终止",
    "signal": "外部信号",
    "refer": "转为另一事项",
    "note": "备注",
    "expire": "期限届满",
    "rebase": "改按新版办理",
    "own": "本类事项自己的办理",
}
"""Every act of the engine by its name, as pages and documents call it."""


def obstacle_text(obstacle: Obstacle) -> str:
    """Give the sentence of an obstacle; a code without one is its own word."""
    return MESSAGES.get(obstacle.code, obstacle.code).format(**obstacle.detail)


def preview_lines(preview: Preview) -> list[str]:
    """Give every difference that the move would make, or every reason why there is none."""
    if preview.obstacles:
        return [obstacle_text(one) for one in preview.obstacles]
    lines = [_shift_text(shift) for shift in preview.clocks]
    if preview.due_before != preview.due_after:
        lines.append(f"到期日由 {_day(preview.due_before)} 改为 {_day(preview.due_after)}。")
    for words, titles in (
        ("马上开始", preview.opened),
        ("增加", preview.added),
        ("减少", preview.dropped),
    ):
        if titles:
            lines.append(f"{words}“{'”“'.join(titles)}”。")
    return lines or ["环节和时限都不变。"]


def _shift_text(shift: ClockShift) -> str:
    before, after = shift.limit_before, shift.limit_after
    if before is None or after is None:
        return f"{shift.title}：{after.text()}。" if after else f"{shift.title}不再计算。"
    if before == after:
        return f"{shift.title}仍为 {after.text()}。"
    return f"{shift.title}由 {before.text()}改为 {after.text()}。"


def _day(at: datetime | None) -> str:
    return local_date(at).isoformat() if at else "（暂停计时）"
