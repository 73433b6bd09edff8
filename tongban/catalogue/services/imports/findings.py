"""What a dry run finds, written as it comes, by batches."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.catalogue import states
from tongban.catalogue.models import ImportItem, ImportProblem, ImportRun
from tongban.catalogue.types import Incoming
from tongban.core.sheets.types import Problem

BATCH = 500
KEPT = 10_000  # problems; all are counted


class Elsewhere(Exception):
    """Another process has taken the run over: this one leaves it to that."""


class Findings:
    """The Report (`ports.Report`) of one attempt at a run."""

    def __init__(self, run: ImportRun, now: datetime) -> None:
        self._run, self._now = run, now
        self._problems: list[ImportProblem] = []
        self._items: list[ImportItem] = []
        self.problem_count = self.item_count = 0

    def problem(self, problem: Problem, ref: str = "") -> None:
        """Keep one thing that is wrong, while there is room; all are counted."""
        self.problem_count += 1
        if self.problem_count > KEPT:
            return
        self._problems.append(
            ImportProblem(
                run=self._run,
                order=self.problem_count,
                sheet=problem.sheet[:40],
                row=problem.row,
                column=problem.column,
                title=problem.title[:60],
                field=problem.field[:120],
                rule=problem.code[:40],
                message=problem.message[:500],
                ref=ref[:40],
            )
        )
        if len(self._problems) >= BATCH:
            self.flush()

    def more(self, problems: int) -> None:
        """Count problems that nobody kept."""
        self.problem_count += problems

    def item(self, incoming: Incoming) -> None:
        """Keep one thing that the file would change."""
        self.item_count += 1
        self._items.append(
            ImportItem(
                run=self._run,
                order=self.item_count,
                ref=incoming.ref,
                name=incoming.name[:200],
                row=incoming.row,
                act=incoming.act,
                note=incoming.note[:300],
                content_text=json.dumps(incoming.content, ensure_ascii=False),
                seen_text=json.dumps(incoming.seen, ensure_ascii=False),
            )
        )
        if len(self._items) >= BATCH:
            self.flush()

    def step(self, done: int, total: int) -> None:
        """Say how far the work is; raises Elsewhere where another process took it over."""
        self._mine(done=done, total=total)

    @transaction.atomic
    def flush(self) -> None:
        """Write what was kept so far; raises Elsewhere where another process took the run over."""
        self._mine()
        ImportProblem.objects.bulk_create(self._problems)
        ImportItem.objects.bulk_create(self._items)
        self._problems, self._items = [], []

    def _mine(self, **values: Any) -> None:
        rows = ImportRun.objects.filter(
            pk=self._run.pk,
            attempt=self._run.attempt,
            state__in=(states.CHECKING, states.FAULTY),
        )
        if not rows.update(touched_at=self._now, **values):
            raise Elsewhere


def incoming(rows: Sequence[ImportItem]) -> list[Incoming]:
    """Return what was kept, as it was given."""
    return [
        Incoming(
            one.ref,
            one.name,
            one.row,
            one.act,
            json.loads(one.content_text),
            json.loads(one.seen_text),
            one.note,
        )
        for one in rows
    ]
