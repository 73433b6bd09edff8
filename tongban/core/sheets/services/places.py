"""A value that does not fit, said with its place."""

from collections.abc import Callable
from typing import Any, TypeVar

from tongban.core.sheets.errors import CellRefused, SheetRefused
from tongban.core.sheets.rules import column_letter
from tongban.core.sheets.types import Column, Problem, SheetSpec
from tongban.core.sheets.wording import place
from tongban.core.shell.wording import errors_text

Written = TypeVar("Written")


def fitted(
    convert: Callable[[Column, Any], Written], value: Any, spec: SheetSpec, row: int, index: int
) -> Written:
    """Give `value` converted for the column at `index`.

    Raises SheetRefused (`sheet_unwritable`) with sheet, row, letter and header for what no cell
    can hold; TypeError with the place for a value that is not of the column's kind, or a choice
    that is none: a mistake of the program's, not of people.
    """
    column = spec.columns[index]
    try:
        return convert(column, value)
    except CellRefused as refused:
        problem = Problem(
            spec.title,
            row,
            column_letter(index),
            refused.reason,
            errors_text(refused),
            column.title,
            column.code,
        )
        raise SheetRefused(
            "sheet_unwritable", place=place(problem), why=problem.message, problem=problem
        ) from None
    except (TypeError, KeyError) as error:
        told = f"{spec.title}!{row} {column.code}: {value!r} is no {column.kind}"
        raise TypeError(told) from error
