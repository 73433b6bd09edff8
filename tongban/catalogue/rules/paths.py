"""The editor's walk: every path of scenario answers, and what is wrong with the questions.

A path is one way of answering: each question that is asked, with one of its choices. What a path
leads to is its materials, fees, conditions, form parts and promise.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from tongban.catalogue.types import Answers, Condition, EditionContent, Problem, Question, Walk
from tongban.lib import conditions

BOUND = 20_000
Result = tuple[Any, ...]
Path = tuple[tuple[str, str], ...]
Place = tuple[str, int]  # a list of the edition, and the row in it
# Choices that so many questions share that they say nothing of what is asked.
_COMMON = frozenset({"是", "否", "有", "没有", "无", "需要", "不需要"})
_LISTS = {
    "materials": ("材料", "name"),
    "fees": ("收费", "name"),
    "conditions": ("受理条件", "text"),
    "promised_rules": ("承诺时限", ""),
}


def walk(content: EditionContent, *, bound: int = BOUND) -> Walk:
    """Walk every path, at most `bound`; problems name dead choices, questions never asked or asked
    twice, and what no path reaches. The content's conditions must be well formed."""
    questions = content.questions
    reach = _Reach(content)
    results: dict[Path, int] = {}
    kinds: dict[Result, int] = {}  # equal results under one number: those compare at once
    for path in _paths(questions):
        if len(results) == bound:
            return _stopped(reach, results)
        results[path] = kinds.setdefault(reach.result(dict(path)), len(kinds))
    found = [
        *_never_asked(questions, results),
        *_useless(questions, results),
        *_twice(questions, results),
        *reach.unreached(),
    ]
    return Walk(len(results), True, max(reach.least, 0), reach.most, tuple(found))


def _stopped(reach: "_Reach", results: Mapping[Path, int]) -> Walk:
    text = f"组合太多，看了 {len(results)} 条路径就停了，没有全部检查。请减少情形问题"
    problem = Problem("questions", "too_many_paths", text)
    return Walk(len(results), False, reach.least, reach.most, (problem,))


def _paths(questions: tuple[Question, ...]) -> Iterator[Path]:
    """Give every path, in the order of the questions and their choices."""
    asks = [_test(one.when) for one in questions]

    def on(n: int, answers: dict[str, str]) -> Iterator[Path]:
        while n < len(questions) and not asks[n](answers):
            n += 1
        if n == len(questions):
            yield tuple(answers.items())
            return
        question = questions[n]
        for choice in question.choices:
            yield from on(n + 1, {**answers, question.code: choice.code})

    return on(0, {})


def _test(when: Condition) -> Callable[[Answers], bool]:
    """Return the condition as a function that remembers, by the answers that it looks at."""
    if when is None:
        return lambda _answers: True
    parsed = conditions.parse(when)
    looks_at = sorted(conditions.variables(parsed))
    known: dict[tuple[Any, ...], bool] = {}

    def holds(answers: Answers) -> bool:
        key = tuple(answers.get(name) for name in looks_at)
        if key not in known:
            known[key] = conditions.evaluate(parsed, answers)
        return known[key]

    return holds


def _grouped(
    rows: Iterable[tuple[str, int, Condition]],
) -> list[Callable[[Answers], tuple[Place, ...]]]:
    """Return functions that give the places that hold, one for each set of answers looked at."""
    groups: dict[tuple[str, ...], list[tuple[Place, conditions.Condition]]] = {}
    for name, n, when in rows:
        parsed = conditions.parse(when)
        looks_at = tuple(sorted(conditions.variables(parsed)))
        groups.setdefault(looks_at, []).append(((name, n), parsed))
    return [_holding(looks_at, found) for looks_at, found in groups.items()]


def _holding(
    looks_at: tuple[str, ...], found: list[tuple[Place, conditions.Condition]]
) -> Callable[[Answers], tuple[Place, ...]]:
    known: dict[tuple[Any, ...], tuple[Place, ...]] = {}

    def holding(answers: Answers) -> tuple[Place, ...]:
        key = tuple(map(answers.get, looks_at))
        if key not in known:
            known[key] = tuple(p for p, when in found if conditions.evaluate(when, answers))
        return known[key]

    return holding


