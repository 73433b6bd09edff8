"""The desk's face: for those who watch over work, lights by county and the headlines."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tongban.core.accounts.types import Actor
from tongban.core.shell.clock import now
from tongban.insight import selectors


def lights_panel(request: HttpRequest) -> dict[str, Any] | None:
    """Return the lights of running cases by county, and three figures; None for other roles."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not selectors.watches(actor):
        return None
    found = selectors.lights(actor, now=now())
    columns = ["县市区", ("超期", "num"), ("临期", "num"), ("正常", "num"), ("暂停", "num")]
    rows = [[one.name, one.red, one.yellow, one.green, one.paused] for one in found]
    boards = selectors.headlines(now=now(), codes=(*selectors.HOME[1:], "cases.days"))
    return {
        "columns": [*columns, ("合计", "num")],
        "rows": [[*row, sum(row[1:])] for row in rows],
        "totals": {
            name: sum(getattr(one, name) for one in found)
            for name in ("red", "yellow", "green", "paused")
        },
        "boards": [
            (board, reverse("insight-figure", args=[board.figure.code])) for board in boards
        ],
        "at": boards[0].at if boards else None,
    }
