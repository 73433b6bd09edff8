"""Why an act is refused. `reason` is one of the codes in MESSAGES; `detail` fills its sentence.

Codes are one namespace over all areas, so this area's begin with `work_`.
"""

from typing import Any, Final

from tongban.lib.errors import Refusal


class WorkflowError(Refusal):
    """The base of everything this area refuses."""

    code = "work_error"

    def __init__(self, code: str = "", /, *, field: str = "", **detail: Any) -> None:
        super().__init__(f"work_{code}" if code else "", field=field, **detail)


class ProcedureInvalid(WorkflowError):
    """A definition cannot be published; `detail["where"]` names the place in it."""

    code = "work_procedure_invalid"
    status = 422


class NotAllowed(WorkflowError):
    """Nobody in this seat, or not this person."""

    code = "work_not_allowed"
    status = 403


class ItemNotFound(WorkflowError):
    """There is no such item, or it is none of the actor's business."""

    code = "work_item_not_found"
    status = 404


class Conflict(WorkflowError):
    """The item has moved on: `detail` holds its present `state`, `version` and who acted last."""

    code = "work_conflict"
    status = 409


class NotNow(WorkflowError):
    """The act does not fit the item's present state."""

    code = "work_not_now"
    status = 409


class Invalid(WorkflowError):
    """A parameter of the act is missing or wrong; `field` names it."""

    code = "work_invalid"
    status = 422


MESSAGES: Final = {
    "work_procedure_invalid": "流程定义有误：{where}",
    "work_not_allowed": "您没有办理这一步的权限。",
    "work_not_seated": "这一步不由您办理。",
    "work_same_person": "同一事项须由不同的人办理：您已办理过本环节的另一席位。",
    "work_four_eyes": "审核与经办须分开：您已办理过“{step}”。",
    "work_own_request": "不能批复自己提出的申请。",
    "work_item_not_found": "没有找到这个办件。",
    "work_conflict": "这件事刚刚被别人办理过，现在的状态是“{state_text}”。请刷新后再试。",
    "work_not_now": "现在的状态（“{state_text}”）不能这样办理。",
    "work_deemed": "已超过告知期限，依法自收到材料之日起即为受理，不能再要求补正或不予受理。",
    "work_ended": "这件事已经结束（{state_text}），不能再办理。",
    "work_task_closed": "这项任务已经办完或被取消。",
    "work_already_decided": "已经作出决定，不能再次决定或退回到决定之前。",
    "work_suspended": "特别程序进行中，恢复计时后才能作出决定。",
    "work_unknown_outcome": "请选择办理结果。",
    "work_reason_needed": "请写明理由。",
    "work_list_needed": "请列出需要补正的内容。",
    "work_second_correction": (
        "补正只能一次性告知。再次要求补正，只能针对第一次清单中仍未补齐的内容。"
    ),
    "work_unlawful_reason": "“{given}”不是法律允许停止计时的情形（行政许可法第四十五条）。",
    "work_already_suspended": "已因“{given}”停止计时，不需要重复。",
    "work_not_suspended": "没有找到这次停止计时，或已经恢复。",
    "work_bad_target": "只能退回到本环节之前已办理的环节，或退回申请人。",
    "work_unknown_request": "没有这种申请。",
    "work_unknown_act": "没有这种办理。",
    "work_request_open": "同类申请正在等待批复。",
    "work_request_spent": "该申请最多 {times} 次，已经用完。",
    "work_request_closed": "这项申请已经批复。",
    "work_urged_today": "今天已经催办过，请明天再试。",
    "work_unknown_signal": "没有环节在等待这个信号。",
    "work_unknown_kind": "不能转为这种事项。",
    "work_no_limit": "没有给出“{step}”的期限。",
    "work_late_reason_needed": "这个环节已经超期，请选择超期原因。",
    "work_late_note_needed": "请说明超期的具体原因。",
    "work_no_batch_act": "不能批量做这件事。",
    "work_too_many": "一次最多选 {most} 件，请分几次办理。",
    "work_nobody": "请选择转给谁。",
    "work_nothing_picked": "请先勾选要办理的件（按 x 勾选当前一条）。",
    "work_not_in_batch": "这类事项不能批量受理，请打开逐件办理。",
    "work_same_taker": "交接的双方不能是同一个人。",
    "work_nothing_held": "这个人名下没有您可以交接的待办。",
    "work_undone_already": "这次交接已经撤销。",
    "work_filter_name": "请给筛选起一个名字，不超过 {most} 个字。",
    "work_filter_many": "最多保存 {most} 个筛选，请先删掉不用的。",
    "work_days": "请填写需要的天数（至少 1 天）。",
    "work_reply_by": "反馈期限应晚于现在。",
    "work_not_a_holder": "受托人在该机构没有这项工作的角色。",
    "work_no_office": "没有找到应当办理的机构（{rule}）。",
    "work_rebase_same": "已按这一版办理，不需要改版。",
    "work_rebase_decided": "已经作出决定，仍按原版办结。",
    "work_rebase_ended": "已经办结，仍按原版保存。",
    "work_rebase_intake": "新版的受理环节与原版不同，不能改按新版办理。",
    "work_rebase_no_decision": "新版没有作出决定的环节，不能改按新版办理。",
    "work_rebase_request": "“{title}”申请正在等待批复，新版没有这种申请。",
    "work_rebase_step_gone": "“{step}”已经开始或办完，新版没有这个环节。",
    "work_rebase_step_changed": "“{step}”已经开始或办完，新版改变了它的性质。",
    "work_rebase_wait": "“{step}”正在等待，新版改变了它的期限或信号，不能中途变更。",
    "work_rebase_seat_gone": "“{step}”已有人办理的席位，新版没有。",
    "work_rebase_seat_changed": "“{step}”已有人办理，新版换了岗位或机构。",
    "work_rebase_quorum": "“{step}”在新版中需要办理的人数不同，已办的会作废或不够。",
    "work_rebase_outcome": "“{step}”已作出的结论，新版没有。",
    "work_rebase_four_eyes": "“{step}”在新版中须由另外的人办理，原来是同一人办的。",
    "work_rebase_before": "新版要求先办“{first}”，但“{step}”已经开始或办完。",
    "work_rebase_not_needed": "“{step}”已经开始或办完，按新版这件事不需要办它。",
    "work_rebase_no_office": "没有找到新版“{step}”应当办理的机构。",
    "work_rebase_no_limit": "新版“{step}”没有给出期限。",
    "work_rebase_clock_gone": "新版不再计算“{clock}”，对申请人不利。",
    "work_rebase_clock_longer": "按新版“{clock}”会延后，对申请人不利。",
    "work_rebase_clock_shorter": "按新版“{clock}”会提前，对申请人不利。",
    "work_rebase_clock_past": "按新版“{clock}”早已届满，不能追溯。",
    "work_rebase_clock_end": "按新版“{clock}”届满的后果或日期不同，不能中途变更。",
    "work_invalid": "填写的内容有误，请检查。",
    "work_blocked": "暂时不能办结：{why}",
    "work_error": "无法办理。",
}
