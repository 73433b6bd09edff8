"""From a draft's JSON to what the editor draws: fields, cards of rows, conditions.

A posted name is the path with rows by a key that only the page knows (`materials.r0.name`); what
stands behind a card or a condition travels in a hidden `__json`, so that nothing is lost that no
field shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tongban.catalogue import rules, wording
from tongban.catalogue.desk.editing import pickers
from tongban.catalogue.desk.editing.pickers import Surroundings, dump
from tongban.catalogue.rules import asks, writing
from tongban.catalogue.wording import asked as form_words
from tongban.catalogue.wording.names import records, title_of
from tongban.lib.money import in_yuan

UNITS = (
    ("day:working", "个工作日"),
    ("day:natural", "日（自然日）"),
    ("month:", "个月"),
    ("year:", "年"),
    ("hour:", "小时"),
    ("minute:", "分钟"),
)
# Rows that stand open in their card: they are small, and read together.
OPEN = frozenset({"choices"})
NOUNS = {
    "basis": "依据",
    "promised_rules": "分情形的时限",
    "special": "特别程序",
    "outside": "外部系统",
    "conditions": "受理条件",
    "questions": "问题",
    "choices": "选项",
    "scenarios": "情形",
    "materials": "材料",
    "fees": "收费项目",
    "steps": "环节",
    "faq": "问答",
    "form_sections": "分组",
    "form_fields": "内容",
}
Option = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One card: its posted name, the anchor of problems, title and a line about it, its JSON."""

    name: str
    key: str
    anchor: str
    title: str
    note: str
    text: str
    nodes: tuple["Node", ...] = ()
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """One field as it is drawn. `kind` as in `wording.Word`; `said` is for who may only read."""

    name: str
    anchor: str
    kind: str
    title: str
    help: str = ""
    value: Any = ""
    options: tuple[Option, ...] = ()
    groups: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    lines: tuple[str, ...] = ()
    joint: str = "all"
    rich: str = ""  # a condition that lines cannot say, in words
    nodes: tuple["Node", ...] = ()
    rows: tuple[Row, ...] = ()
    rows_name: str = ""
    noun: str = ""
    text: str = ""
    files: tuple[Any, ...] = ()
    said: str = ""
    locked: bool = False
    seen: str = ""

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def has_blank(self) -> bool:
        return any(value == "" for value, _, _ in self.options)


def words_of(rows: str) -> tuple[wording.Word, ...]:
    """Return the fields of rows or of a record, the form's among them."""
    return form_words.ROWS.get(rows) or wording.words_of(rows)


def section_nodes(
    around: Surroundings, section: str, locked: Mapping[str, Any], kept: Mapping[str, Any]
) -> list[Node]:
    """Return the fields of a section; those of `locked` are fixed from above, to read only.

    `kept` is what the draft holds, which the page answers to when it sends what was typed.
    """
    content = around.content
    found = []
    for word in wording.FIELDS:
        if word.section == section:
            value = content.get(word.name)
            if word.name in locked:
                said = wording.said(word.name, value, around.names)
                found.append(_locked(word, said or "（没有）"))
            else:
                found.append(_top(word, value, around, kept.get(word.name)))
    return found


def _locked(word: wording.Word, said: str) -> Node:
    return Node(word.name, f"at-{word.name}", word.kind, word.title, said=said, locked=True)


def _top(word: wording.Word, value: Any, around: Surroundings, kept: Any) -> Node:
    if value is None:
        value = writing.default("", word.name)
    seen = rules.digest_of(word.name, kept)
    return node(word, word.name, f"at-{word.name}", value, around, seen=seen)


def node(
    word: wording.Word, name: str, anchor: str, value: Any, around: Surroundings, *, seen: str = ""
) -> Node:
    """Return one field; a text that is the code of something is chosen by its name."""
    if word.kind == "text" and word.name in around.codes:
        word = replace(word, kind="choice", choices=(("", "（没有）"), *around.codes[word.name]))
    kind = "record" if word.name in words_with_records() and word.kind == "limit" else word.kind
    given: dict[str, Any] = {
        "name": name,
        "anchor": anchor,
        "kind": kind,
        "title": word.title,
        "help": word.help,
        "seen": seen,
    }
    return Node(**given, **_SHAPES.get(kind, _text)(word, name, anchor, value, around))


def words_with_records() -> frozenset[str]:
    """Return the limits that are records: a limit with its text and basis."""
    return frozenset({"statutory", "promised"})


def _text(word: wording.Word, name: str, anchor: str, value: Any, around: Any) -> dict[str, Any]:
    return {"value": "" if value is None else value}


def _texts(word: wording.Word, name: str, anchor: str, value: Any, around: Any) -> dict[str, Any]:
    return {"value": "\n".join(str(one) for one in value) if isinstance(value, list) else value}


def _money(word: wording.Word, name: str, anchor: str, value: Any, around: Any) -> dict[str, Any]:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return {"value": in_yuan(value) if whole else ("" if value is None else value)}


