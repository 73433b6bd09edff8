"""What the fields of a line are called by those who read what was refused. Pure."""

import re
from collections.abc import Mapping
from typing import Final

TITLES: Final[Mapping[str, str]] = {
    "number": "办件编号",
    "task_code": "实施编码",
    "title": "事项名称",
    "applicant_kind": "申请人类型",
    "applicant_name": "申请人名称",
    "applicant_number": "申请人证件号码",
    "contact_phone": "联系电话",
    "state": "办件状态",
    "outcome": "办理结果",
    "received_at": "收件时间",
    "accepted_at": "受理时间",
    "promised_on": "承诺办结日",
    "decided_at": "决定时间",
    "closed_at": "办结时间",
    "result_title": "结果名称",
    "result_number": "结果编号",
    "steps": "环节",
}
STEP_TITLES: Final[Mapping[str, str]] = {
    "name": "环节名称",
    "event": "事件",
    "started_at": "开始时间",
    "ended_at": "结束时间",
    "handler": "办理人",
    "opinion": "办理意见",
}
_STEP = re.compile(r"steps\[(\d+)\](?:\.(.+))?")


def title_of(field: str) -> str:
    """Return what a field ("closed_at", "steps[2].started_at") is called; "" for one unknown, and
    for the whole line."""
    found = _STEP.fullmatch(field)
    if found is None:
        return TITLES.get(field, "")
    place, name = found.groups()
    step = f"第 {place} 个环节"
    title = STEP_TITLES.get(name or "", "")
    return f"{step}的{title}" if title else step
