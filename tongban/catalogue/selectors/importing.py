"""Imports on the desk: one, the newest, their problems and what they would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.catalogue.errors import ImportUnknown
from tongban.catalogue.models import ImportItem, ImportProblem, ImportRun

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor


@dataclass(frozen=True, slots=True)
class RunPage:
    """One page of a run's rows; `after` continues behind the last ("" at the end)."""

    rows: Sequence[Any]
    after: str


def run_of(actor: "Actor", run_id: int, kind: str = "") -> ImportRun:
    """Return an import that `actor` may see (of a kind); raises ImportUnknown."""
    found = ImportRun.objects.visible_to(actor).filter(pk=run_id)
    run = (found.filter(kind=kind) if kind else found).select_related("organisation").first()
    if run is None:
        raise ImportUnknown()
    return run


def runs_of(actor: "Actor", kind: str, *, after: str = "", limit: int = 20) -> RunPage:
    """Return a page of the imports of a kind, the newest first."""
    found = ImportRun.objects.visible_to(actor).filter(kind=kind).order_by("-id")
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    rows = list(found.select_related("organisation")[: limit + 1])
    return RunPage(rows[:limit], str(rows[limit - 1].pk) if len(rows) > limit else "")


def problems_of(run: ImportRun, *, after: str = "", limit: int = 100) -> RunPage:
    """Return a page of what is wrong in the file, as it was found."""
    return _page(run.problems.order_by("order"), after, limit)


def items_of(run: ImportRun, *, after: str = "", limit: int = 100) -> RunPage:
    """Return a page of what the run changes, without the contents."""
    return _page(run.items.defer("content_text", "seen_text").order_by("order"), after, limit)


def _page(found: Any, after: str, limit: int) -> RunPage:
    if after.isdecimal() and len(after) < 10:
        found = found.filter(order__gt=int(after))
    rows = list(found[: limit + 1])
    return RunPage(rows[:limit], str(rows[limit - 1].order) if len(rows) > limit else "")


def every_problem(run: ImportRun) -> Iterator[ImportProblem]:
    """Give all problems that were kept, as they were found."""
    yield from run.problems.order_by("order").iterator(chunk_size=500)


def item_of(run: ImportRun, ref: str) -> ImportItem | None:
    """Return what the run changes of one thing, with its contents."""
    return run.items.filter(ref=ref).first()


def may_read_import(actor: "Actor", subject: str) -> bool:
    """Whether `actor` may open the file of an import (`catalogue-import:<id>`)."""
    number = subject.partition(":")[2]
    return number.isdecimal() and ImportRun.objects.visible_to(actor).filter(pk=number).exists()
