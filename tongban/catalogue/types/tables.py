"""How an edition's content stands in tables: which record in which, each value in which column."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

# What a column holds. `rows` and `form` stand in tables of their own; their place in the record is
# kept all the same.
FieldKind = Literal[
    "text", "flag", "whole", "money", "choice", "choices", "texts", "limit", "condition", "rest",
    "rows", "form",
]  # fmt: skip

CODE = "task_code"  # the column that says which list a row belongs to
QUESTION = "question_code"  # and which question a choice
SYSTEM = "_"  # the column in which the platform keeps what no cell shows


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a record. `name` is its key, with its record's before a dot where that is
    flattened ("promised.limit"). `default` (JSON) holds where the key is left out; `must`: it never
    is. `whole`: the choices are numbers."""

    name: str
    kind: FieldKind
    default: Any = None
    must: bool = False
    choices: frozenset[str] = frozenset()
    whole: bool = False


@dataclass(frozen=True)
class Table:
    """One table. `code` names it, and the list of the edition that it holds.

    `places` are the positions of the fields, `musts` those that are never left out, `shown` the
    values that stand in their cells even where they hold by default (by name), so that nobody has
    to know the defaults by heart.
    """

    code: str
    fields: tuple[Field, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {one.name: one for one in self.fields}

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {one.name: at for at, one in enumerate(self.fields)}

    @cached_property
    def musts(self) -> frozenset[str]:
        return frozenset(one.name for one in self.fields if one.must)

    @cached_property
    def shown(self) -> Mapping[str, Any]:
        return {
            one.name: one.default
            for one in self.fields
            if (one.kind in {"flag", "choice"} or one.name == "visits")
            and one.default not in (None, "")
        }


@dataclass(frozen=True, slots=True)
class Misread:
    """A cell that says nothing that its field can hold: its column, the rule, a sentence."""

    name: str
    rule: str
    message: str
