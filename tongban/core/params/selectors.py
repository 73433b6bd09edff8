"""Reads of parameters: the most specific division wins, then the latest day it holds from."""

from collections.abc import Iterable
from datetime import date
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache

from tongban.core.divisions import selectors as divisions
from tongban.core.divisions.errors import UnknownDivision
from tongban.core.params import rules
from tongban.core.params.errors import NoSuchParam
from tongban.core.params.models import Row
from tongban.core.params.types import Param

VERSION_KEY = "params:version"
KEPT_SECONDS = 60  # how long another process may go on with the values before


def plain(row: Row) -> Param:
    """A row as its readers get it."""
    return Param(
        code=row.code,
        name=row.name,
        value=rules.read(row.value),
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
    the rows of one division the latest `effective_from` not after `on` wins. A code without any
    stored row has the value that ships. Cached: a change is seen by this process at once, by
    others within a minute. Raises NoSuchParam.
    """
    rows = _rows(code)
    if rows:
        # A value that holds everywhere needs no look at the tree: the usual case, no query.
        local = any(row.division for row in rows)
        for place in _places(division or settings.CITY) if local else ("",):
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


def values(codes: Iterable[str], *, on: date, division: str = "") -> dict[str, Param]:
    """As `value`, for many codes with one query for all that are not cached."""
    wanted = list(codes)
    version = _version()
    keys = {code: f"params:{version}:{code}" for code in wanted}
    kept = cache.get_many(keys.values())
    cold = {code for code, key in keys.items() if key not in kept}
    if len(cold) > 1:
        stored: dict[str, list[Param]] = {code: [] for code in cold}
        for row in Row.objects.filter(code__in=cold):
            stored[row.code].append(plain(row))
        for code, rows in stored.items():
            found = rows or [param for param in rules.shipped() if param.code == code]
            cache.set(keys[code], found, KEPT_SECONDS)
    return {code: value(code, on=on, division=division) for code in wanted}


def number(code: str, *, on: date, division: str = "") -> int:
    """As `value`, but the bare integer; raises NoSuchParam also where the value is no integer."""
    found = value(code, on=on, division=division)
    if not isinstance(found.value, int):
        raise NoSuchParam(code=code, on=on.isoformat(), division=division)
    return found.value


def listing() -> list[Row]:
    """Every row with its division, by code and day, for the desk."""
    return list(Row.objects.select_related("division"))


def forget() -> None:
    """Drop what is cached (after a change, and between tests)."""
    cache.set(VERSION_KEY, uuid4().hex, None)


def _version() -> str:
    return str(cache.get_or_set(VERSION_KEY, "0", None))


def _rows(code: str) -> list[Param]:
    key = f"params:{_version()}:{code}"
    found: list[Param] | None = cache.get(key)
    if found is None:
        found = [plain(row) for row in Row.objects.filter(code=code)]
        found = found or [param for param in rules.shipped() if param.code == code]
        cache.set(key, found, KEPT_SECONDS)
    return found


def _places(division: str) -> list[str]:
    """The division, those above it, and everywhere, the nearest first."""
    key = f"params:{_version()}:places:{division}"
    found: list[str] | None = cache.get(key)
    if found is None:
        try:
            path = divisions.tree_path(division)
        except UnknownDivision:
            return [""]
        found = [*reversed(path.rstrip("/").split("/")), ""]
        cache.set(key, found, KEPT_SECONDS)
    return found
