"""The full demonstration's lists out and in: xlsx and JSON Lines, each way in a process of its own.

In means: every list changed, looked through (the dry run), then published, all in one transaction.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from tongban.catalogue import demo, states
from tongban.catalogue.rules import exchange
from tongban.catalogue.selectors import outgoing
from tongban.catalogue.services import imports
from tongban.catalogue.wording.tables import REASON, SHEETS
from tongban.core.accounts.types import SYSTEM
from tongban.core.divisions import demo as divisions
from tongban.core.organisations import demo as organisations
from tongban.core.sheets.services import write_together
from tongban.core.workdays import demo as workdays

MARK = "（改）"


def main(arguments: list[str]) -> None:
    """Fill the catalogue and run each step in a process; with a step's name, do that step."""
    if arguments:
        step(*arguments)
        return
    call_command("migrate", verbosity=0)
    fill()
    with tempfile.TemporaryDirectory(prefix="tongban-exchange-") as folder:
        for kind in ("xlsx", "jsonl"):
            file = str(Path(folder) / f"all.{kind}")
            for what in ("out", "changed", "in", "same"):
                say(what, kind, file)


def fill() -> None:
    """Fill the full demonstration's catalogue."""
    now = timezone.now()

    def quiet(text: str) -> None:
        return None

    def bar(title: str, total: int) -> Any:
        return lambda count: None

    for room in (divisions, workdays, organisations):
        room.fill(now=now, say=quiet)
    organisations.fill_full(now=now, say=quiet, bar=bar)
    demo.fill(now=now, say=quiet)
    demo.fill_full(now=now, say=quiet, bar=bar)


def say(what: str, kind: str, file: str) -> None:
    """Run a step in a process of its own and pass its result on; making the file is no result."""
    command = [sys.executable, "-m", "benchmarks.child", "exchange", what, kind, file]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    if what != "changed":
        print(done.stdout.strip(), flush=True)


def step(what: str, kind: str, file: str) -> None:
    """Do one step and say what it took."""
    wall, processor = time.perf_counter(), time.process_time()
    found: dict[str, Any] = {"what": what, "kind": kind}
    if what in {"out", "changed"}:
        found["rows"] = write(kind, Path(file), changed=what == "changed")
        found["file_mb"] = Path(file).stat().st_size / 1e6
    else:
        found |= take(kind, Path(file), apply=what == "in")
    found |= {
        "seconds": time.perf_counter() - wall,
        "processor": time.process_time() - processor,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print("RESULT " + json.dumps(found))


def write(kind: str, file: Path, *, changed: bool) -> int:
    """Write every list to a file; return how many rows or lines."""
    found = outgoing.listed(outgoing.of_actor(SYSTEM))
    if changed:
        found = (
            replace(
                one,
                reason=MARK + kind,
                content={**one.content, "summary": f"{one.content['summary']}{kind}"},
            )
            for one in found
        )
    if kind == "jsonl":
        with file.open("w", encoding="utf-8") as target:
            return sum(bool(target.write(line)) for line in exchange.lines(outgoing.entries(found)))
    rows: Iterator[tuple[str, dict[str, Any]]] = outgoing.table_rows(found)
    if changed:
        rows = (
            (code, {**row, REASON: MARK + kind} if code == "lists" else row) for code, row in rows
        )
    with file.open("wb") as stream:
        return sum(write_together(SHEETS, rows, stream, now=timezone.now()).values())


def take(kind: str, file: Path, *, apply: bool) -> dict[str, Any]:
    """Look through a file, and publish what it changes."""
    now = timezone.now()
    begun = time.perf_counter()
    with file.open("rb") as stream:
        run = imports.begin(
            actor=SYSTEM,
            now=now,
            kind="lists",
            name=file.name,
            stream=stream,
            options={"mode": "publish"},
            limit=500_000_000,
            queued=False,
        )
    imports.carry_on(now=now, run_id=run.pk)
    run = imports.current(run.pk)
    looked = time.perf_counter() - begun
    if run.state != states.READY or bool(run.counts["changed"]) is not apply:
        first = run.problems.first()
        raise RuntimeError(f"{run.state} {run.refusal} {run.counts} {first and first.message}")
    if apply:
        imports.apply(actor=SYSTEM, now=now, run_id=run.pk, queued=False)
        imports.carry_on(now=now, run_id=run.pk)
        run = imports.current(run.pk)
        if run.state != states.APPLIED:
            raise RuntimeError(run.state)
    return {"rows": run.counts["lists"], "looked": looked}
