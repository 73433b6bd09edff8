"""States of a case elsewhere, by the codes that departments' systems exchange."""

from typing import Final

STATES: Final[dict[str, str]] = {
    "02": "收件",
    "05": "受理",
    "06": "补正",
    "07": "不予受理",
    "10": "办结",
    "11": "挂起",
    "12": "在办",
    "13": "退件",
}
ENDED: Final[frozenset[str]] = frozenset({"07", "10", "13"})
ACCEPTED: Final[frozenset[str]] = frozenset({"05", "10", "11", "12"})
"""States that a case reaches only after it was accepted."""

OUTCOMES: Final[dict[str, str]] = {"granted": "准予", "denied": "不予", "other": "其他"}
"""How a closed case ended."""
