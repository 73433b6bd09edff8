"""Every clock of the law against a table of days counted by hand: `vectors.csv`."""

import csv
import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from tongban.core.params.rules import shipped
from tongban.core.params.types import TIME_UNITS
from tongban.core.workdays.rules import ZONE, Calendar, due_moment, local_date
from tongban.core.workdays.rules import shipped as days
from tongban.core.workdays.types import Limit
from tongban.workflow.rules import clocks
from tongban.workflow.types import ClockRow, PauseRow

HERE = Path(__file__).parent
with (HERE / "vectors.csv").open(encoding="utf-8", newline="") as file:
    VECTORS = list(csv.DictReader(file))
PARAMS = {param.code: param for param in shipped()}
CALENDAR = Calendar(days())
PROCEDURES = HERE.parents[1] / "catalogue" / "data" / "procedures"
GIVEN = {"statutory", "promised"}  # of the edition, by the applicant's scenario
FAMILIES = {"permit", "commitment", "deferred"}


def limits(codes: str) -> tuple[Limit, ...]:
    return tuple(Limit.parse(PARAMS[code].as_limit()) for code in codes.split("+"))


def pauses(text: str) -> list[PauseRow]:
    """`2026-11-25/2026-12-02;…`: from nine in the morning of one day to that of another."""
    spans = [part.split("/") for part in text.split(";") if part]
    at = [[datetime.combine(date.fromisoformat(d), time(9), ZONE) for d in span] for span in spans]
    return [PauseRow(n, ("clock",), "testing", a, b) for n, (a, b) in enumerate(at)]


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['rule']} {row['start']}")
def test_a_clock_ends_on_the_day_that_the_law_says(row):
    start = datetime.fromisoformat(row["start"]).replace(tzinfo=ZONE).astimezone(UTC)
    held = limits(row["limits"])
    if held[0].direction == "backward":
        assert due_moment(start, held[0], CALENDAR).day == date.fromisoformat(row["expected"])
        return
    clock = ClockRow(1, "clock", held, start)
    moment = clocks.due(clock, pauses(row["pauses"]), CALENDAR)
    assert moment is not None
    assert moment.day == local_date(moment.at) == date.fromisoformat(row["expected"])


def test_every_limit_of_the_law_is_in_the_table():
    """A parameter that is a time, of a family that applications are counted by, has a vector."""
    tested = {code for row in VECTORS for code in row["limits"].split("+")}
    wanted = {
        code
        for code, param in PARAMS.items()
        if param.unit in TIME_UNITS and code.split(".")[0] in FAMILIES
    }
    assert wanted <= tested, sorted(wanted - tested)


@pytest.mark.parametrize("path", sorted(PROCEDURES.glob("*.json")), ids=lambda path: path.stem)
def test_every_clock_of_every_procedure_counts_with_a_tested_parameter(path):
    """No procedure writes a number of the law: each clock names a parameter of the table."""
    definition = json.loads(path.read_text(encoding="utf-8"))
    tested = {code for row in VECTORS for code in row["limits"].split("+")}
    rows = [*definition["clocks"], *definition.get("requests", [])]
    named = {row["limit"] for row in rows}
    assert all(isinstance(name, str) for name in named), named
    dated = {name for name in named - GIVEN if not name.startswith("given.")}
    assert dated <= tested, sorted(dated - tested)
