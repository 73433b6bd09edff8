"""The province's basic catalogue as it comes in a file: what a row says, and what is wrong in it.

An entry is JSON: code, name, type, department, levels, person, enterprise, basis, aliases, topics,
unified, suggested, effective_from. What a file may leave out (aliases, topics, what is fixed and
what is suggested) stays as it is here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tongban.catalogue.rules.codes import parent_code, rank_of
from tongban.catalogue.rules.unified import problems_of_elements
from tongban.catalogue.types import Rank
from tongban.lib import identifiers
from tongban.lib.identifiers import IdentifierError

FORMAT = {"format": "tongban-basic-catalogue", "version": 1}
# What a line of JSON Lines holds: the key, its type, whether it must be there.
KEYS: Mapping[str, tuple[type, bool]] = {
    "code": (str, True),
    "name": (str, True),
    "type": (str, True),
    "department": (str, True),
    "levels": (str, True),
    "person": (bool, True),
    "enterprise": (bool, True),
    "basis": (list, True),
    "aliases": (list, False),
    "topics": (list, False),
    "unified": (dict, False),
    "suggested": (dict, False),
    "effective_from": (str, False),
}
KEPT = ("aliases", "topics", "unified", "suggested")
_LAW = re.compile(r"《([^《》]+)》\s*(.*)", re.DOTALL)


def basis_of(
    lines: Sequence[str], former: Sequence[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Return 设定依据 as written 《食品安全法》第三十六条, a law a line; what `former` says beyond
    that of the same law and article is kept. Raises ValueError naming a line written otherwise."""
    known = {(one.get("law", ""), one.get("article", "")): dict(one) for one in former}
    found = []
    for line in lines:
        match = _LAW.fullmatch(line.strip())
        if match is None:
            raise ValueError(line.strip())
        law, article = match[1].strip(), match[2].strip()
        found.append(known.get((law, article), {"law": law, "article": article}))
    return found


def code_problem(code: str) -> IdentifierError | None:
    """Return what is wrong with a code of 12 or 14 characters; None for a sound one."""
    check = identifiers.handling_catalogue_code if len(code) > 12 else identifiers.catalogue_code
    try:
        check(code)
    except IdentifierError as error:
        return error
    return None


def problems_of(entry: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return what is wrong with one entry in itself: (field, rule, what to do)."""
    found: list[tuple[str, str, str]] = []
    if not entry["basis"]:
        found.append(("basis", "no_basis", "没有设定依据。请写明法律法规和条款，每行一条。"))
    if any(one not in "123456" for one in entry["levels"]):
        found.append(("levels", "level", "行使层级只能是 1 到 6（国、省、市、县、乡、村）。"))
    for name in ("unified", "suggested"):
        for one in problems_of_elements(entry.get(name) or {}, name):
            found.append((name, one.rule, f"{one.message}。"))
    return found


def together(
    entries: Iterable[tuple[int, Mapping[str, Any]]], present: Mapping[str, str]
) -> list[tuple[int, str, str, str]]:
    """Return what is wrong between entries (each with its row), and beside those that are here
    (their state by code): (row, field, rule, what to do)."""
    found: list[tuple[int, str, str, str]] = []
    first: dict[str, int] = {}
    rows = list(entries)
    for row, entry in rows:
        code = entry["code"]
        if code in first:
            text = (
                f"编码 {code} 在第 {first[code]} 行已经有了。一个编码只能有一行，请删去或者改正。"
            )
            found.append((row, "code", "twice", text))
        first.setdefault(code, row)
        if present.get(code) == "cancelled":
            text = f"编码 {code} 已经取消，取消的编码不能再用。请向省里核实，或者删去这一行。"
            found.append((row, "code", "cancelled", text))
    for row, entry in rows:
        above = parent_code(entry["code"])
        lone = above not in first and present.get(above) != "in_use"
        if rank_of(entry["code"]) is Rank.HANDLING and lone:
            text = f"上面的子项 {above} 不在文件里，目录里也没有。请补上子项，或者改正编码。"
            found.append((row, "code", "no_parent", text))
    return found


def differing(entry: Mapping[str, Any], former: Mapping[str, Any]) -> list[str]:
    """Return the keys in which an entry differs from what is here; what it leaves out does not."""
    return [
        name
        for name in KEYS
        if name not in {"code", "effective_from"}
        and (entry.get(name) is not None or name not in KEPT)
        and entry.get(name) != former.get(name)
    ]
