"""The act matrix of a case, state × role × act, from the rules themselves, as a document.

    python -m tongban.cases.tests.matrix        # writes docs/acts.md

The document is committed; a test compares it. Who changes what somebody may do sees it there.
"""

from dataclasses import replace
from pathlib import Path

from tongban.cases.states import ACTS
from tongban.workflow.rules import allowed_acts
from tongban.workflow.tests import factories as f
from tongban.workflow.tests.test_matrix import TABLE, at
from tongban.workflow.wording import ACTS as TITLES

DOCUMENT = Path(__file__).parents[3] / "docs" / "acts.md"
STATES = {
    "submitted": "待受理",
    "correcting": "待补正",
    "review": "办理中：审查",
    "visit": "办理中：两人现场核查",
    "visited by one": "办理中：两人中一人已办",
    "rectifying": "办理中：申请人整改",
    "suspended": "办理中：特别程序，暂停计时",
    "extension asked": "办理中：已申请延期",
    "supervised": "办理中：被督办",
    "decide": "办理中：待决定",
    "decided": "已决定，待送达",
    "closed": "已办结",
    "withdrawn": "已撤回",
}
CAST = {
    "citizen": "申请人（及其代理人）",
    "window": "窗口人员",
    "reviewer": "审查人员",
    "inspector": "核查人员（第一人）",
    "second": "核查人员（第二人）",
    "checker": "核验人员",
    "decider": "审批决定人",
    "chief": "机构负责人",
    "service": "政务办",
    "publisher": "政务办（发布人）",
    "auditor": "纪检/审计",
    "police": "其他部门的审查人员",
    "neighbour": "被告知的利害关系人",
    "stranger": "无关的人",
}
SYSTEM_ONLY = ("start", "signal", "expire")
OWN = {act.name: act.title for act in ACTS}
HEAD = """# Who may do what

Made by `python -m tongban.cases.tests.matrix` from the rules of the engine and the acts that cases
add (`tongban/cases/states.py`); a test fails while it differs from them. The example is a permit
with intake, review, a visit by two officers, check, decision and delivery. What a hearing, a
deferral or a revocation must have come to first is not a matter of role and stands with each of
them; acts of the kind's own are in italics.

The scheduler and other areas alone do: {system}.
"""


def acts_of(state: str, who: str) -> list[str]:
    """Give the names of what one of the cast may do in a state, each once, in the rules' order."""
    snapshot = at(state).snapshot
    facts = replace(f.facts(f.CAST[who]), own=ACTS)
    found = allowed_acts(snapshot, facts)
    return list(dict.fromkeys(one.code if one.act == "own" else one.act for one in found))


def title(name: str) -> str:
    return f"*{OWN[name]}*" if name in OWN else TITLES[name]


def document() -> str:
    """Give the whole matrix as Markdown."""
    lines = [HEAD.format(system="、".join(TITLES[name] for name in SYSTEM_ONLY))]
    for state in TABLE:
        lines.append(f"\n## {STATES[state]}\n\n| | |\n|---|---|")
        nothing = []
        for who, name in CAST.items():
            acts = acts_of(state, who)
            if acts:
                lines.append(f"| {name} | {'、'.join(title(act) for act in acts)} |")
            else:
                nothing.append(name)
        if nothing:
            lines.append(f"\n什么都不能办：{'、'.join(nothing)}。")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
