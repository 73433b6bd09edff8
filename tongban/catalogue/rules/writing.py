"""How a draft is written: what a row begins as, what holds when nothing is said, what is the same.

`rows` names the list or record as in `wording.ROWS` ("materials"); "" is the edition itself.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from enum import Enum
from typing import Any

from tongban.catalogue.rules.asks import to_rows
from tongban.catalogue.types import (
    AcceptCondition,
    Basis,
    Choice,
    EditionContent,
    Faq,
    Fee,
    Material,
    Outside,
    Question,
    Result,
    Scenario,
    SpecialProcedure,
    StepNote,
    Term,
    TermRule,
)

_RECORDS: Mapping[str, type[Any]] = {
    "": EditionContent,
    "basis": Basis,
    "statutory": Term,
    "promised": Term,
    "promised_rules": TermRule,
    "special": SpecialProcedure,
    "conditions": AcceptCondition,
    "questions": Question,
    "choices": Choice,
    "scenarios": Scenario,
    "materials": Material,
    "fees": Fee,
    "steps": StepNote,
    "faq": Faq,
    "result": Result,
    "outside": Outside,
}
# What a new row holds where its type has no default and text would be wrong.
_BEGINNINGS: Mapping[str, Any] = {
    "amount": None,
    "days": 0,
    "choices": [],
    "limit": None,
    "promised": {"limit": None},
}


def default(rows: str, name: str) -> Any:
    """Return what holds (as JSON) when a field is left out; None where it must be given."""
    record = _RECORDS.get(rows)
    found = next((one for one in fields(record) if one.name == name), None) if record else None
    return None if found is None else _default(found)


def _default(one: "Field[Any]") -> Any:
    if one.default is MISSING:
        return None
    value = one.default.value if isinstance(one.default, Enum) else one.default
    return list(value) if isinstance(value, tuple) else value


def is_must(rows: str, name: str) -> bool:
    """Whether a field must be given: its record has no default for it."""
    record = _RECORDS.get(rows)
    return record is not None and any(
        one.name == name and one.default is MISSING and one.default_factory is MISSING
        for one in fields(record)
    )


def blank(rows: str) -> dict[str, Any]:
    """Return a new row: the fields that must be given, empty."""
    return {
        one.name: _BEGINNINGS.get(one.name, "")
        for one in fields(_RECORDS[rows])
        if one.default is MISSING and one.default_factory is MISSING
    } if rows in _RECORDS else {}  # fmt: skip


def put(rows: str, before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `before` with `values`; what is left out and still holds by default stays out."""
    after = dict(before)
    for name, given in values.items():
        usual = default(rows, name)
        left_empty = given == "" and isinstance(usual, int) and not isinstance(usual, bool)
        value = usual if left_empty else given
        if name in before or not _holds_anyway(usual, value):
            after[name] = value
    return after


def _holds_anyway(by_default: Any, value: Any) -> bool:
    return bool(value == by_default) or (_nothing(by_default) and _nothing(value))


def _nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {}, ())


def is_blank(rows: str, value: Mapping[str, Any]) -> bool:
    """Whether nothing was written into a row yet; its code was given by us."""
    begun = blank(rows)
    return all(
        name == "code" or inner == begun.get(name) or _holds_anyway(default(rows, name), inner)
        for name, inner in value.items()
    )


def digest_of(name: str, value: Any) -> str:
    """Return the digest of an edition's element as a page shows it: what is left out counts as what
    holds then."""
    if name == "form":
        return digest(to_rows(value if isinstance(value, Mapping) else {}))
    return digest(default("", name) if value is None else value)


def digest(value: Any) -> str:
    """Return what tells two values apart; empty and missing, spaces at the ends do not."""
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, Mapping):
        inner = {name: _plain(one) for name, one in value.items()}
        return {name: one for name, one in inner.items() if one not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return "" if value is None else value


def files_of(content: Mapping[str, Any]) -> list[str]:
    """Return the tokens of the files that a content names, each once."""
    materials = content.get("materials")
    rows = [*(materials if isinstance(materials, list) else ()), content.get("result")]
    found = [
        row.get(name)
        for row in rows
        if isinstance(row, Mapping)
        for name in ("blank_file", "sample_file")
    ]
    return list(dict.fromkeys(one for one in found if isinstance(one, str) and one))
