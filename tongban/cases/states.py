"""The lives beside the work item's, and the acts that cases add to the engine's.

A hearing 听证 (行政许可法 §46–48) is told of, asked for or let go, called, held. The engine holds
the clocks and the ledger; who may do what in which state stands in `ACTS` and nowhere else.
"""

from typing import Final

from tongban.workflow.states import ACCEPTED, CLOSED, DECIDED, INTERESTED
from tongban.workflow.types import OwnAct

TOLD: Final = "told"
ASKED: Final = "asked"
WAIVED: Final = "waived"
LAPSED: Final = "lapsed"
CALLED: Final = "called"
HELD: Final = "held"

HEARING: Final = {
    TOLD: "已告知，等待申请",
    ASKED: "已申请，待通知时间",
    WAIVED: "已放弃",
    LAPSED: "逾期未申请",
    CALLED: "已通知",
    HELD: "已举行",
}
# By act: from which states (None: there is no hearing yet), to which.
HEARING_ACTS: Final[dict[str, tuple[frozenset[str | None], str]]] = {
    "tell_hearing": (frozenset({None}), TOLD),
    "ask_hearing": (frozenset({TOLD}), ASKED),
    "waive_hearing": (frozenset({TOLD, ASKED, CALLED}), WAIVED),
    "lapse_hearing": (frozenset({TOLD}), LAPSED),
    "call_hearing": (frozenset({None, ASKED, CALLED}), CALLED),
    "hold_hearing": (frozenset({CALLED}), HELD),
}

# 行政许可法 §69: the first paragraph leaves it to the body (its own fault), the second does not
# (fraud); the fourth forbids it where the public would be gravely harmed.
GROUNDS: Final = {
    "abuse": "工作人员滥用职权、玩忽职守作出准予决定（第一款第一项）",
    "beyond": "超越法定职权作出准予决定（第一款第二项）",
    "procedure": "违反法定程序作出准予决定（第一款第三项）",
    "unfit": "对不具备资格或者不符合法定条件的申请人准予许可（第一款第四项）",
    "other": "依法可以撤销的其他情形（第一款第五项）",
    "fraud": "以欺骗、贿赂等不正当手段取得许可（第二款）",
}
MUST: Final = "fraud"
REVOCATION: Final = {"": "待决定", "revoked": "已撤销", "kept": "不予撤销"}

# What became of a renewal 延续 (行政许可法 §50).
RENEWAL: Final = {
    "": "办理中",
    "granted": "准予延续",
    "deemed": "视为准予延续",
    "denied": "不予延续",
    "ended": "没有决定而结束",
}

# Of a cancellation 注销 (行政许可法 §70): asked for by the holder in a case, or ex officio.
CANCELLATION: Final = {"": "待决定", "cancelled": "已注销", "kept": "不予注销"}

# Why a grant is not made public (政府信息公开条例 §14, §15).
WITHHELD: Final = {
    "state": "国家秘密（政府信息公开条例第十四条）",
    "law": "法律、行政法规禁止公开（第十四条）",
    "safety": "可能危及国家安全、公共安全、经济安全、社会稳定（第十四条）",
    "business": "商业秘密，公开会损害第三方合法权益（第十五条）",
    "privacy": "个人隐私，公开会损害第三方合法权益（第十五条）",
}

_SEAT: Final = frozenset({"seat"})
_APPLICANT: Final = frozenset({"applicant"})
_RUNS: Final = frozenset({ACCEPTED})
_GRANTED: Final = frozenset({DECIDED, CLOSED})


def _act(
    name: str,
    title: str,
    by: frozenset[str],
    states: frozenset[str] = _RUNS,
    *needs: str,
    pauses: str = "",
    resumes: str = "",
) -> OwnAct:
    return OwnAct(name, title, f"cases.{name}", by, states, pauses, resumes, needs)


ACTS: Final = (
    _act("tell_hearing", "告知听证权利", _SEAT, _RUNS, "reason"),
    _act("ask_hearing", "申请听证", _APPLICANT | {INTERESTED}, _RUNS, pauses="hearing"),
    _act("waive_hearing", "放弃听证", _APPLICANT, _RUNS, resumes="hearing"),
    _act("call_hearing", "通知听证", _SEAT, _RUNS, "at", "place", "presider", pauses="hearing"),
    _act("hold_hearing", "记录听证", _SEAT, _RUNS, "minutes", resumes="hearing"),
    _act("tell_interested", "告知利害关系人", _SEAT, _RUNS, "name", "interest"),
    _act("hear_interested", "记录利害关系人意见", _SEAT, _RUNS, "interested", "text"),
    _act("state_opinion", "利害关系人陈述意见", frozenset({INTERESTED}), _RUNS, "text"),
    _act("supply", "补交容缺材料", _APPLICANT, _RUNS, "files"),
    _act("propose_revocation", "提出撤销", frozenset({"decider"}), _GRANTED, "ground", "reason"),
    _act("answer_revocation", "陈述申辩", _APPLICANT, _GRANTED, "text"),
    _act("decide_revocation", "撤销决定", frozenset({"chief"}), _GRANTED, "outcome", "reason"),
)
