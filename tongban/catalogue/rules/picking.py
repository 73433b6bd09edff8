"""Conditions that a clerk can pick: plain comparisons, joined by 并且 or 或者."""

from collections.abc import Sequence
from typing import Any

from tongban.catalogue.types import Condition, Picked, PickedLine
from tongban.lib import conditions

_PLAIN = ("eq", "ne")


def picked(when: Condition) -> Picked | None:
    """Return a condition as lines; None where it is too rich for them, and must be kept so."""
    if when is None:
        return Picked("all", ())
    if conditions.problems(when) or not isinstance(when, dict):
        return None
    ((op, operand),) = when.items()
    if op == "in":
        return Picked("any", tuple(PickedLine("eq", operand[0], one) for one in operand[1]))
    joint, parts = (op, operand) if op in {"all", "any"} else ("all", [when])
    pairs = [next(iter(part.items())) if isinstance(part, dict) else ("", ()) for part in parts]
    if not pairs or any(inner not in _PLAIN for inner, _ in pairs):
        return None
    return Picked(joint, tuple(_line(inner, pair) for inner, pair in pairs))


def _line(op: str, pair: Sequence[Any]) -> PickedLine:
    return PickedLine(op, pair[0], pair[1])


def condition(choice: Picked, before: Condition = None) -> Condition:
    """Return the condition that the lines say: None for no lines; `before` if it says the same."""
    lines = tuple(dict.fromkeys(choice.lines))
    known = picked(before)
    if known is not None and known.lines == lines and (
        len(lines) < 2 or known.joint == choice.joint
    ):  # fmt: skip
        return before
    if not lines:
        return None
    parts = [{line.op: [line.path, line.value]} for line in lines]
    return parts[0] if len(parts) == 1 else {choice.joint: parts}
