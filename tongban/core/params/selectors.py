"""Reads of parameters: the most specific division wins, then the latest day it holds from."""

from datetime import date

from django.conf import settings
from django.core.cache import cache

from tongban.core.divisions import selectors as divisions
from tongban.core.divisions.errors import UnknownDivision
from tongban.core.params.errors import NoSuchParam
from tongban.core.params.models import Row
from tongban.core.params.types import Param

VERSION_KEY = "params:version"


def plain(row: Row) -> Param:
    """A row as its readers get it."""
    text = row.value
    number = text.lstrip("-").isascii() and text.lstrip("-").isdigit()
    return Param(
        code=row.code,
        value=int(text) if number else text,
        unit=row.unit,
        day_kind=row.day_kind,
        source=row.source,
        certain=row.certain,
        division=row.division_id or "",
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        direction=row.direction,
        note=row.note,
    )


def value(code: str, *, on: date, division: str = "") -> Param:
    """The value of `code` in force on the day `on` in `division` (a code; empty: the city).

    A row of the division beats one of its parents, which beats one that holds everywhere; among
    the rows of one division the latest `effective_from` not after `on` wins. Raises NoSuchParam.
    """
    rows = _rows(code)
    if rows:
        for place in _places(division or settings.CITY):
            held = [
                row
                for row in rows
                if row.division == place
                and row.effective_from is not None
                and row.effective_from <= on
                and (row.effective_to is None or on <= row.effective_to)
            ]
            if held:
                return max(held, key=lambda row: row.effective_from or date.min)
    raise NoSuchParam(code=code, on=on.isoformat(), division=division)


def number(code: str, *, on: date, division: str = "") -> int:
    """As `value`, but the bare integer; raises NoSuchParam also where the value is no integer."""
    found = value(code, on=on, division=division)
    if not isinstance(found.value, int):
        raise NoSuchParam(code=code, on=on.isoformat(), division=division)
    return found.value


def listing() -> list[Row]:
    """Every row with its division, by code and day, for the desk."""
    return list(Row.objects.select_related("division"))


def _version() -> int:
    version: int = cache.get_or_set(VERSION_KEY, 1, None) or 1
    return version


def _rows(code: str) -> list[Param]:
    key = f"params:{_version()}:{code}"
    found: list[Param] | None = cache.get(key)
    if found is None:
        found = [plain(row) for row in Row.objects.filter(code=code)]
        cache.set(key, found, 300)
    return found


def _places(division: str) -> list[str]:
    key = f"params:{_version()}:places:{division}"
    found: list[str] | None = cache.get(key)
    if found is None:
        try:
            path = divisions.tree_path(division)
        except UnknownDivision:
            path = ""
        found = [*reversed(path.rstrip("/").split("/")), ""] if path else [""]
        cache.set(key, found, 300)
    return found
