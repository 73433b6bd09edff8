"""Cell to value and back, by the column's kind.

What Excel cannot hold exactly as a number (more than 15 digits) or as a date (before March 1900)
is written as text, and read from text as well as from numbers. `reader` gives a function, so that
a column is looked at once and not at each of a million cells.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Context, Decimal, InvalidOperation
from functools import partial
from typing import Any

from tongban.core.sheets.errors import CellRefused
from tongban.core.sheets.rules.formats import serial_day
from tongban.core.sheets.rules.texts import checked, join, limited, shown, split
from tongban.core.sheets.types import Cell, Column
from tongban.lib.money import in_yuan

Native = str | int | float | date
_EXCEL = Context(prec=15)  # as many digits as Excel keeps of what is typed
_EXACT = 10**15
_EXCEL_BEGINS = date(1900, 3, 1)  # before it Excel counts a day that never was
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DATE = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))"
    r"(?:[T ]0?0:00(?::00(?:\.0+)?)?)?",
    re.ASCII,
)
_BOOLEANS = {"是": True, "true": True, "1": True, "否": False, "false": False, "0": False}
_LABELS_SHOWN = 12


def reader(column: Column) -> Callable[[Cell], Any]:
    """Give the function that turns a cell of `column` that is not blank into its value.

    It raises CellRefused with the reason.
    """
    read = _READERS[column.kind]
    if column.kind in {"choice", "list"}:
        codes = {code: code for code in column.choices}
        codes |= {label: code for code, label in column.choices.items()}
        return partial(read, column, codes)
    return partial(read, column)


def _refuse(cell: Cell) -> None:
    """Refuse what is no content in any column."""
    if cell.kind == "formula":
        raise CellRefused("sheet_formula")
    if cell.kind == "error":
        raise CellRefused("sheet_cell_error", shown=shown(cell.text))


def _as_text(cell: Cell) -> str:
    """Give what people see in the cell, or refuse where that is not what is stored."""
    if cell.kind == "text":
        return checked(cell.text)
    _refuse(cell)
    if cell.kind == "boolean":
        return "TRUE" if cell.text == "1" else "FALSE"
    if cell.format == "date":
        raise CellRefused("sheet_is_date")
    if cell.format == "other":
        raise CellRefused("sheet_is_number")
    number = _as_number(cell)
    if number != number.to_integral_value():
        return format(number.normalize(), "f")
    sign, digits = ("-", -int(number)) if number < 0 else ("", int(number))
    return f"{sign}{digits:0{max(len(cell.format), 1)}d}"


def _as_number(cell: Cell) -> Decimal:
    """Give the number in the cell: of a number what Excel shows (15 digits), of a text all."""
    _refuse(cell)
    if cell.kind == "number":
        if cell.format == "date":
            raise CellRefused("sheet_is_date")
        number = _decimal(cell.text)
        if number and number.adjusted() >= 15:
            raise CellRefused("sheet_digits_lost")
        return _EXCEL.plus(number)
    typed = unicodedata.normalize("NFKC", _as_text(cell)).strip()
    if len(typed) > 200 or not _NUMBER.fullmatch(typed):
        raise CellRefused("sheet_number", shown=shown(typed))
    return _decimal(typed.replace(",", ""))


def _decimal(typed: str) -> Decimal:
    try:
        number = Decimal(typed)
    except InvalidOperation:
        raise CellRefused("sheet_number", shown=shown(typed)) from None
    if not number.is_finite() or (number and not -300 <= number.adjusted() <= 300):
        raise CellRefused("sheet_number", shown=shown(typed))
    return number


def _read_text(column: Column, cell: Cell) -> str:
    value = _as_text(cell)
    return limited(value.strip() if column.strip else value, column.max_length)


def _read_integer(_column: Column, cell: Cell) -> int:
    number = _as_number(cell)
    if number != number.to_integral_value():
        raise CellRefused("sheet_integer", shown=shown(cell.text))
    return int(number)


def _read_decimal(_column: Column, cell: Cell) -> Decimal:
    return _as_number(cell)


def _read_money(_column: Column, cell: Cell) -> int:
    cents = _as_number(cell).scaleb(2, Context(prec=400))
    if cents != cents.to_integral_value():
        raise CellRefused("sheet_money", shown=shown(cell.text))
    return int(cents)


def _read_date(_column: Column, cell: Cell) -> date:
    _refuse(cell)
    if cell.kind == "number" and cell.format == "date":
        serial = _EXCEL.plus(_decimal(cell.text))
        if serial != serial.to_integral_value():
            raise CellRefused("sheet_date_time")
        day = serial_day(serial)
        if day is None:
            raise CellRefused("sheet_date", shown=shown(cell.text))
        return day
    typed = unicodedata.normalize("NFKC", checked(cell.text)).strip()
    found = _DATE.fullmatch(typed)
    if not found or cell.kind == "boolean" or (cell.kind == "number" and not found.group(4)):
        timed = cell.kind == "text" and ":" in typed and _DATE.match(typed)
        raise CellRefused("sheet_date_time" if timed else "sheet_date", shown=shown(cell.text))
    year, month, day_of_month = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise CellRefused("sheet_date", shown=shown(cell.text)) from None


def _read_boolean(_column: Column, cell: Cell) -> bool:
    _refuse(cell)
    value = _BOOLEANS.get(cell.text.strip().lower())
    if value is None or cell.format == "date":
        raise CellRefused("sheet_boolean", shown=shown(cell.text))
    return value


def _choice(column: Column, codes: dict[str, str], typed: str) -> str:
    try:
        return codes[typed]
    except KeyError:
        labels = list(column.choices.values())
        some = "、".join(labels[:_LABELS_SHOWN]) + ("…" if len(labels) > _LABELS_SHOWN else "")
        raise CellRefused("sheet_choice", shown=shown(typed), labels=some) from None


def _read_choice(column: Column, codes: dict[str, str], cell: Cell) -> str:
    return _choice(column, codes, _as_text(cell).strip())


def _read_list(column: Column, codes: dict[str, str], cell: Cell) -> tuple[str, ...]:
    items = split(_as_text(cell), column.separator)
    if column.choices:
        items = tuple(_choice(column, codes, item) for item in items)
        for at, item in enumerate(items):
            if item in items[:at]:
                raise CellRefused("sheet_list_twice", shown=shown(column.choices[item]))
    for item in items:
        limited(item, column.max_length)
    return items


def _read_json(_column: Column, cell: Cell) -> Any:
    typed = _as_text(cell)
    try:
        value = json.loads(typed, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise CellRefused("sheet_json", at=error.pos + 1) from None
    except (ValueError, RecursionError):
        raise CellRefused("sheet_json", at=1) from None
    if "\\" in typed:  # what a text may not hold does not come in by an escape either
        _check_texts(value)
    return value


def _check_texts(value: Any) -> None:
    """Refuse control characters in any text of a JSON value."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            checked(part)
        elif isinstance(part, dict):
            waiting += [*part, *part.values()]
        elif isinstance(part, (list, tuple)):
            waiting += part


