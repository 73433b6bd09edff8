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
    results: dict[Path, Result] = {}
    for path in _paths(questions):
        if len(results) == bound:
            return _stopped(reach, results)
        results[path] = reach.result(dict(path))
    found = [
        *_never_asked(questions, results),
        *_useless(questions, results),
        *_twice(questions, results),
        *reach.unreached(),
    ]
    return Walk(len(results), True, max(reach.least, 0), reach.most, tuple(found))


def _stopped(reach: "_Reach", results: Mapping[Path, Result]) -> Walk:
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


class _Reach:
    """What the paths lead to, and what none of them has led to yet."""

    def __init__(self, content: EditionContent) -> None:
        self.content = content
        self.tests: list[tuple[str, int, Callable[[Answers], bool]]] = [
            (name, n, _test(one.when))
            for name in _LISTS
            for n, one in enumerate(getattr(content, name))
        ]
        self.form = list(_form_tests(content.form, {one.code for one in content.questions}))
        self.scenarios = [_test(one.when) for one in content.scenarios]
        self.reached: set[tuple[str, int]] = set()
        self.held: dict[int, set[int]] = {}  # a scenario that holds: those that came before it
        self.first: set[int] = set()
        self.nameless = 0
        self.least, self.most = -1, 0

    def result(self, answers: Answers) -> Result:
        """Return what a path leads to; two paths with equal results differ in nothing."""
        held = [(name, n) for name, n, test in self.tests if test(answers)]
        self.reached.update(held)
        promise = next((n for name, n in held if name == "promised_rules"), -1)
        handed = sum(
            name == "materials" and not self.content.materials[n].obtained for name, n in held
        )
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
        for name, n, _test in self.tests:
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


def _useless(questions: tuple[Question, ...], results: Mapping[Path, Result]) -> Iterator[Problem]:
    """Choices that lead to the same as another: whatever was answered before, what comes after
    and what it leads to are the same."""
    for n, question in enumerate(questions):
        outcomes: dict[str, set[tuple[Path, Path, Result]]] = {}
        for path, result in results.items():
            at = next((i for i, (code, _) in enumerate(path) if code == question.code), None)
            if at is not None:
                outcomes.setdefault(path[at][1], set()).add((path[:at], path[at + 1 :], result))
        alike: list[list[str]] = []
        for choice in question.choices:
            if choice.code not in outcomes:
                continue
            mates = next((m for m in alike if outcomes[m[0]] == outcomes[choice.code]), None)
            if mates is None:
                alike.append([choice.code])
            else:
                mates.append(choice.code)
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
    together: set[tuple[str, str]] = set()
    for path in results:
        codes = [code for code, _ in path]
        together.update((a, b) for i, a in enumerate(codes) for b in codes[i + 1 :])
    for n, later in enumerate(questions):
        for earlier in questions[:n]:
            if (earlier.code, later.code) in together and _same(earlier, later):
                text = f"“{later.text}”和前面的“{earlier.text}”问的是同一件事，请只问一次"
                yield Problem(f"questions[{n}]", "asked_twice", text)


def _same(one: Question, two: Question) -> bool:
    if _bare(one.text) == _bare(two.text):
        return True
    choices = [{_bare(choice.text) for choice in each.choices} for each in (one, two)]
    return choices[0] == choices[1] and not choices[0] <= _COMMON


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)
