"""The whole catalogue: how long the full demonstration takes to fill it, and a check-up of it."""

import json
import resource
import time
from collections.abc import Callable

from django.core.management import call_command
from django.utils import timezone

from tongban.catalogue import demo
from tongban.catalogue.models import Finding
from tongban.catalogue.services import checking
from tongban.core.accounts.types import SYSTEM
from tongban.core.divisions import demo as divisions
from tongban.core.organisations import demo as organisations
from tongban.core.workdays import demo as workdays


class Timed:
    """Bars that keep how many steps each line took, and how long."""

    def __init__(self) -> None:
        self.lines: dict[str, tuple[int, float]] = {}

    def bar(self, title: str, total: int) -> Callable[[int], None]:
        begun = time.perf_counter()

        def step(count: int) -> None:
            self.lines[title] = (total, time.perf_counter() - begun)

        return step


def main(arguments: list[str]) -> None:
    """Fill, check up, check up again; say each with its rows and seconds."""
    del arguments
    call_command("migrate", verbosity=0)
    now, timed = timezone.now(), Timed()

    def quiet(text: str) -> None:
        return None

    for room in (divisions, workdays, organisations):
        room.fill(now=now, say=quiet)
    organisations.fill_full(now=now, say=quiet, bar=timed.bar)
    demo.fill(now=now, say=quiet)
    demo.fill_full(now=now, say=quiet, bar=timed.bar)
    for again in ("", "，再查一遍"):
        begun = time.perf_counter()
        run = checking.begin(actor=SYSTEM, now=now, queued=False)
        while checking.step(now=now, run_id=run.pk):
            pass
        timed.lines[f"目录体检{again}"] = (run.total, time.perf_counter() - begun)
    found = {
        "lines": timed.lines,
        "findings": Finding.objects.count(),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print("RESULT " + json.dumps(found, ensure_ascii=False))