def _limit(word: wording.Word, name: str, anchor: str, value: Any, around: Any) -> dict[str, Any]:
    given = value if isinstance(value, Mapping) else {}
    unit = str(given.get("unit") or "day")
    chosen = f"{unit}:{given.get('day_kind') or 'working'}" if unit == "day" else f"{unit}:"
    return {
        "value": given.get("value", ""),
        "options": tuple((code, text, code == chosen) for code, text in UNITS),
        "text": dump(value),
    }


def _record(
    word: wording.Word, name: str, anchor: str, value: Any, around: Surroundings
) -> dict[str, Any]:
    given = value if isinstance(value, Mapping) else {}
    return {
        "nodes": tuple(inner_nodes(word.name, name, anchor, given, around)),
        "text": dump(given),
    }


def inner_nodes(
    rows: str, name: str, anchor: str, value: Mapping[str, Any], around: Surroundings
) -> list[Node]:
    """Return the fields of a row or a record; what is left out shows what holds then."""
    return [
        node(
            _with_answers(word, value) if rows == "questions" else word,
            f"{name}.{word.name}",
            f"{anchor}-{word.name}",
            value.get(word.name, writing.default(rows, word.name)),
            around,
        )
        for word in sorted(words_of(rows), key=lambda word: word.name == "code")
    ]


def _with_answers(word: wording.Word, question: Mapping[str, Any]) -> wording.Word:
    """Let a question's default be chosen among its own choices."""
    if word.name != "default":
        return word
    offered = [(str(o.get("code")), str(o.get("text"))) for o in records(question.get("choices"))]
    return replace(word, kind="choice", choices=(("", "第一个选项"), *offered))


def _rows(
    word: wording.Word, name: str, anchor: str, value: Any, around: Surroundings
) -> dict[str, Any]:
    listed = value if isinstance(value, list) else []
    return {
        "rows": tuple(
            row(word.name, f"{name}.r{n}", f"{anchor}-{n}", one, around)
            for n, one in enumerate(listed)
            if isinstance(one, Mapping)
        ),
        "rows_name": word.name,
        "noun": NOUNS.get(word.name, ""),
    }


def row(
    rows: str,
    name: str,
    anchor: str,
    value: Mapping[str, Any],
    around: Surroundings,
    *,
    opened: bool = False,
) -> Row:
    """Return a card; its fields only where it stands open (they are fetched when it is opened)."""
    nodes = inner_nodes(rows, name, anchor, value, around) if opened or rows in OPEN else []
    return Row(
        name,
        name.rpartition(".")[2],
        anchor,
        _title(rows, value, around),
        _note(rows, value, around),
        dump(value),
        tuple(nodes),
        rows in OPEN,
    )


def _title(rows: str, value: Mapping[str, Any], around: Surroundings) -> str:
    if rows == "form_fields":
        return wording.names.field_title(
            {"x-element": value.get("element", ""), "title": value.get("title")}
        )
    if rows == "promised_rules":
        promised = value.get("promised")
        limit = promised.get("limit") if isinstance(promised, Mapping) else None
        return wording.said("promised.limit", limit) or "当场办结"
    return title_of(value)


def _note(rows: str, value: Mapping[str, Any], around: Surroundings) -> str:
    """Return the line under a card's title: its choices, what is ticked, when it applies."""
    parts = []
    for word in words_of(rows):
        given = value.get(word.name)
        if word.kind == "choice" and given:
            parts.append(dict(word.choices).get(str(given), ""))
        elif word.kind == "flag" and given is True and word.name != "certain":
            parts.append(word.title)
        elif word.kind == "role":
            parts.append(form_words.ROLES.get(str(given), str(given or "")))
        elif word.kind == "rows" and isinstance(given, list):
            parts.append(" / ".join(title_of(one) for one in records(given)))
        elif word.kind == "whole" and rows == "steps":
            parts.append(f"{given} 天")
        elif word.kind == "condition" and given is not None:
            parts.append("仅当" + wording.condition_text(given, around.names))
    return " · ".join(part for part in parts if part)


def _form(
    word: wording.Word, name: str, anchor: str, value: Any, around: Surroundings
) -> dict[str, Any]:
    form = value if isinstance(value, Mapping) else {}
    return {
        "nodes": tuple(inner_nodes("form", name, anchor, asks.to_rows(form), around)),
        "text": dump({k: v for k, v in form.items() if k not in {"properties", "x-sections"}}),
    }


_SHAPES: Mapping[str, Any] = {
    "texts": _texts,
    "money": _money,
    "choice": pickers.chosen,
    "choices": pickers.chosen,
    "limit": _limit,
    "record": _record,
    "rows": _rows,
    "condition": pickers.condition,
    "element": pickers.element,
    "role": pickers.role,
    "section": pickers.section,
    "form": _form,
    "file": pickers.file,
}
