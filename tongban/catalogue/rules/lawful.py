"""Whether an open application may lawfully go on under a new edition: never to its applicant's
disadvantage.

The law of the day of application holds (法不溯及既往); what is better for the citizen is the
exception (立法法 2023 §104), and what a body has promised is relied upon (行政许可法 §8). So two
editions are compared as they bear upon one applicant, in the scenario that the answers make.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.rules.asking import asked
from tongban.catalogue.types import (
    Answers,
    Asked,
    EditionContent,
    Fee,
    Material,
    Necessity,
    Result,
    Term,
)
from tongban.core.workdays.types import Limit

_WEIGHT: Mapping[Necessity, int] = {
    Necessity.OPTIONAL: 0,
    Necessity.DEFERRABLE: 1,
    Necessity.REQUIRED: 2,
}
# Of a field of the form, what changes its words or place alone.
_WORDS = frozenset({"title", "description", "x-section", "x-order", "x-widget"})
_AT_ONCE = Limit(0)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing in which the new edition is worse, or better, for this applicant.

    `what` names it (a material, a fee, a field); `before` and `after` are texts, numbers of visits
    and months, or 分.
    """

    code: str
    what: str = ""
    before: Any = None
    after: Any = None


def may_move(
    old: EditionContent, new: EditionContent, answers: Answers, accepted: bool
) -> tuple[Point, ...]:
    """Return every reason why the application stays under `old`; () if it may move to `new`.

    `answers` are the applicant's scenario answers. `accepted`: conditions of acceptance are behind
    it and bind no more. Codes: question_added, answer_gone, statutory_longer, promise_longer,
    material_added, material_raised, material_more, fee_added, fee_higher, condition_added,
    result_other, result_shorter, visits_more, post_gone, field_added, field_changed.
    """
    was, now = asked(old, answers), asked(new, answers)
    return (
        *_scenario(was, now),
        *_limits(was, now),
        *_materials(was, now),
        *_fees(was, now),
        *(() if accepted else _conditions(was, now)),
        *_results(old.result, new.result),
        *_licences(old, new),
        *_ways(old, new),
        *_fields(was.form, now.form),
    )


def _scenario(was: Asked, now: Asked) -> Iterator[Point]:
    """The new edition must be able to tell the applicant's case by what was answered."""
    texts = {question.code: question.text for question in now.questions}
    for code, given in now.answers.items():
        before = was.answers.get(code)
        if before is None:
            yield Point("question_added", texts[code])
        elif given != before:
            yield Point("answer_gone", texts[code])


def _limits(was: Asked, now: Asked) -> Iterator[Point]:
    law, next_law = was.statutory.limit, now.statutory.limit
    if law is not None and (next_law is None or not _within(next_law, law)):
        yield _told("statutory_longer", was.statutory, now.statutory)
    if not _within(_promise(now), _promise(was)):
        yield _told("promise_longer", was.promised, now.promised)


def _promise(one: Asked) -> Limit:
    return one.promised.limit or _AT_ONCE


def _told(code: str, was: Term, now: Term) -> Point:
    return Point(code, "", _text(was), _text(now))


def _text(term: Term) -> str:
    return term.limit.text() if term.limit else ""


def _within(new: Limit, old: Limit) -> bool:
    """Say whether `new` is surely no longer than `old`; of unlike units this cannot always be said.

    So many natural days are never longer than as many working days.
    """
    if new.value == 0 or new == old:
        return True
    harder = new.unit == "day" and (new.day_kind, old.day_kind) == ("working", "natural")
    rolls_on = new.rolls and not old.rolls
    return new.unit == old.unit and not harder and not rolls_on and new.value <= old.value


def _materials(was: Asked, now: Asked) -> Iterator[Point]:
    before = {one.code: one for one in was.materials}
    for material in now.materials:
        old = before.get(material.code)
        if old is None:
            if material.necessity is not Necessity.OPTIONAL:
                yield Point("material_added", material.name)
        elif _WEIGHT[material.necessity] > _WEIGHT[old.necessity]:
            yield Point("material_raised", material.name)
        elif material.originals > old.originals or material.copies > old.copies:
            yield Point("material_more", material.name)


def _fees(was: Asked, now: Asked) -> Iterator[Point]:
    before = {one.code: one for one in was.fees}
    for fee in now.fees:
        old = before.get(fee.code)
        if old is None:
            if fee.amount != 0:
                yield Point("fee_added", fee.name, None, fee.amount)
        elif _dearer(fee, old):
            yield Point("fee_higher", fee.name, old.amount, fee.amount)


