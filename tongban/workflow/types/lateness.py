"""Why a body acts late: what it says itself, when it acts."""

from collections.abc import Mapping
from dataclasses import dataclass

LATE_REASONS: Mapping[str, str] = {
    "staff": "人手不足或人员变动",
    "complex": "情况复杂",
    "others": "等待其他部门的意见或数据",
    "system": "系统故障或重复录入",
    "applicant": "申请人的原因",
    "missed": "疏忽漏办",
    "other": "其他（请说明）",
}
OTHER = "other"
UNSAID = "没有说明"


@dataclass(frozen=True, slots=True)
class Late:
    """What the person who acts late says: one of LATE_REASONS, and words (needed for "other")."""

    reason: str = ""
    note: str = ""
