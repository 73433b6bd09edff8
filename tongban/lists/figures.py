"""The lists' figures: entries in force, by kind and division."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.core.figures.types import Figure, Printed
from tongban.lists import rules, selectors, services

REPORT = Path(__file__).parent / "data" / "full" / "report.csv"
GROWN = "421221"  # 嘉鱼县, whose lists are published by the full demonstration alone


def declared() -> list[Figure]:
    """Return the figures of the kinds that lists declare themselves."""
    found = [selectors.figure_of(kind) for kind in rules.KINDS if kind.figure]
    proofs = next(kind for kind in rules.KINDS if kind.code == "proofs-cancelled")
    # The work report counts them apart: 市规范性文件 1, 县市区 5.
    for level, title in (("city", _("市级取消的证明事项")), ("county", _("县级取消的证明事项"))):
        found.append(
            selectors.figure_of(proofs, code=f"proofs.cancelled_{level}", title=title, level=level)
        )
    return found


def report() -> list[dict[str, str]]:
    """Return what the city's work report of 2020 prints of lists (data/full/report.csv)."""
    with REPORT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed() -> list[Printed]:
    """Return what the report prints, where the demonstration has been filled at its size."""
    if not (settings.DEMO and selectors.exists(services.address("nearby", GROWN, ""))):
        return []
    return [
        Printed(
            figure=row["figure"],
            title=row["title"],
            value=Decimal(row["printed"]),
            source="2020 年工作报告",
            division=row["division"],
            note=row["note"],
        )
        for row in report()
    ]


def register(put: Callable[[Figure], Any]) -> None:
    """Hand every figure to `put`."""
    for figure in declared():
        put(figure)
