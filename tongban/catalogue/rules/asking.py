"""What is asked of one applicant: the list, narrowed by scenario answers and live records."""

from collections.abc import Collection, Mapping
from typing import Any

from tongban.catalogue.types import (
    Answers,
    Asked,
    Condition,
    EditionContent,
    Fee,
    Material,
    Question,
    Scenario,
    Skipped,
    Term,
)
from tongban.lib import conditions


def asked(
    content: EditionContent,
    answers: Answers,
    proven: Collection[str] = (),
    produced: Collection[str] = (),
) -> Asked:
    """Return what is asked: materials, form, fee, limits, conditions.

    `answers` are scenario answers by question code; unknown codes and choices are ignored, an
    unanswered question takes its default (else its first choice). `proven` are document types
    that live records of the applicant prove, `produced` those that another step of the same
    errand produces: neither is asked, nor what government obtains itself.
    """
    questions, settled = _settle(content.questions, answers)
    materials: list[Material] = []
    skipped: list[Skipped] = []
    for material in content.materials:
        skip = _skip(material, settled, proven, produced)
        if skip is None:
            materials.append(material)
        else:
            skipped.append(skip)
    fees = tuple(fee for fee in content.fees if _holds(fee.when, settled))
    return Asked(
        answers=settled,
        questions=questions,
        materials=tuple(materials),
        skipped=tuple(skipped),
        form=_form(content.form, settled),
        fees=fees,
        fee=_sum(fees),
        statutory=content.statutory,
        promised=_promise(content, settled),
        conditions=tuple(c for c in content.conditions if _holds(c.when, settled)),
        scenario=_scenario(content, settled),
    )


def _holds(when: Condition, answers: Answers) -> bool:
    return when is None or conditions.evaluate(when, answers)


def _scenario(content: EditionContent, answers: Answers) -> Scenario | None:
    """Return the first 情形 that holds."""
    return next((one for one in content.scenarios if _holds(one.when, answers)), None)


def _settle(
    questions: tuple[Question, ...], answers: Answers
) -> tuple[tuple[Question, ...], dict[str, str]]:
    """Walk the questions in order; each may depend on the answers before it."""
    settled: dict[str, str] = {}
    applying: list[Question] = []
    for question in questions:
        if not _holds(question.when, settled):
            continue
        codes = [choice.code for choice in question.choices]
        given = answers.get(question.code)
        settled[question.code] = given if given in codes else question.default or codes[0]
        applying.append(question)
    return tuple(applying), settled


def _skip(
    material: Material, answers: Answers, proven: Collection[str], produced: Collection[str]
) -> Skipped | None:
    if not _holds(material.when, answers):
        return Skipped(material, "scenario")
    if material.document_type and material.document_type in proven:
        return Skipped(material, "proved", material.source_note)
    if material.document_type and material.document_type in produced:
        return Skipped(material, "produced", material.source_note)
    if material.obtained:
        return Skipped(material, "obtained", material.source_note)
    return None


def _form(form: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
    """Leave out the parts that the answers alone exclude; keep what other fields decide."""
    properties = form["properties"]
    sections = {part["code"]: part.get("x-when") for part in form.get("x-sections", ())}

    def asked_for(prop: Mapping[str, Any]) -> bool:
        return all(
            when is None
            or conditions.evaluate(when, answers)
            or conditions.variables(when) & properties.keys()
            for when in (prop.get("x-when"), sections.get(prop.get("x-section")))
        )

    kept = {name: prop for name, prop in properties.items() if asked_for(prop)}
    used = {prop.get("x-section") for prop in kept.values()}
    return {
        **form,
        "properties": kept,
        "required": [name for name in form.get("required", ()) if name in kept],
        "x-sections": [part for part in form.get("x-sections", ()) if part["code"] in used],
    }


def _sum(fees: tuple[Fee, ...]) -> int | None:
    amounts = [fee.amount for fee in fees]
    if any(amount is None for amount in amounts):
        return None
    return sum(amount for amount in amounts if amount is not None)


def _promise(content: EditionContent, answers: Answers) -> Term:
    for rule in content.promised_rules:
        if _holds(rule.when, answers):
            return rule.promised
    return content.promised
