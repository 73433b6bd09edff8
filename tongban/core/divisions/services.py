"""Loading the tree of divisions."""

import csv
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from tongban.core.divisions.errors import BadDivision
from tongban.core.divisions.models import Division
from tongban.core.divisions.types import LEVELS, DivisionRow
from tongban.lib.pinyin import sort_key

DATA = Path(__file__).parent / "data"
# Code chosen by us: see data/README.md.
HIGH_TECH_ZONE = DivisionRow("4212GX", "421200", "zone", "咸宁高新技术产业开发区", own=True)
_SHORT = {"4212GX": "咸宁高新区"}
_SUFFIXES = {
    "province": ("省", "市", "自治区"),
    "city": ("市", "自治州"),
    "county": ("自治县", "区", "县", "市"),
    "township": ("街道办事处", "街道", "镇", "乡"),
    "village": ("居民委员会", "居委会", "民委员会", "委会"),
    "zone": (),
}


def shipped() -> list[DivisionRow]:
    """The rows that the software ships with: 咸宁市, what is above and below it, and its zone."""
    with (DATA / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            DivisionRow(row["code"], row["parent"], row["level"], row["name"])  # type: ignore[arg-type]
            for row in csv.DictReader(file)
        ]
    return [*rows, HIGH_TECH_ZONE]


@transaction.atomic
def load_divisions(rows: Iterable[DivisionRow]) -> int:
    """Create or bring up to date the divisions in `rows`; returns how many were written.

    A parent is in `rows` or loaded already. Divisions that are not in `rows` stay as they are.
    Loading the same rows again writes nothing. Raises BadDivision.
    """
    known = {row.code: row for row in Division.objects.all()}
    paths = {code: row.path for code, row in known.items()}
    wanted = _in_order(list(rows), set(known))
    fresh: list[Division] = []
    for row in wanted:
        if row.level not in LEVELS or not row.code or len(row.code) > 12 or not row.name:
            raise BadDivision("division_row", division=row.code)
        paths[row.code] = f"{paths[row.parent] if row.parent else ''}{row.code}/"
        made = Division(
            code=row.code,
            name=row.name,
            short_name=_SHORT.get(row.code) or short_name(row.name, row.level),
            level=row.level,
            parent_id=row.parent or None,
            path=paths[row.code],
            pinyin=sort_key(row.name, 200),
            own=row.own,
        )
        if not _same(known.get(row.code), made):
            fresh.append(made)
    fields = ["name", "short_name", "level", "parent", "path", "pinyin", "own"]
    Division.objects.bulk_create(
        fresh, batch_size=100, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    return len(fresh)


def short_name(name: str, level: str) -> str:
    """The name without the word of its level (咸安区 → 咸安), where two characters remain."""
    for suffix in _SUFFIXES[level]:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name.removesuffix(suffix)
    return name


def _in_order(rows: list[DivisionRow], loaded: set[str]) -> list[DivisionRow]:
    """Parents before children; raises BadDivision for a repeated code or a missing parent."""
    by_code = {row.code: row for row in rows}
    if len(by_code) != len(rows):
        raise BadDivision("division_twice")
    done: dict[str, DivisionRow] = {}
    for row in rows:
        chain: list[DivisionRow] = []
        at: DivisionRow | None = row
        while at is not None and at.code not in done:
            if at in chain:
                raise BadDivision("division_circle", division=at.code)
            chain.append(at)
            if at.parent and at.parent not in by_code and at.parent not in loaded:
                raise BadDivision("division_parent", division=at.code)
            at = by_code.get(at.parent)
        for one in reversed(chain):
            done[one.code] = one
    return list(done.values())


def _same(a: Division | None, b: Division) -> bool:
    if a is None:
        return False
    names = ("name", "short_name", "level", "parent_id", "path", "pinyin", "own")
    return all(getattr(a, name) == getattr(b, name) for name in names)
