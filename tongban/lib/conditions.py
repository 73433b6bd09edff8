"""A small, exact language for conditions over plain JSON values.

    {"all": [{"eq": ["answer.kind", "retail"]}, {"not": {"in": ["answer.class", [1, 2]]}}]}

| form | true when |
|---|---|
| `true`, `false` | always, never |
| `{"all": [c, …]}`, `{"any": [c, …]}`, `{"not": c}` | as the words say; `all` of nothing is true |
| `{"eq": [path, value]}`, `{"ne": [path, value]}` | equal, not equal |
| `{"in": [path, [value, …]]}` | equal to one of them |
| `{"has": [path, value]}` | the list at `path` holds the value |
| `{"gt": …}`, `{"ge": …}`, `{"lt": …}`, `{"le": …}` | two numbers or two texts, ordered so |
| `{"known": path}` | there is a value that is not null |

A path is words joined by dots. Evaluation is total: what is missing is null, values of different
kinds are unequal and unordered, `true` is not 1. Nothing here can loop, call or raise once parsed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tongban.lib.errors import Refusal

Json: TypeAlias = Any
MAX_DEPTH = 20
MAX_NODES = 500
_PATH = re.compile(r"[^\W\d][\w-]*(\.[\w-]+)*")
_GROUPS = ("all", "any")
_PAIRS = ("eq", "ne", "in", "has", "gt", "ge", "lt", "le")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where: `path` as `$.all[0].eq[1]`, `code` as in ConditionError."""

    path: str
    code: str


class ConditionError(Refusal):
    """A condition that cannot be one; `problems` lists all of them.

    Codes: shape (not one known form), operands, path, value, depth, size.
    """

    code = "bad_condition"
    status = 422

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems=[{"path": p.path, "code": p.code} for p in problems])
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition: `op` is a form's word or `const`; immutable, made by `parse`."""

    op: str
    parts: tuple["Condition", ...] = ()
    path: str = ""
    value: Json = field(default=None, compare=True)

    def __call__(self, facts: Mapping[str, Json]) -> bool:
        return evaluate(self, facts)


ALWAYS = Condition("const", value=True)


def parse(data: Json) -> Condition:
    """The condition in `data`; null and missing mean always. Raises ConditionError with every
    problem and its path."""
    found = problems(data)
    if found:
        raise ConditionError(found)
    return _build(data)


def problems(data: Json) -> list[Problem]:
    """Everything that keeps `data` from being a condition; empty if nothing does."""
    found: list[Problem] = []
    nodes = 0
    todo: list[tuple[Json, str, int]] = [(data, "$", 0)]
    while todo:
        node, at, depth = todo.pop(0)
        nodes += 1
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            found.append(Problem(at, "depth" if depth > MAX_DEPTH else "size"))
            break
        if node is None or isinstance(node, bool):
            continue
        if not isinstance(node, dict) or len(node) != 1:
            found.append(Problem(at, "shape"))
            continue
        ((op, operand),) = node.items()
        inner = f"{at}.{op}"
        if op in _GROUPS:
            if not isinstance(operand, list):
                found.append(Problem(inner, "operands"))
                continue
            todo += [(part, f"{inner}[{n}]", depth + 1) for n, part in enumerate(operand)]
        elif op == "not":
            todo.append((operand, inner, depth + 1))
        elif op == "known":
            found += [] if _is_path(operand) else [Problem(inner, "path")]
        elif op in _PAIRS:
            found += _pair_problems(op, operand, inner)
        else:
            found.append(Problem(at, "shape"))
    return found


def _pair_problems(op: str, operand: Json, at: str) -> list[Problem]:
    if not isinstance(operand, list) or len(operand) != 2:
        return [Problem(at, "operands")]
    path, value = operand
    found = [] if _is_path(path) else [Problem(f"{at}[0]", "path")]
    if op == "in":
        if not isinstance(value, list):
            return [*found, Problem(f"{at}[1]", "value")]
        wrong = [n for n, one in enumerate(value) if not _is_scalar(one)]
        return found + [Problem(f"{at}[1][{n}]", "value") for n in wrong]
    fits = _is_ordered(value) if op in {"gt", "ge", "lt", "le"} else _is_scalar(value)
    return found if fits else [*found, Problem(f"{at}[1]", "value")]


def _is_path(value: Json) -> bool:
    return isinstance(value, str) and _PATH.fullmatch(value) is not None


def _is_scalar(value: Json) -> bool:
    finite = not isinstance(value, float) or value - value == 0  # NaN and infinities are not JSON
    return finite and (value is None or isinstance(value, bool | int | float | str))


def _is_ordered(value: Json) -> bool:
    return _is_scalar(value) and value is not None and not isinstance(value, bool)


def _build(data: Json) -> Condition:
    if data is None:
        return ALWAYS
    if isinstance(data, bool):
        return Condition("const", value=data)
    ((op, operand),) = data.items()
    if op in _GROUPS:
        return Condition(op, parts=tuple(_build(part) for part in operand))
    if op == "not":
        return Condition(op, parts=(_build(operand),))
    if op == "known":
        return Condition(op, path=operand)
    value = tuple(operand[1]) if op == "in" else operand[1]
    return Condition(op, path=operand[0], value=value)


