"""The life of a licence 电子证照状态: one table of which act leads from which status to which.

Acts of people: suspend 暂扣 and revoke 吊销 (penalties, 行政处罚法 §9), resume 恢复使用,
withdraw 撤销 (行政许可法 §69), recall 撤回 (§8; its status is 其他, for the set has none of its
own), cancel 注销 (§70, which the law asks for after all of these and an expiry as well), transfer
转出, reinstate 恢复效力 (the decision that ended it was itself undone by review or court). Acts of
the platform: expire (the validity has run out) and supersede (a newer version took its place).
`VERSIONS` are the acts that make a newer version: change 变更, renew 延续 (§50), replace 补证,
correct 更正.
"""

from collections.abc import Mapping

from tongban.licences.errors import WrongState
from tongban.licences.types import LIVE, Status

_ENDED = frozenset({Status.WITHDRAWN, Status.REVOKED, Status.OTHER})

TRANSITIONS: Mapping[str, tuple[frozenset[str], Status]] = {
    "suspend": (frozenset({Status.VALID}), Status.SUSPENDED),
    "resume": (frozenset({Status.SUSPENDED}), Status.VALID),
    "cancel": (LIVE | _ENDED | {Status.LAPSED}, Status.CANCELLED),
    "withdraw": (LIVE, Status.WITHDRAWN),
    "recall": (LIVE, Status.OTHER),
    "revoke": (LIVE, Status.REVOKED),
    "transfer": (frozenset({Status.VALID}), Status.TRANSFERRED),
    "reinstate": (_ENDED | {Status.CANCELLED}, Status.VALID),
    "expire": (LIVE, Status.LAPSED),
    "supersede": (LIVE, Status.LAPSED),
}

VERSIONS: Mapping[str, frozenset[str]] = {
    "change": LIVE,
    # Asked for in time and not answered by the last day it counts as granted (许可法 §50), so a
    # renewal may come after the tick has ended the old term.
    "renew": frozenset({Status.VALID, Status.LAPSED}),
    "replace": LIVE,
    "correct": LIVE,
}

CLOCKWORK = frozenset({"expire", "supersede"})
"""What no person does."""

ACT_TITLES: Mapping[str, str] = {
    "suspend": "暂扣",
    "resume": "恢复使用",
    "cancel": "注销",
    "withdraw": "撤销",
    "recall": "撤回",
    "revoke": "吊销",
    "transfer": "转出",
    "reinstate": "恢复效力",
    "expire": "到期失效",
    "supersede": "换发",
    "change": "变更",
    "renew": "延续",
    "replace": "补证",
    "correct": "更正",
}


def after(status: str, act: str) -> Status:
    """Return the status that `act` leads to. Raises WrongState when it may not happen now."""
    sources, target = TRANSITIONS.get(act, (frozenset(), Status.OTHER))
    if status not in sources:
        raise WrongState(act=ACT_TITLES.get(act, act), status=status)
    return target


def may_follow(status: str, act: str) -> bool:
    """Whether a new version may be made by `act` of a licence in `status`."""
    return status in VERSIONS.get(act, frozenset())


def acts_from(status: str) -> tuple[str, ...]:
    """The acts a person may do now, in the order of the tables: versions first, then endings."""
    versions = tuple(act for act, sources in VERSIONS.items() if status in sources)
    return versions + tuple(
        act
        for act, (sources, _) in TRANSITIONS.items()
        if status in sources and act not in CLOCKWORK
    )