def _no_constant(name: str) -> None:
    raise ValueError(name)


_READERS: dict[str, Callable[..., Any]] = {
    "text": _read_text,
    "integer": _read_integer,
    "decimal": _read_decimal,
    "money": _read_money,
    "date": _read_date,
    "boolean": _read_boolean,
    "choice": _read_choice,
    "list": _read_list,
    "json": _read_json,
}


def text(column: Column, value: Any) -> str:
    """Write `value` as text; "" for a blank.

    Raises CellRefused for what a cell cannot hold, TypeError for a value not of the column's kind
    and KeyError for an unknown choice: those are the caller's mistakes.
    """
    if value is None or (column.kind in {"text", "choice", "list"} and not value):
        return ""
    return checked(_WRITERS[column.kind](column, value))


def native(column: Column, value: Any) -> Native | None:
    """Write `value` as Excel likes it: a number or date where that is exact, else text.

    None for a blank; raises as `text` does.
    """
    if value is None:
        return None
    exact = _NATIVES.get(column.kind)
    if exact is not None and (number := exact(value)) is not None:
        return number
    return text(column, value) or None


def _native_integer(value: Any) -> Native | None:
    return int(value) if _typed(value, int) and abs(value) < _EXACT else None


def _native_money(value: Any) -> Native | None:
    return float(Decimal(value).scaleb(-2)) if _native_integer(value) is not None else None


def _native_decimal(value: Any) -> Native | None:
    return float(value) if _typed(value, Decimal) and _fits(value) else None


def _native_date(value: Any) -> Native | None:
    return value if _typed(value, date) and value >= _EXCEL_BEGINS else None


_NATIVES: dict[str, Callable[[Any], Native | None]] = {
    "integer": _native_integer,
    "money": _native_money,
    "decimal": _native_decimal,
    "date": _native_date,
}


def _fits(number: Decimal) -> bool:
    """Say whether Excel's 15 digits hold the number exactly."""
    if not number.is_finite():
        return False
    return not number or (
        -10 <= number.adjusted() < 15
        and len(number.normalize(Context(prec=400)).as_tuple().digits) <= 15
    )


def _typed(value: Any, kind: type) -> bool:
    """Say yes; raises TypeError when the value is not of the kind (a bool is no number)."""
    if not isinstance(value, kind) or isinstance(value, (bool, datetime)):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return True


def _write_text(column: Column, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{column.code}: {value!r} is no str")
    return value


def _write_integer(_column: Column, value: Any) -> str:
    return str(value) if _typed(value, int) else ""


def _write_decimal(_column: Column, value: Any) -> str:
    _typed(value, Decimal)
    written = format(value, "f") if -30 <= value.adjusted() <= 30 else str(value)
    if not value.is_finite() or len(written) > 200 or (value and abs(value.adjusted()) > 300):
        raise CellRefused("sheet_number", shown=shown(str(value)))
    return written


def _write_money(_column: Column, value: Any) -> str:
    _typed(value, int)
    return in_yuan(value)


def _write_date(_column: Column, value: Any) -> str:
    _typed(value, date)
    return str(value.isoformat())


def _write_boolean(column: Column, value: Any) -> str:
    if not isinstance(value, bool):
        raise TypeError(f"{column.code}: {value!r} is no bool")
    return "是" if value else "否"


def _write_choice(column: Column, value: Any) -> str:
    return column.choices[value]


def _write_list(column: Column, value: Any) -> str:
    if isinstance(value, str):
        raise TypeError(f"{column.code}: {value!r} is no list")
    items = [column.choices[item] if column.choices else item for item in value]
    return join(items, column.separator)


def _write_json(_column: Column, value: Any) -> str:
    _check_texts(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


_WRITERS: dict[str, Callable[[Column, Any], str]] = {
    "text": _write_text,
    "integer": _write_integer,
    "decimal": _write_decimal,
    "money": _write_money,
    "date": _write_date,
    "boolean": _write_boolean,
    "choice": _write_choice,
    "list": _write_list,
    "json": _write_json,
}
