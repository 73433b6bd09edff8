"""On what ground an act upon a licence may stand: what the law names, to be chosen, not typed."""

from collections.abc import Mapping

from tongban.licences.types import Ground

_OWN = Ground("other", "其他法定情形", "")

GROUNDS: Mapping[str, tuple[Ground, ...]] = {
    "suspend": (
        Ground("penalty", "暂扣许可证件的行政处罚", "行政处罚法第九条第三项"),
        Ground("measure", "调查期间依法采取的措施", ""),
        _OWN,
    ),
    "resume": (
        Ground("over", "暂扣期限届满或者已经改正", "行政处罚法第九条第三项"),
        Ground("undone", "暂扣决定被撤销", "行政复议法、行政诉讼法"),
        _OWN,
    ),
    "withdraw": (
        Ground("fraud", "以欺骗、贿赂等不正当手段取得", "行政许可法第六十九条第二款"),
        Ground("abuse", "滥用职权、玩忽职守作出", "行政许可法第六十九条第一款第一项"),
        Ground("powers", "超越法定职权作出", "行政许可法第六十九条第一款第二项"),
        Ground("procedure", "违反法定程序作出", "行政许可法第六十九条第一款第三项"),
        Ground("unqualified", "申请人不具备资格或者条件", "行政许可法第六十九条第一款第四项"),
        Ground("other", "依法可以撤销的其他情形", "行政许可法第六十九条第一款第五项"),
    ),
    "recall": (
        Ground("law", "所依据的法律、法规、规章修改或者废止", "行政许可法第八条第二款"),
        Ground("facts", "所依据的客观情况发生重大变化", "行政许可法第八条第二款"),
    ),
    "revoke": (Ground("penalty", "吊销许可证件的行政处罚", "行政处罚法第九条第三项"),),
    "cancel": (
        Ground("request", "持证人申请注销", "行政许可法第七十条第六项"),
        Ground("lapsed", "有效期届满未延续", "行政许可法第七十条第一项"),
        Ground("death", "公民死亡或者丧失行为能力", "行政许可法第七十条第二项"),
        Ground("dissolved", "法人或者其他组织依法终止", "行政许可法第七十条第三项"),
        Ground("ended", "许可被撤销、撤回或者证件被吊销", "行政许可法第七十条第四项"),
        Ground("force", "不可抗力致许可事项无法实施", "行政许可法第七十条第五项"),
        Ground("other", "应当注销的其他情形", "行政许可法第七十条第六项"),
    ),
    "transfer": (Ground("moved", "管辖转移到其他机关", ""), _OWN),
    "reinstate": (
        Ground("review", "行政复议决定撤销了原决定", "行政复议法"),
        Ground("court", "人民法院判决撤销了原决定", "行政诉讼法第七十条"),
        Ground("self", "作出机关自行纠正", ""),
    ),
    "change": (Ground("request", "持证人申请变更", "行政许可法第四十九条"), _OWN),
    "renew": (
        Ground("request", "届满前申请延续", "行政许可法第五十条第一款"),
        Ground("silence", "逾期未作决定，视为准予延续", "行政许可法第五十条第二款"),
        _OWN,
    ),
    "replace": (
        Ground("lost", "遗失", ""),
        Ground("damaged", "损毁", ""),
        _OWN,
    ),
    "correct": (Ground("slip", "证照内容与决定不一致，依职权更正", ""), _OWN),
}

DOCUMENTED = frozenset({"suspend", "withdraw", "recall", "revoke", "reinstate"})
"""What needs a decision with a number of its own 决定书文号."""

HINTS: Mapping[str, str] = {
    "suspend": "暂扣期间证照仍计入“一照一证”，不能另发。",
    "revoke": "吊销前应当告知当事人有要求听证的权利（行政处罚法第六十三条）。",
    "withdraw": "撤销可能对公共利益造成重大损害的，不予撤销（行政许可法第六十九条第三款）。",
    "recall": "由此造成财产损失的，应当依法给予补偿（行政许可法第八条第二款）。",
    "cancel": "注销后不能再用。持证人需要时应当重新申请。",
    "reinstate": "恢复后立即有效，有效期不变；已过有效期的随即失效。",
    "transfer": "转出后由接收机关换发，本机关不再管理。",
}


def ground(act: str, code: str) -> Ground | None:
    """The ground `code` of an act, or None where the act knows no such ground."""
    return next((one for one in GROUNDS.get(act, ()) if one.code == code), None)


def basis_of(one: Ground, document: str) -> str:
    """The basis as it is written down: the ground, its article, and the decision's number."""
    law = f"（{one.law}）" if one.law else ""
    return f"{one.title}{law}" + (f"，{document.strip()}" if document.strip() else "")
