"""The life of an edition: which act leads from which state to which.

Acts: submit 送审, send_back 退回修改, publish 公布, withdraw 撤回. A draft may also be discarded,
which leaves nothing. Coming into force is no act: reads go by date.
"""

from tongban.lists.errors import WrongListState

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = "draft", "review", "published", "withdrawn"
STATES: dict[str, str] = {
    DRAFT: "草稿",
    REVIEW: "待审核",
    PUBLISHED: "已公布",
    WITHDRAWN: "已撤回",
}
OPEN = frozenset({DRAFT, REVIEW})
TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    "submit": (frozenset({DRAFT}), REVIEW),
    "send_back": (frozenset({REVIEW}), DRAFT),
    "publish": (frozenset({REVIEW}), PUBLISHED),
    "withdraw": (frozenset({PUBLISHED}), WITHDRAWN),
    "edit": (frozenset({DRAFT}), DRAFT),
    "discard": (OPEN, DRAFT),
}
ACTS: dict[str, str] = {
    "submit": "送审",
    "send_back": "退回修改",
    "publish": "公布",
    "withdraw": "撤回",
    "edit": "修改",
    "discard": "删除草稿",
}


def after(state: str, act: str) -> str:
    """Return the state that `act` leads to. Raises WrongListState when it may not happen now."""
    sources, target = TRANSITIONS[act]
    if state not in sources:
        raise WrongListState(act=ACTS[act], state=STATES.get(state, state))
    return target
