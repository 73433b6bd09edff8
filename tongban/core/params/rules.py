"""What a parameter may be, and the rows that the software ships with: pure."""

import csv
import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from tongban.core.params.errors import BadParam
from tongban.core.params.types import DAY_KINDS, TIME_UNITS, UNITS, Param

DATA = Path(__file__).parent / "data" / "params.csv"


def read(text: str) -> int | str:
    """The value as its reader gets it: an int where it is one."""
    return int(text) if re.fullmatch(r"-?[0-9]+", text) else text


def check(param: Param) -> Param:
    """The parameter itself if it may be stored; raises BadParam."""
    value = str(param.value).strip()
    if param.unit not in UNITS:
        raise BadParam("param_unit", field="unit", code=param.code)
    if param.day_kind not in DAY_KINDS or (
        (param.unit == "day") != bool(param.day_kind) and param.unit not in {"month", "year"}
    ):
        raise BadParam("param_day_kind", field="day_kind", code=param.code)
    if not value or not param.code or len(value) > 200:
        raise BadParam("param_value", field="value", code=param.code)
    if param.unit not in {"ratio", "text"} and not re.fullmatch("[0-9]+", value):
        raise BadParam("param_value", field="value", code=param.code)
    if param.unit == "ratio" and not re.fullmatch("[0-9]+/[1-9][0-9]*", value):
        raise BadParam("param_value", field="value", code=param.code)
    if param.direction not in {"forward", "backward"} or (
        param.direction == "backward" and param.unit not in TIME_UNITS
    ):
        raise BadParam("param_unit", field="direction", code=param.code)
    if param.effective_from is None or (
        param.effective_to is not None and param.effective_to < param.effective_from
    ):
        raise BadParam("param_period", field="effective_to", code=param.code)
    if not param.source.strip():
        raise BadParam("param_source", field="source", code=param.code)
    return replace(param, value=read(value))


@lru_cache(maxsize=1)
def shipped() -> tuple[Param, ...]:
    """The rows of data/params.csv, each checked."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(
            check(
                Param(
                    code=row["code"],
                    name=row["name"],
                    value=row["value"],
                    unit=row["unit"],
                    day_kind=row["day_kind"],
                    direction=row["direction"],
                    effective_from=date.fromisoformat(row["effective_from"]),
                    effective_to=(
                        date.fromisoformat(row["effective_to"]) if row["effective_to"] else None
                    ),
                    certain=row["certain"] == "yes",
                    source=row["source"],
                    note=row["note"],
                )
            )
            for row in csv.DictReader(file)
        )
