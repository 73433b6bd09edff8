"""The life of a visit: asked for, agreed upon or declined, done or taken back."""

from collections.abc import Mapping
from typing import Final

ASKED, AGREED, DECLINED, DONE, WITHDRAWN = "asked", "agreed", "declined", "done", "withdrawn"
VISIT: Final[Mapping[str, str]] = {
    ASKED: "等待答复",
    AGREED: "已约定",
    DECLINED: "未能安排",
    DONE: "已办",
    WITHDRAWN: "已取消",
}
OPEN: Final = frozenset({ASKED, AGREED})
MOVES: Final[Mapping[str, frozenset[str]]] = {
    AGREED: OPEN,  # agreed anew when it must be moved
    DECLINED: OPEN,
    DONE: frozenset({AGREED}),
    WITHDRAWN: OPEN,
}


def may_become(state: str, target: str) -> bool:
    """Say whether a visit in `state` may become `target`."""
    return state in MOVES.get(target, ())