class _Reach:
    """What the paths lead to, and what none of them has led to yet."""

    def __init__(self, content: EditionContent) -> None:
        self.content = content
        self.groups = _grouped(
            (name, n, one.when) for name in _LISTS for n, one in enumerate(getattr(content, name))
        )
        self.form = list(_form_tests(content.form, {one.code for one in content.questions}))
        self.scenarios = [_test(one.when) for one in content.scenarios]
        self.handed = {
            ("materials", n) for n, one in enumerate(content.materials) if not one.obtained
        }
        self.reached: set[Place] = set()
        self.held: dict[int, set[int]] = {}  # a scenario that holds: those that came before it
        self.first: set[int] = set()
        self.nameless = 0
        self.least, self.most = -1, 0

    def result(self, answers: Answers) -> Result:
        """Return what a path leads to; two paths with equal results differ in nothing."""
        held = [place for group in self.groups for place in group(answers)]
        self.reached.update(held)
        promise = min((n for name, n in held if name == "promised_rules"), default=-1)
        handed = len(self.handed.intersection(held))
        self.least = handed if self.least < 0 else min(self.least, handed)
        self.most = max(self.most, handed)
        self._name(answers)
        rest = tuple(one for one in held if one[0] != "promised_rules")
        return (rest, promise, tuple(test(answers) for test in self.form))

    def _name(self, answers: Answers) -> None:
        held = [n for n, test in enumerate(self.scenarios) if test(answers)]
        for n in held:
            self.held.setdefault(n, set()).add(held[0])
        if held:
            self.first.add(held[0])
        elif self.scenarios:
            self.nameless += 1

    def unreached(self) -> Iterator[Problem]:
        """Give what no path leads to, and scenarios that are never anybody's."""
        places = [(name, n) for name in _LISTS for n in range(len(getattr(self.content, name)))]
        for name, n in places:
            if (name, n) not in self.reached:
                word, called = _LISTS[name]
                title = getattr(getattr(self.content, name)[n], called, "") if called else ""
                text = f"没有一种答法会用到{word}“{title}”，请检查它的情形" if title else (
                    f"没有一种答法会用到第 {n + 1} 条分情形的{word}，请检查它的情形"
                )  # fmt: skip
                yield Problem(f"{name}[{n}]", "unreached", text)
        for n, one in enumerate(self.content.scenarios):
            if n not in self.held:
                text = f"没有一种答法属于情形“{one.name}”，请检查它的条件"
                yield Problem(f"scenarios[{n}]", "unreached", text)
            elif n not in self.first:
                names = [self.content.scenarios[m].name for m in sorted(self.held[n])]
                above = "、".join(f"“{name}”" for name in names)
                text = f"情形“{one.name}”总是先被{above}占去，请调整顺序或者条件"
                yield Problem(f"scenarios[{n}]", "shadowed", text)
        if self.nameless:
            text = f"有 {self.nameless} 种答法不属于任何情形，请在最后加一个不带条件的情形"
            yield Problem("scenarios", "nameless", text)


def _form_tests(form: Mapping[str, Any], asked: set[str]) -> Iterator[Callable[[Answers], bool]]:
    """Give a test for each condition of the form that scenario answers alone decide."""
    parts = [*(form.get("properties") or {}).values(), *(form.get("x-sections") or ())]
    for when in (part.get("x-when") for part in parts):
        if when is not None and conditions.variables(when) <= asked:
            yield _test(when)


def _never_asked(questions: Iterable[Question], results: Iterable[Path]) -> Iterator[Problem]:
    asked = {code for path in results for code, _ in path}
    for n, one in enumerate(questions):
        if one.code not in asked:
            text = f"没有一种答法会问到“{one.text}”，请检查它的情形"
            yield Problem(f"questions[{n}]", "never_asked", text)


def _useless(questions: tuple[Question, ...], results: Mapping[Path, int]) -> Iterator[Problem]:
    """Choices that lead to the same as another: whatever else is answered, and whatever is asked
    after them, is the same."""
    for n, question in enumerate(questions):
        outcomes: dict[str, dict[Path, int]] = {}
        for path, result in results.items():
            for at, (code, choice) in enumerate(path):
                if code == question.code:
                    outcomes.setdefault(choice, {})[path[:at] + path[at + 1 :]] = result
                    break
        alike: list[list[str]] = []
        for option in question.choices:
            if option.code not in outcomes:
                continue
            mates = next((m for m in alike if outcomes[m[0]] == outcomes[option.code]), None)
            if mates is None:
                alike.append([option.code])
            else:
                mates.append(option.code)
        yield from _said_useless(n, question, alike)


def _said_useless(n: int, question: Question, alike: list[list[str]]) -> Iterator[Problem]:
    texts = {choice.code: choice.text for choice in question.choices}
    if len(alike) == 1 and len(alike[0]) > 1:
        text = f"“{question.text}”问了没用：怎么答，材料、收费、表单、条件和时限都一样，请删去"
        yield Problem(f"questions[{n}]", "useless", text)
        return
    for mates in alike:
        if len(mates) > 1:
            names = "、".join(f"“{texts[code]}”" for code in mates)
            text = f"“{question.text}”的选项{names}结果都一样，可以合成一个"
            yield Problem(f"questions[{n}].choices", "same_choices", text)


def _twice(questions: tuple[Question, ...], results: Iterable[Path]) -> Iterator[Problem]:
    """Questions of one path that have the same words, or the very same choices."""
    for n, later in enumerate(questions):
        for earlier in (one for one in questions[:n] if _same(one, later)):
            if any({earlier.code, later.code} <= {code for code, _ in path} for path in results):
                text = f"“{later.text}”和前面的“{earlier.text}”问的是同一件事，请只问一次"
                yield Problem(f"questions[{n}]", "asked_twice", text)


def _same(one: Question, two: Question) -> bool:
    if _bare(one.text) == _bare(two.text):
        return True
    choices = [{_bare(choice.text) for choice in each.choices} for each in (one, two)]
    return choices[0] == choices[1] and not choices[0] <= _COMMON


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)
