"""Plain values of forms: elements, errors, prefilled answers, and what a page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Schema = Mapping[str, Any]
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Element:
    """One data element 数据元 of the vocabulary.

    `schema` is the JSON Schema of its value, `widget` how a page asks for it (text, textarea,
    number, date, select, radio, checkboxes, tel), `personal` whether its value is personal
    information (never enters the ledger in clear), `source` the standard it is taken from.
    """

    code: str
    name: str
    schema: Mapping[str, Any]
    widget: str = "text"
    personal: bool = False
    source: str = ""
    hint: str = ""
    unit: str = ""
    autocomplete: str = ""
    inputmode: str = ""


@dataclass(frozen=True, slots=True)
class NewForm:
    """A form to publish: its code, what it is called the first time, its schema."""

    code: str
    title: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field: its path (the property key), a code, a Chinese sentence."""

    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A value that the city already knows, and where it came from (shown as 来自:…)."""

    value: Any
    source: str


class Values(Protocol):
    """What a browser sent: many strings a name (Django's QueryDict is one)."""

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Split:
    """A form's data in two parts: what may stand in the ledger, and what is personal."""

    plain: dict[str, Any]
    personal: dict[str, str]


@dataclass(frozen=True, slots=True)
class FieldView:
    """Everything a template needs to draw one field with the kit.

    `value` is text (a tuple of texts for several choices), `options` pairs of value and label,
    `show_when` the kit's `data-show-when` ("" when nothing, or something richer, decides).
    """

    key: str
    html_id: str
    label: str
    hint: str
    type: str
    required: bool
    value: str | tuple[str, ...]
    shown: str
    options: tuple[tuple[str, str], ...]
    error: str
    source: str
    autocomplete: str
    inputmode: str
    max_length: int | None
    width: str
    show_when: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class SectionView:
    """A titled part of a form with its fields in order."""

    code: str
    title: str
    hint: str
    fields: tuple[FieldView, ...]
    show_when: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FormView:
    """A form ready to draw: its sections, and (element id, sentence) for the summary at the top."""

    sections: tuple[SectionView, ...]
    summary: tuple[tuple[str, str], ...] = ()
