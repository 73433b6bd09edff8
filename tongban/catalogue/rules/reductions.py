"""四减 as tables and charts: who asks for more than the neighbour, and what became less. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

# What is counted, in words: name, title, unit.
COUNTED: tuple[tuple[str, str, str], ...] = (
    ("steps", "环节", "个"),
    ("asked", "要交材料", "份"),
    ("obtained", "政府核查材料", "份"),
    ("promised_days", "承诺时限", "个工作日"),
    ("visits", "到现场", "次"),
)
TITLES: Mapping[str, str] = {name: title for name, title, _unit in COUNTED}
UNITS: Mapping[str, str] = {name: unit for name, _title, unit in COUNTED}
# More of what government looks up itself is better; of all else less is.
LESS_IS_BETTER = frozenset({"steps", "asked", "promised_days", "visits"})


@dataclass(frozen=True, slots=True)
class Place:
    """One place's numbers: its name, whose guide it is (`url`), and the measures by name."""

    name: str
    url: str
    values: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of the comparison: of what, as text, how many more than the least has."""

    title: str
    text: str
    best: bool
    more: str


def compared(places: Sequence[Place]) -> list[tuple[Place, list[Cell]]]:
    """Return the places with their cells in the order of COUNTED.

    Where all are equal nobody is called the least.
    """
    return [
        (place, [_cell(name, place.values.get(name), places) for name, _t, _u in COUNTED])
        for place in places
    ]


def _cell(name: str, value: int | None, places: Sequence[Place]) -> Cell:
    if value is None:
        return Cell(TITLES[name], "—", False, "")
    text = "当场" if name == "promised_days" and value == 0 else str(value)
    known = [v for v in (place.values.get(name) for place in places) if v is not None]
    if name not in LESS_IS_BETTER or min(known) == max(known):
        return Cell(TITLES[name], text, False, "")
    more = value - min(known)
    return Cell(TITLES[name], text, more == 0, f"多 {more} {UNITS[name]}" if more else "")


def bars(places: Sequence[Place]) -> dict[str, Any]:
    """Return the ECharts option of papers by place: asked beside obtained by government."""
    return {
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 24, "top": 32, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1, "splitLine": {"show": False}},
        "yAxis": {"type": "category", "inverse": True, "data": [one.name for one in places]},
        "series": [
            {
                "type": "bar",
                "stack": "papers",
                "name": TITLES[name],
                "data": [one.values.get(name) or 0 for one in places],
            }
            for name in ("asked", "obtained")
        ],
    }


def over_time(rows: Sequence[tuple[str, date, int]], *, until: date) -> dict[str, Any]:
    """Return the ECharts option of papers asked over time, a stepped line for each place.

    `rows` are (place, since, papers asked), oldest first; each line goes on to `until`.
    """
    lines: dict[str, list[list[Any]]] = {}
    for place, since, asked in rows:
        lines.setdefault(place, []).append([since.isoformat(), asked])
    for points in lines.values():
        points.append([max(until.isoformat(), points[-1][0]), points[-1][1]])
    return {
        "legend": {"top": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 24, "top": 40, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "time"},
        "yAxis": {"type": "value", "minInterval": 1, "min": 0},
        "series": [
            {"type": "line", "step": "end", "name": place, "data": points}
            for place, points in lines.items()
        ],
    }
