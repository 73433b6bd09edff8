"""The life of a licence: which act leads from which status to which.

Acts: suspend 暂扣, resume 恢复, cancel 注销 (许可法 §70), withdraw 撤销 (§69), revoke 吊销 (a
penalty, 处罚法 §9), expire 失效 (the validity has run out), transfer 转出.
"""

from tongban.licences.errors import WrongState
from tongban.licences.types import Status

TRANSITIONS: dict[str, tuple[frozenset[str], Status]] = {
    "suspend": (frozenset({Status.VALID}), Status.SUSPENDED),
    "resume": (frozenset({Status.SUSPENDED}), Status.VALID),
    "cancel": (frozenset({Status.VALID, Status.SUSPENDED, Status.LAPSED}), Status.CANCELLED),
    "withdraw": (frozenset({Status.VALID, Status.SUSPENDED}), Status.WITHDRAWN),
    "revoke": (frozenset({Status.VALID, Status.SUSPENDED}), Status.REVOKED),
    "expire": (frozenset({Status.VALID, Status.SUSPENDED}), Status.LAPSED),
    "transfer": (frozenset({Status.VALID}), Status.TRANSFERRED),
}

ACT_TITLES: dict[str, str] = {
    "suspend": "暂扣",
    "resume": "恢复",
    "cancel": "注销",
    "withdraw": "撤销",
    "revoke": "吊销",
    "expire": "到期失效",
    "transfer": "转出",
}


def after(status: str, act: str) -> Status:
    """Return the status that `act` leads to. Raises WrongState when it may not happen now."""
    sources, target = TRANSITIONS.get(act, (frozenset(), Status.OTHER))
    if status not in sources:
        raise WrongState(act=ACT_TITLES.get(act, act), status=status)
    return target


def acts_from(status: str) -> tuple[str, ...]:
    """The acts a person may do now, in the order of the table; expiry is the clock's alone."""
    return tuple(
        act for act, (sources, _) in TRANSITIONS.items() if status in sources and act != "expire"
    )