def _dearer(new: Fee, old: Fee) -> bool:
    """Say whether a fee may come out higher; of one that depends, only the same standard is sure
    not to."""
    if new.amount is None or old.amount is None:
        return new.amount != 0 and (new.amount, new.standard) != (old.amount, old.standard)
    return new.amount > old.amount


def _conditions(was: Asked, now: Asked) -> Iterator[Point]:
    before = {_plain(one.text) for one in was.conditions}
    for condition in now.conditions:
        if _plain(condition.text) not in before:
            yield Point("condition_added", condition.text)


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _results(old: Result, new: Result) -> Iterator[Point]:
    if (old.kind, old.document_type, old.licence_type) != (
        new.kind, new.document_type, new.licence_type,
    ):  # fmt: skip
        yield Point("result_other", "", old.name, new.name)
    elif new.valid_months is not None and (
        old.valid_months is None or new.valid_months < old.valid_months
    ):
        yield Point("result_shorter", new.name, old.valid_months, new.valid_months)


def _licences(old: EditionContent, new: EditionContent) -> Iterator[Point]:
    """Who asked for the renewal of a licence, or its end, goes on asking for just that."""
    if (old.renews, old.cancels) != (new.renews, new.cancels):
        yield Point("result_other", "", old.result.name, new.result.name)


def _ways(old: EditionContent, new: EditionContent) -> Iterator[Point]:
    if new.visits > old.visits:
        yield Point("visits_more", "", old.visits, new.visits)
    if old.postal and not new.postal:
        yield Point("post_gone")


def _fields(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Point]:
    """What was filled in must still be enough, and still fit."""
    for name, field in now["properties"].items():
        old = was["properties"].get(name)
        must = name in now["required"]
        title = str(field.get("title", name))
        if must and (old is None or name not in was["required"]):
            yield Point("field_added", title)
        elif old is not None and _checked(field) != _checked(old):
            yield Point("field_changed", title)


def _checked(field: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in field.items() if key not in _WORDS}


# --- what is better -------------------------------------------------------------------------------


def gains(old: EditionContent, new: EditionContent, answers: Answers) -> tuple[Point, ...]:
    """Return what the applicant gains by moving to `new`, most telling first.

    Codes: promise_shorter, statutory_shorter, material_gone, material_lowered, fee_gone, fee_lower,
    visits_fewer, result_longer.
    """
    was, now = asked(old, answers), asked(new, answers)
    return (
        *_sooner(was, now),
        *_fewer_materials(was.materials, now.materials),
        *_cheaper(was.fees, now.fees),
        *_easier(old, new),
    )


def _sooner(was: Asked, now: Asked) -> Iterator[Point]:
    before, after = _promise(was), _promise(now)
    if before != after and _within(after, before):
        yield _told("promise_shorter", was.promised, now.promised)
    law, next_law = was.statutory.limit, now.statutory.limit
    if law and next_law and law != next_law and _within(next_law, law):
        yield _told("statutory_shorter", was.statutory, now.statutory)


def _fewer_materials(was: tuple[Material, ...], now: tuple[Material, ...]) -> Iterator[Point]:
    after = {one.code: one for one in now}
    for material in was:
        new = after.get(material.code)
        if new is None:
            yield Point("material_gone", material.name)
        elif _WEIGHT[new.necessity] < _WEIGHT[material.necessity]:
            yield Point("material_lowered", material.name)


def _cheaper(was: tuple[Fee, ...], now: tuple[Fee, ...]) -> Iterator[Point]:
    after = {one.code: one for one in now}
    for fee in was:
        new = after.get(fee.code)
        if new is None:
            yield Point("fee_gone", fee.name, fee.amount, None)
        elif fee.amount is not None and new.amount is not None and new.amount < fee.amount:
            yield Point("fee_lower", fee.name, fee.amount, new.amount)


def _easier(old: EditionContent, new: EditionContent) -> Iterator[Point]:
    if new.visits < old.visits:
        yield Point("visits_fewer", "", old.visits, new.visits)
    before, after = old.result.valid_months, new.result.valid_months
    if before is not None and (after is None or after > before):
        yield Point("result_longer", new.result.name, before, after)


# --- what the engine is given ---------------------------------------------------------------------

OF_LIMITS = frozenset({"promise_shorter", "statutory_shorter"})


def limits(new: EditionContent, answers: Answers, former: Mapping[str, Limit]) -> dict[str, Limit]:
    """Return the limits of an application that moves to `new`, by the names that clocks know.

    A promise of "at once" cannot be counted back: whoever had a day promised keeps it.
    """
    now = asked(new, answers)
    found = {"statutory": now.statutory.limit, "promised": now.promised.limit}
    found["promised"] = found["promised"] or former.get("promised")
    return {name: limit for name, limit in found.items() if limit is not None}
