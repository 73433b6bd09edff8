"""Why an act is refused. `reason` is one of the codes in MESSAGES; `detail` fills its sentence."""

from typing import Final

from tongban.lib.errors import Refusal


class WorkflowError(Refusal):
    """The base of everything this area refuses."""

    code = "workflow_error"


class ProcedureInvalid(WorkflowError):
    """A definition cannot be published; `detail["where"]` names the place in it."""

    code = "procedure_invalid"
    status = 422


class NotAllowed(WorkflowError):
    """Nobody in this seat, or not this person."""

    code = "not_allowed"
    status = 403


class ItemNotFound(WorkflowError):
    """There is no such item, or it is none of the actor's business."""

    code = "item_not_found"
    status = 404


class Conflict(WorkflowError):
    """The item has moved on: `detail` holds its present `state`, `version` and who acted last."""

    code = "conflict"
    status = 409


class NotNow(WorkflowError):
    """The act does not fit the item's present state."""

    code = "not_now"
    status = 409


class Invalid(WorkflowError):
    """A parameter of the act is missing or wrong; `field` names it."""

    code = "invalid"
    status = 422


MESSAGES: Final = {
    "procedure_invalid": "流程定义有误:{where}",
    "not_allowed": "您没有办理这一步的权限。",
    "not_seated": "这一步不由您办理。",
    "same_person": "同一事项须由不同的人办理:您已办理过本环节的另一席位。",
    "four_eyes": "审核与经办须分开:您已办理过“{step}”。",
    "own_request": "不能批复自己提出的申请。",
    "item_not_found": "没有找到这个办件。",
    "conflict": "这件事刚刚被别人办理过,现在的状态是“{state_text}”。请刷新后再试。",
    "not_now": "现在的状态(“{state_text}”)不能这样办理。",
    "ended": "这件事已经结束({state_text}),不能再办理。",
    "task_closed": "这项任务已经办完或被取消。",
    "already_decided": "已经作出决定,不能再次决定或退回到决定之前。",
    "suspended": "特别程序进行中,恢复计时后才能作出决定。",
    "unknown_outcome": "请选择办理结果。",
    "reason_needed": "请写明理由。",
    "list_needed": "请列出需要补正的内容。",
    "second_correction": "补正只能一次性告知。再次要求补正,只能针对第一次清单中仍未补齐的内容。",
    "unlawful_reason": "“{given}”不是法律允许停止计时的情形(行政许可法第四十五条)。",
    "already_suspended": "已因“{given}”停止计时,不需要重复。",
    "not_suspended": "没有找到这次停止计时,或已经恢复。",
    "bad_target": "只能退回到本环节之前已办理的环节,或退回申请人。",
    "unknown_request": "没有这种申请。",
    "request_open": "同类申请正在等待批复。",
    "request_spent": "该申请最多 {times} 次,已经用完。",
    "request_closed": "这项申请已经批复。",
    "urged_today": "今天已经催办过,请明天再试。",
    "unknown_signal": "没有环节在等待这个信号。",
    "unknown_kind": "不能转为这种事项。",
    "no_office": "没有找到应当办理的机构({rule})。",
    "blocked": "暂时不能办结:{why}",
    "workflow_error": "无法办理。",
}
