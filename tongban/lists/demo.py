"""The starter lists: real law, invented lists, for the city and counties (see data/README.md)."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations import selectors as organisations
from tongban.core.organisations.errors import UnknownOrganisation
from tongban.core.workdays.rules import local_date
from tongban.lib.progress import Bar
from tongban.lists import figures, ports, rules, selectors, services
from tongban.lists.types import Kind, Known

DATA = Path(__file__).parent / "data"
IN_FORCE_SINCE = date(2026, 1, 1)
PUBLISHED = datetime(2025, 12, 22, 2, 0, tzinfo=UTC)
FULL = DATA / "full"
GROWN_SINCE = date(2026, 9, 1)
GROWN = datetime(2026, 8, 24, 2, 0, tzinfo=UTC)


@transaction.atomic  # one commit instead of a few dozen
def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Publish the starter lists, some in two editions; what is there already stays."""
    count = 0
    for one in _starter():
        count += publish(one, say=say)
    say(f"演示清单：{count} 份")


def fill_full(*, now: datetime, say: Callable[[str], None], bar: Bar) -> None:
    """Bring the community's lists and 就近办 to the counts that the work report prints; what is
    there already stays."""
    wanted = list(grown())
    step = bar("清单", len(wanted))
    for raw, rows in wanted:
        kind = ports.kinds.get(raw["kind"])
        there = selectors.counts(kind.code, on=local_date(now), division=raw["division"])
        if sum(size for _path, size in there) != len(rows):
            with transaction.atomic():
                _publish(kind, raw, rows, GROWN_SINCE, GROWN)
        step(1)
    say(f"演示清单：{len(wanted)} 份达到工作报告的数量")


def grown() -> Iterator[tuple[dict[str, str], list[dict[str, str]]]]:
    """Give each list that grows, with its rows: the starter's and as many more as are printed."""
    more = json.loads((FULL / "more.json").read_text(encoding="utf-8"))
    starter = {(one["kind"], one["division"]): one for one in _starter()}
    for row in figures.report():
        kind = next((code for code in more if ports.kinds.get(code).figure == row["figure"]), "")
        if not kind:
            continue
        place = row["division"] or settings.CITY
        raw = starter.get((kind, place), {"entries": []})
        rows = [dict(one) for one in raw["entries"]]
        if raw.get("later"):
            rows = _revised(rows, raw["later"])
        named = {one["name"] for one in rows}
        rows += [one for one in more[kind] if one["name"] not in named]
        yield (
            {"kind": kind, "division": place, "note": "演示：按工作报告的数量补全"},
            rows[: int(row["printed"])],
        )


def _starter() -> Iterator[dict[str, Any]]:
    for path in sorted(DATA.glob("*.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))


def publish(raw: Mapping[str, Any], *, say: Callable[[str], None]) -> int:
    """Publish one list of the data in its editions; returns 1, or 0 where it cannot be or is."""
    kind, division = ports.kinds.get(raw["kind"]), raw["division"]
    body = raw.get("organisation", "")
    code = services.address(kind.code, division, body)
    if selectors.exists(code):
        return 0
    try:
        organisations.get(body or f"gov-{division}")
    except UnknownOrganisation:
        say(f"演示清单“{kind.title}”：{division} 没有机构，略过")
        return 0
    rows = [dict(one) for one in raw["entries"]]
    _publish(kind, raw, rows, IN_FORCE_SINCE, PUBLISHED)
    later = raw.get("later")
    if later:
        at = datetime.fromisoformat(f"{later['published']}T02:00:00+00:00")
        since = date.fromisoformat(later["effective_from"])
        _publish(kind, {**raw, "note": later["note"]}, _revised(rows, later), since, at)
    return 1


def _revised(rows: list[dict[str, str]], later: Mapping[str, Any]) -> list[dict[str, str]]:
    changes = {one["name"]: one for one in later["changed"]}
    kept = [row for row in rows if row["name"] not in later["without"]]
    return [{**row, **changes.get(row["name"], {})} for row in kept] + list(later["added"])


def _publish(
    kind: Kind, raw: Mapping[str, Any], rows: list[dict[str, str]], since: date, at: datetime
) -> None:
    known = Known(selectors.places_below(kind.columns, raw["division"]).codes)
    services.publish_whole(
        actor=SYSTEM,
        now=at,
        kind=kind.code,
        division=raw["division"],
        organisation=raw.get("organisation", ""),
        entries=[_values(kind, row, known) for row in rows],
        effective_from=since,
        note=raw.get("note", ""),
    )


def _values(kind: Kind, row: Mapping[str, str], known: Known) -> dict[str, Any]:
    """Return what a row of the data says; a mistake in the data fails at once."""
    strange = set(row) - {column.name for column in kind.columns}
    values, problems = rules.typed(kind, row, known)
    if problems or strange:
        raise ValueError(f"{kind.code}: {sorted(strange)} {[one.message for one in problems]}")
    return values
