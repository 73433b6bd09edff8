"""Boards as charts and tables, pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tongban.core.figures.rules import DASH, whole
from tongban.core.figures.types import Figure, Row, Value
from tongban.insight.types import Board

ZONE = ZoneInfo("Asia/Shanghai")
MAP = "counties"
BOM = "\ufeff"  # spreadsheets take a file for GBK without it
HEADS = ("指标", "区划代码", "县市区", "值", "单位", "分子", "分母", "名次", "截止时间")
SHORT = {"个工作日": "天"}  # on the map there is no room for more


def parts_text(figure: Figure, value: Value) -> str:
    """Return the parts in words: `按时办结 197 / 办结 200`; "" for counts."""
    if value.denominator is None:
        return ""
    upper, lower = figure.numerator_title or "分子", figure.denominator_title or "分母"
    return f"{upper} {whole(value.numerator)} / {lower} {whole(value.denominator)}"


def short_text(value: Value) -> str:
    """Return the value as a map's label carries it."""
    if value.value is None:
        return DASH
    return value.text.replace(value.unit, SHORT.get(value.unit, value.unit)).replace(" ", "")


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def scale(values: Sequence[Decimal | None]) -> tuple[float, float]:
    """Return the lowest and highest of the colours' scale; never the same, never below nothing.

    Equal values are all drawn in the colour of the highest.
    """
    known = [float(value) for value in values if value is not None]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    return (low, high) if low < high else (min(0.0, high), high if high > 0 else high + 1.0)


def map_option(board: Board, *, drawn: Iterable[str]) -> dict[str, Any]:
    """Return the ECharts option of a choropleth map; `drawn` are the divisions that have a shape.

    Name and value stand on the map as text, so that the colour never says it alone.
    """
    shapes = set(drawn)
    rows = [row for row in board.rows if row.division in shapes]
    low, high = scale([row.value.value for row in rows])
    return {
        # Twice the range: the highest stays light enough for the words that stand on it.
        "visualMap": {
            "type": "continuous",
            "min": low,
            "max": low + 2 * (high - low),
            "show": False,
        },
        "series": [
            {
                "type": "map",
                "map": MAP,
                "name": board.figure.title,
                "top": 8,
                "bottom": 8,
                "left": 8,
                "right": 8,
                "label": {"show": True, "fontSize": 13, "lineHeight": 18},
                "data": [
                    {
                        "name": row.name,
                        "value": _number(row.value.value),
                        "label": {"formatter": f"{row.name}\n{short_text(row.value)}"},
                        "tooltip": {"formatter": f"{row.name}\n{row.value.text}"},
                    }
                    for row in rows
                ],
            }
        ],
    }


def bar_option(board: Board) -> dict[str, Any]:
    """Return the ECharts option of the bars by county, the best at the top."""
    rows = sorted(board.rows, key=lambda row: (row.rank is None, row.rank or 0))
    return {
        "grid": {"left": 8, "right": 72, "top": 8, "bottom": 8, "containLabel": True},
        "tooltip": {"show": False},
        "xAxis": {"type": "value", "axisLabel": {"show": False}, "splitLine": {"show": False}},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [short_name(row.name) for row in rows],
        },
        "series": [
            {
                "type": "bar",
                "data": [
                    {
                        "value": _number(row.value.value) or 0,
                        "label": {"formatter": short_text(row.value)},
                    }
                    for row in rows
                ],
                "label": {"show": True, "position": "right"},
            }
        ],
    }


def short_name(name: str) -> str:
    """Return a place's name as an axis carries it.

    >>> short_name("咸宁高新技术产业开发区"), short_name("通城县")
    ('咸宁高新区', '通城县')
    """
    return name.replace("高新技术产业开发区", "高新区").replace("经济技术开发区", "经开区")


def columns(board: Board) -> list[str | tuple[str, str]]:
    """Return the columns of the table by county: parts only where the figure has them."""
    figure = board.figure
    heads: list[str | tuple[str, str]] = ["县市区", (figure.title, "num")]
    if board.city.denominator is not None:
        heads += [
            (figure.numerator_title or "分子", "num"),
            (figure.denominator_title or "分母", "num"),
        ]
    return [*heads, ("名次", "num")]


def table(board: Board) -> list[list[str]]:
    """Return the table by county, the whole city last."""
    split = board.city.denominator is not None

    def line(name: str, value: Value, rank: str) -> list[str]:
        parts = [whole(value.numerator), whole(value.denominator)] if split else []
        return [name, value.text, *parts, rank]

    lines = [
        line(short_name(row.name), row.value, DASH if row.rank is None else str(row.rank))
        for row in board.rows
    ]
    return [*lines, line("全市", board.city, DASH)]


def as_csv(board: Board) -> str:
    """Return the board as a file for spreadsheets: raw numbers, and where they come from."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    figure = board.figure
    at = board.at.astimezone(ZONE).isoformat(timespec="minutes")
    writer.writerow(
        ["指标", "区划代码", "县市区", "值", "单位", "分子", "分母", "名次", "截止时间"]
    )
    city = Row(board.city.division, "全市", board.city, None)
    for row in (*board.rows, city):
        value = row.value
        cells = (value.value, figure.unit, value.numerator, value.denominator, row.rank)
        writer.writerow([figure.title, row.division, row.name, *map(_cell, cells), at])
    writer.writerow([])
    writer.writerow(["期间", board.span])
    writer.writerow(["口径", figure.basis])
    return BOM + out.getvalue()


def _cell(value: object) -> str:
    return "" if value is None else str(value)