def to_json(condition: Condition) -> Json:
    """The JSON that `parse` takes back."""
    if condition.op == "const":
        return condition.value
    if condition.op in _GROUPS:
        return {condition.op: [to_json(part) for part in condition.parts]}
    if condition.op == "not":
        return {"not": to_json(condition.parts[0])}
    if condition.op == "known":
        return {"known": condition.path}
    value = list(condition.value) if condition.op == "in" else condition.value
    return {condition.op: [condition.path, value]}


def look_up(facts: Mapping[str, Json], path: str) -> Json:
    """The value at a path: the key itself if there is one, else word by word through mappings;
    null where there is none."""
    if path in facts:
        return facts[path]
    value: Json = facts
    for word in path.split("."):
        if not isinstance(value, Mapping) or word not in value:
            return None
        value = value[word]
    return value


def same(a: Json, b: Json) -> bool:
    """Equality as JSON has it: 1 equals 1.0, `true` does not equal 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    return bool(a == b)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Json, Json], bool]:
    def test(a: Json, b: Json) -> bool:
        if isinstance(a, bool) or isinstance(b, bool):
            return False
        numbers = isinstance(a, int | float) and isinstance(b, int | float)
        texts = isinstance(a, str) and isinstance(b, str)
        return (numbers or texts) and compare(a, b)

    return test


_TESTS: dict[str, Callable[[Json, Json], bool]] = {
    "eq": same,
    "ne": lambda a, b: not same(a, b),
    "in": lambda a, b: any(same(a, one) for one in b),
    "has": lambda a, b: isinstance(a, list | tuple) and any(same(one, b) for one in a),
    "gt": _ordered(lambda a, b: a > b),
    "ge": _ordered(lambda a, b: a >= b),
    "lt": _ordered(lambda a, b: a < b),
    "le": _ordered(lambda a, b: a <= b),
}


def evaluate(condition: Condition | Json, facts: Mapping[str, Json]) -> bool:
    """Whether the condition holds of the facts. Takes JSON too, and then parses it first (which
    may raise ConditionError); a parsed condition never raises."""
    if not isinstance(condition, Condition):
        condition = parse(condition)
    if condition.op == "const":
        return bool(condition.value)
    if condition.op == "all":
        return all(evaluate(part, facts) for part in condition.parts)
    if condition.op == "any":
        return any(evaluate(part, facts) for part in condition.parts)
    if condition.op == "not":
        return not evaluate(condition.parts[0], facts)
    value = look_up(facts, condition.path)
    if condition.op == "known":
        return value is not None
    return _TESTS[condition.op](value, condition.value)


def _walk(condition: Condition) -> Iterator[Condition]:
    yield condition
    for part in condition.parts:
        yield from _walk(part)


def variables(condition: Condition | Json) -> frozenset[str]:
    """The paths that the condition asks for; takes JSON too."""
    if not isinstance(condition, Condition):
        condition = parse(condition)
    return frozenset(node.path for node in _walk(condition) if node.path)


_WORDS = {
    "eq": "为", "ne": "不为", "has": "包含", "gt": "大于", "ge": "不小于", "lt": "小于",
    "le": "不大于",
}  # fmt: skip


def to_text(
    condition: Condition | Json,
    labels: Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """The condition in Chinese. `labels` names paths; `values[path]` names the values of a path
    (by their text, `true` and `false` for booleans)."""
    if not isinstance(condition, Condition):
        condition = parse(condition)
    return _text(condition, labels or {}, values or {}, top=True)


def _text(
    node: Condition,
    labels: Mapping[str, str],
    values: Mapping[str, Mapping[str, str]],
    *,
    top: bool = False,
) -> str:
    if node.op == "not":
        return f"并非{_text(node.parts[0], labels, values)}"
    if node.op == "const" or (node.op in _GROUPS and not node.parts):
        always = node.value if node.op == "const" else node.op == "all"
        return "任何情形" if always else "没有情形"
    if node.op in _GROUPS:
        joined = ("，且" if node.op == "all" else "，或").join(
            _text(part, labels, values) for part in node.parts
        )
        return joined if top or len(node.parts) == 1 else f"（{joined}）"
    return _leaf(node, f"“{labels.get(node.path, node.path)}”", values.get(node.path, {}))


def _leaf(node: Condition, label: str, named: Mapping[str, str]) -> str:
    if node.op == "known":
        return f"已填写{label}"
    if node.op == "in":
        return f"{label}为" + "、".join(_value(one, named) for one in node.value) + "之一"
    return f"{label}{_WORDS[node.op]}{_value(node.value, named)}"


def _value(value: Json, named: Mapping[str, str]) -> str:
    if value is None:
        return named.get("null", "空")
    if isinstance(value, bool):
        return named.get("true", "是") if value else named.get("false", "否")
    return named.get(str(value), str(value))
