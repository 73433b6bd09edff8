"""Pickers: what a field may be chosen among, with what is chosen now."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue import wording
from tongban.catalogue.rules import asks
from tongban.catalogue.rules.picking import picked
from tongban.catalogue.types import Condition, PickedLine
from tongban.catalogue.wording import asked as form_words
from tongban.catalogue.wording.names import options_of, records


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What fields refer to: the names in the draft, its questions, its form; `codes` are the
    fields that hold the code of something, with what they may be."""

    content: Mapping[str, Any]
    codes: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)  # what is stored, by token
    names: wording.Names = field(default_factory=wording.Names)

    @classmethod
    def of(
        cls,
        content: Mapping[str, Any],
        codes: Mapping[str, Sequence[tuple[str, str]]],
        files: Mapping[str, Any],
    ) -> "Surroundings":
        """Return the surroundings of a draft's content."""
        return cls(content, codes, files, wording.names_of(content))

    def facts(self, within_form: bool) -> list[tuple[str, str, list[tuple[Any, str]]]]:
        """Return what a condition may ask: (path, words, [(value, words)])."""
        found: list[tuple[str, str, list[tuple[Any, str]]]] = [
            (
                str(question.get("code", "")),
                str(question.get("text", "")),
                [(one.get("code"), str(one.get("text"))) for one in records(question["choices"])],
            )
            for question in records(self.content.get("questions"))
            if question.get("choices")
        ]
        form = self.content.get("form")
        if within_form and isinstance(form, Mapping):
            for name, prop in (form.get("properties") or {}).items():
                values = [(_plain_value(one), text) for one, text in options_of(prop)]
                found += [(name, self.names.labels.get(name, name), values)] if values else []
        return found


def _plain_value(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


def dump(value: Any) -> str:
    """Return a value as the JSON that a hidden field carries."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def chosen(word: wording.Word, name: str, anchor: str, value: Any, around: Any) -> dict[str, Any]:
    listed = value if isinstance(value, list) else [value]
    on = {"" if one is None else str(one) for one in listed}
    return {
        "value": value,
        "options": tuple((code, text, code in on) for code, text in word.choices),
    }


def condition(
    word: wording.Word, name: str, anchor: str, value: Condition, around: Surroundings
) -> dict[str, Any]:
    """Return a condition as lines of one picker each, or in words where lines cannot say it."""
    choice = picked(value)
    shape: dict[str, Any] = {"text": dump(value)}
    if choice is None:
        return {**shape, "rich": wording.condition_text(value, around.names)}
    within_form = name.startswith("form.")
    groups = tuple(
        (
            text,
            tuple((line_value(PickedLine(op, path, one)), word_of(op, text, called), False)
                  for op in ("eq", "ne") for one, called in values),
        )
        for path, text, values in around.facts(within_form)
    )  # fmt: skip
    lines = tuple(line_value(line) for line in choice.lines)
    offered = {option[0] for _, options in groups for option in options}
    gone = tuple(
        (value_, f"{around.names.labels.get(line.path, line.path)}：{line.value}（已删去）", False)
        for value_, line in zip(lines, choice.lines, strict=True)
        if value_ not in offered
    )
    if gone:
        groups = (*groups, ("已经没有的问题或选项", gone))
    return {**shape, "groups": groups, "lines": lines, "joint": choice.joint}


def line_value(line: PickedLine) -> str:
    """Return a line as the value of an option."""
    return dump([line.op, line.path, line.value])


def word_of(op: str, question: str, called: str) -> str:
    """Return a line in words; the question stands in it, for a closed picker shows nothing else."""
    return f"{question} {called}" if op == "eq" else f"{question} 不是“{called}”"


def element(word: wording.Word, name: str, anchor: str, value: Any, around: Any) -> dict[str, Any]:
    groups = tuple(
        (group, tuple((code, text, code == value) for code, text in found))
        for group, found in form_words.elements()
    )
    return {"value": value or "", "groups": groups}


def role(
    word: wording.Word, name: str, anchor: str, value: Any, around: Surroundings
) -> dict[str, Any]:
    known = dict(form_words.ROLES)
    form = around.content.get("form")
    for prop in (form.get("properties") or {}).values() if isinstance(form, Mapping) else ():
        known.setdefault(str(prop.get("x-role", "")), str(prop.get("x-role", "")))
    chosen = value or "applicant"
    return {"value": chosen, "options": tuple((c, t, c == chosen) for c, t in known.items())}


def section(
    word: wording.Word, name: str, anchor: str, value: Any, around: Surroundings
) -> dict[str, Any]:
    form = around.content.get("form")
    parts = asks.to_rows(form if isinstance(form, Mapping) else {})["form_sections"]
    options = tuple(
        (str(p.get("code")), str(p.get("title")), p.get("code") == value) for p in parts
    )
    return {"value": value or "", "options": (("", "（不分组）", not value), *options)}


def file(
    word: wording.Word, name: str, anchor: str, value: Any, around: Surroundings
) -> dict[str, Any]:
    """Return a file as the kit's upload takes it; one that is not stored here keeps its token."""
    found = around.files.get(str(value or ""))
    gone = {"token": value, "name": "（已有的文件）", "size": 0}
    return {"value": value or "", "files": ((found or gone,) if value else ())}
