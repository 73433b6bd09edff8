"""From an edition's JSON to typed content: strict, with every problem named by its place."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from typing import Any, TypeVar

from tongban.catalogue.errors import EditionInvalid
from tongban.catalogue.types import (
    AcceptCondition,
    Audience,
    Basis,
    Choice,
    EditionContent,
    Faq,
    Fee,
    Material,
    MaterialForm,
    MaterialSource,
    Necessity,
    Outside,
    Problem,
    ProjectKind,
    Question,
    Reach,
    Result,
    Scenario,
    SpecialProcedure,
    StepNote,
    Term,
    TermRule,
    Timing,
)
from tongban.core.workdays.types import Limit
from tongban.lib.errors import Refusal

T = TypeVar("T")
Reader = Callable[[Any, str, list[Problem]], Any]


def parse_content(raw: Mapping[str, Any]) -> EditionContent:
    """Return the typed content of an edition's JSON; raises EditionInvalid with every problem.

    Keys are the names of `types.EditionContent`; what is left out takes its default.
    """
    found: list[Problem] = []
    content = _record(EditionContent)(raw, "", found)
    if found:
        raise EditionInvalid(problems=found)
    assert isinstance(content, EditionContent)  # noqa: S101  (no problem: it was built)
    return content


def _wrong(found: list[Problem], at: str, wanted: str) -> None:
    found.append(Problem(at, "shape", f"{at or '内容'}：应为{wanted}"))


def _plain(kind: type, wanted: str) -> Reader:
    def read(value: Any, at: str, found: list[Problem]) -> Any:
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            _wrong(found, at, wanted)
        return value

    return read


def _optional(reader: Reader) -> Reader:
    def read(value: Any, at: str, found: list[Problem]) -> Any:
        return None if value is None else reader(value, at, found)

    return read


def _list(reader: Reader) -> Reader:
    def read(value: Any, at: str, found: list[Problem]) -> Any:
        if not isinstance(value, list | tuple):
            _wrong(found, at, "列表")
            return ()
        return tuple(reader(one, f"{at}[{n}]", found) for n, one in enumerate(value))

    return read


def _choice(kind: type[StrEnum]) -> Reader:
    def read(value: Any, at: str, found: list[Problem]) -> Any:
        try:
            return kind(value)
        except ValueError:
            _wrong(found, at, "、".join(kind) + "之一")
            return value

    return read


def _limit(value: Any, at: str, found: list[Problem]) -> Any:
    if not isinstance(value, Mapping):
        _wrong(found, at, "时限")
        return None
    try:
        return Limit.parse(value)
    except Refusal:
        _wrong(found, at, "时限（数值、单位、工作日或自然日）")
        return None


def _record(kind: type[Any]) -> Reader:
    known = [one.name for one in fields(kind)]
    names = frozenset(known)
    needed = [one.name for one in fields(kind) if not _has_default(one)]

    def read(value: Any, at: str, found: list[Problem]) -> Any:
        if not isinstance(value, Mapping):
            _wrong(found, at, "一组字段")
            return None
        before = len(found)
        found += [
            Problem(_join(at, name), "unknown", f"没有“{name}”这个字段")
            for name in value
            if name not in names
        ]
        found += [
            Problem(_join(at, name), "missing", f"缺少“{name}”")
            for name in needed
            if name not in value
        ]
        readers = _READERS[kind]
        given = {
            name: readers.get(name, _text)(value[name], _join(at, name), found)
            for name in known
            if name in value
        }
        return kind(**given) if len(found) == before else None

    return read


def _has_default(one: "Field[Any]") -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


def _join(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


_text = _plain(str, "文字")
_flag = _plain(bool, "是或否")
_whole = _plain(int, "整数")
_mapping = _plain(dict, "JSON 对象")
_anything: Reader = lambda value, at, found: value  # noqa: E731
_texts = _list(_text)

_READERS: dict[type[Any], dict[str, Reader]] = {
    Basis: {"certain": _flag},
    Term: {"limit": _optional(_limit), "certain": _flag},
    TermRule: {"when": _anything, "promised": _record(Term)},
    Material: {
        "necessity": _choice(Necessity),
        "source": _choice(MaterialSource),
        "formats": _texts,
        "max_mb": _whole,
        "shape": _optional(_choice(MaterialForm)),
        "originals": _whole,
        "copies": _whole,
        "certain": _flag,
        "obtained": _flag,
        "when": _anything,
    },
    Choice: {},
    Question: {"choices": _list(_record(Choice)), "when": _anything},
    Scenario: {"when": _anything},
    Fee: {
        "amount": _optional(_whole),
        "reducible": _flag,
        "certain": _flag,
        "when": _anything,
    },
    AcceptCondition: {"when": _anything},
    StepNote: {"days": _whole},
    Faq: {},
    Result: {"valid_months": _optional(_whole)},
    SpecialProcedure: {"limit": _optional(_limit), "certain": _flag},
    Outside: {"timing": _choice(Timing)},
    EditionContent: {
        "audience": _list(_choice(Audience)),
        "project_kind": _choice(ProjectKind),
        "basis": _list(_record(Basis)),
        "statutory": _record(Term),
        "promised": _record(Term),
        "promised_rules": _list(_record(TermRule)),
        "conditions": _list(_record(AcceptCondition)),
        "materials": _list(_record(Material)),
        "questions": _list(_record(Question)),
        "scenarios": _list(_record(Scenario)),
        "form": _mapping,
        "fees": _list(_record(Fee)),
        "steps": _list(_record(StepNote)),
        "special": _list(_record(SpecialProcedure)),
        "faq": _list(_record(Faq)),
        "result": _record(Result),
        "online": _flag,
        "depth": _list(_whole),
        "visits": _whole,
        "postal": _flag,
        "online_payment": _flag,
        "hall": _flag,
        "handling_forms": _texts,
        "commitment": _flag,
        "agents": _flag,
        "reach": _optional(_choice(Reach)),
        "appointment": _flag,
        "terminal": _flag,
        "partners": _texts,
        "intermediary": _texts,
        "outside": _list(_record(Outside)),
    },
}
