"""Unified elements 统一要素: what the catalogue above fixes, and what it only suggests.

四级四同: name, code, type and basis are the same from the State to the village; a province fixes
more (主管部门, 行使层级, and whatever its catalogue says), the rest is each body's own.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from tongban.catalogue.types import Difference, EditionContent, Problem

ELEMENTS = frozenset(one.name for one in fields(EditionContent))
# Where and whom to ask is never the same for two bodies.
LOCAL = frozenset({"ask_phone", "complain_phone", "address", "hours"})


def overlay(content: Mapping[str, Any], unified: Mapping[str, Any]) -> dict[str, Any]:
    """Return `content` with the unified elements as they stand above; nothing else changes."""
    return {**content, **unified}


def begin(unified: Mapping[str, Any], suggested: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a new draft starts from: what is suggested, under what is fixed."""
    return {**suggested, **unified}


def locked(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the unified elements of `before` that `after` would change."""
    return [name for name, value in before.items() if after.get(name) != value]


def problems_of_elements(given: Mapping[str, Any], field: str) -> list[Problem]:
    """Return what is wrong with a set of elements from above: unknown ones, and local ones."""
    found = []
    for name in given:
        if name not in ELEMENTS:
            found.append(Problem(f"{field}.{name}", "unknown", f"没有“{name}”这个要素"))
        elif name in LOCAL:
            found.append(
                Problem(f"{field}.{name}", "local", "电话、地址和时间由实施机构填写，不能统一规定")
            )
    return found


def to_ask(
    old_suggested: Mapping[str, Any],
    new_suggested: Mapping[str, Any],
    content: Mapping[str, Any],
) -> list[str]:
    """Return the suggested elements that changed above and differ from what the body has now."""
    changed = [
        name
        for name in dict.fromkeys([*old_suggested, *new_suggested])
        if old_suggested.get(name) != new_suggested.get(name)
    ]
    return [
        name
        for name in changed
        if name in new_suggested and content.get(name) != new_suggested[name]
    ]


def touched(differences: list[Difference]) -> set[str]:
    """Return the elements (first parts of the paths) that the differences lie in."""
    return {one.path.split(".", 1)[0].split("[", 1)[0] for one in differences}
