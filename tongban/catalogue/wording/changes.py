"""What a new edition changes, in a sentence for who follows the guide."""

from collections.abc import Mapping
from typing import Any, Final

from tongban.catalogue import rules
from tongban.catalogue.types import Difference
from tongban.catalogue.wording import label, names_of, said
from tongban.catalogue.wording.names import Names

MOST = 3  # changes that are named; the comparison has them all
LONGEST = 24  # characters of a value that a sentence still takes
# What people ask first. What is not here comes after, in the order of the list.
_FIRST: Final = (
    "promised", "statutory", "materials", "fees", "visits", "online", "conditions", "result",
    "questions", "address", "hours", "ask_phone",
)  # fmt: skip
# Of a difference, not of what is to be done: worth no place in a sentence.
_QUIET: Final = frozenset({"procedure"})
SAME: Final = "文字有调整。"


def changed_text(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return what differs between two contents (JSON as in `EditionContent`) as one sentence: the
    three changes that people ask for first, and how many more there are."""
    found = [one for one in rules.differences(before, after) if _root(one.path) not in _QUIET]
    if not found:
        return SAME
    names = names_of(after, before)
    found.sort(key=lambda one: _rank(_root(one.path)))
    clauses = list(dict.fromkeys(_clause(one, names) for one in found))
    more = len(clauses) - MOST
    rest = f"另有 {more} 处修改" if more > 0 else ""
    return "；".join([*clauses[:MOST], *([rest] if rest else [])]) + "。"


def _root(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _rank(root: str) -> int:
    return _FIRST.index(root) if root in _FIRST else len(_FIRST)


def _clause(one: Difference, names: Names) -> str:
    what = label(one.path, names)
    if one.path.endswith(".order"):
        return f"{what}有调整"
    old, new = said(one.path, one.before, names), said(one.path, one.after, names)
    short = max(len(old), len(new)) <= LONGEST
    if one.kind == "changed":
        return f"{what}由“{old}”改为“{new}”" if short and old and new else f"{what}有修改"
    verb = "新增" if one.kind == "added" else "删去"
    value = new if one.kind == "added" else old
    if one.path.endswith("]") or not short or value in ("是", ""):
        return f"{verb}{what}"
    return f"{verb}{what}“{value}”"
