"""12,019 published items and 300 queries, generated: for `search.py`, and for nothing else.

The titles are those of `tongban/catalogue/data` and combinations of what such titles are made of
(listed.json: a licence, and what is done with it); every body says that it is generated. They are
spread as a city's are: what a township does, ninety times; what a county does, seven times; the
rest once.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tongban.catalogue import demo as catalogue
from tongban.core.divisions.services import shipped
from tongban.core.divisions.types import DivisionRow
from tongban.core.search.types import Entry

ITEMS = 12_019
CITY = "421200"
SEED = 20_201_231


def _words() -> dict[str, Any]:
    text = (Path(__file__).parent / "listed.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def entries() -> list[Entry]:
    """The 12,019 items; the same ones at each call."""
    parts, chance = _words()["items"], random.Random(SEED)
    rows = list(shipped())
    city = next(row for row in rows if row.code == CITY)
    counties = [city, *(row for row in rows if row.level in {"county", "zone"})]
    towns = [row for row in rows if row.level == "township"]
    real = {one["name"]: tuple(one["aliases"]) for one in catalogue.matters()}
    spread: list[tuple[str, DivisionRow]] = []
    for things, acts, places in (
        ("township", "township acts", towns),
        ("county", "county acts", counties),
        ("county", "city acts", [city]),
    ):
        titles = [f"{thing}{act}" for thing in parts[things] for act in parts[acts]]
        if things != "township" and len(places) > 1:
            titles = list(dict.fromkeys([*real, *titles]))
        spread += [(title, row) for title in titles for row in places]
    return [
        _entry(n, title, real.get(title, ()), row, chance.sample(parts["papers"], 6))
        for n, (title, row) in enumerate(spread[:ITEMS])
    ]


def _entry(
    n: int, title: str, aliases: tuple[str, ...], place: DivisionRow, papers: list[str]
) -> Entry:
    window = f"{place.name}政务服务窗口（生成）"
    body = f"{window} · 到窗口或网上办理{title} {title}结果 {' '.join(papers)}"
    ref = f"B{n:05d}"
    return Entry("matter", ref, title, body, aliases, f"/matters/{ref}/", place.code, 10)


def queries() -> Iterator[tuple[str, str]]:
    """(kind, query), some 300 of them: what people type, and each prefix of it as they type it."""
    words = _words()
    for kind, some in words["queries"].items():
        yield from ((kind, one) for one in some)
    for whole in words["typed"]:
        yield from (("typed", whole[: n + 1]) for n in range(len(whole)))
