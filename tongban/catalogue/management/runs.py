"""A file at a terminal: begun, looked through here and now, every problem said at its place."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from tongban.catalogue import states
from tongban.catalogue.models import ImportRun
from tongban.catalogue.selectors import importing as runs
from tongban.catalogue.services import imports
from tongban.core.accounts.types import SYSTEM
from tongban.core.sheets.types import Problem
from tongban.core.sheets.wording import place
from tongban.core.shell import clock, errors_text
from tongban.lib.errors import Refusal

SHOWN = 200
MOST = 1024 * 1024 * 1024  # bytes; whoever may run commands may give a bigger file than a page


def begun(file: Path, kind: str, options: Mapping[str, Any] | None = None) -> ImportRun:
    """Give a file to the importer of a kind; raises CommandError for one that cannot be read."""
    try:
        with file.open("rb") as stream:
            return imports.begin(
                actor=SYSTEM, now=clock.now(), kind=kind, name=file.name, stream=stream,
                options=options, limit=MOST, queued=False,
            )  # fmt: skip
    except FileNotFoundError:
        raise CommandError(f"没有这个文件：{file}") from None
    except OSError as error:
        raise CommandError(f"读不了 {file}：{error.strerror}。") from None
    except Refusal as refusal:
        raise CommandError(errors_text(refusal)) from None


def worked(run: ImportRun) -> ImportRun:
    """Do what the run waits for; raises CommandError with every problem."""
    imports.carry_on(now=clock.now(), run_id=run.pk)
    run = imports.current(run.pk)
    if run.state == states.REFUSED:
        raise CommandError(run.refusal)
    if run.state == states.FAULTY:
        rows = runs.problems_of(run, limit=SHOWN).rows
        lines = [
            f"{place(Problem(p.sheet, p.row, p.column, p.rule, p.message, p.title))}：{p.message}"
            for p in rows
        ]
        raise CommandError(
            "\n".join([*lines, f"共 {run.problem_count:,} 处要改，什么也没有导入。"])
        )
    return run
