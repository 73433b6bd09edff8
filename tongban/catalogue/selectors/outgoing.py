"""Lists out, as a workbook or JSON Lines: by key and in batches, so that memory does not grow."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, Q

from tongban.catalogue import states
from tongban.catalogue.models import Edition, Implementation, MatterVersion
from tongban.catalogue.querysets import ImplementationQuerySet
from tongban.catalogue.rules import tables
from tongban.catalogue.rules.unified import begin as begun_from
from tongban.catalogue.selectors.lists import ListFilters, found_lists
from tongban.catalogue.wording.tables import BODY, NAME, NUMBER, TABLES

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

BATCH = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """One list as it is given out: its newest edition, or (`number` 0) what a first draft would
    start from."""

    task_code: str
    name: str
    body: str
    number: int
    effective_from: date | None
    reason: str
    content: Mapping[str, Any]


def of_actor(
    actor: "Actor",
    *,
    state: str = "",
    text: str = "",
    body: str = "",
    division: str = "",
    waiting: str = "",
    task_code: str = "",
) -> ImplementationQuerySet:
    """Return the lists that `actor` sees on the desk, narrowed; cancelled ones are over."""
    filters = ListFilters(text, state, division, waiting, body)
    found = found_lists(actor, filters)
    if task_code:
        found = found.filter(task_code=task_code)
    return found.exclude(state=states.CANCELLED)


def listed(found: ImplementationQuerySet, *, batch: int = BATCH) -> Iterator[Listed]:
    """Give lists as they are given out, by body and code; at most three queries a batch."""
    rows = found.select_related("matter", "organisation").order_by("organisation_id", "task_code")
    organisation, code = 0, ""
    while page := list(_behind(rows, organisation, code)[:batch]):
        newest = {
            one.implementation_id: one
            for one in Edition.objects.filter(
                implementation__in=page, number=F("implementation__edition_count")
            )
        }
        begun = _begun([one for one in page if one.pk not in newest])
        for one in page:
            yield _listed(one, newest.get(one.pk), begun.get(one.matter_id, {}))
        if len(page) < batch:
            return
        organisation, code = page[-1].organisation_id, page[-1].task_code


def _behind(rows: Any, organisation: int, code: str) -> Any:
    return rows.filter(
        Q(organisation_id__gt=organisation) | Q(organisation_id=organisation, task_code__gt=code)
    )


def _begun(unwritten: Iterable[Implementation]) -> dict[int, dict[str, Any]]:
    """Return what first drafts start from, by matter: what the catalogue above says."""
    matters = {one.matter_id for one in unwritten}
    if not matters:
        return {}
    newest = (
        MatterVersion.objects.filter(matter__in=matters)
        .values("matter")
        .annotate(last=Max("number"))
        .values_list("matter", "last")
    )
    last = dict(newest)
    return {
        one.matter_id: begun_from(one.unified, one.suggested)
        for one in MatterVersion.objects.filter(matter__in=matters)
        if one.number == last[one.matter_id]
    }


def _listed(row: Implementation, edition: Edition | None, begun: Mapping[str, Any]) -> Listed:
    content = edition.raw if edition else begun
    return Listed(
        row.task_code,
        row.matter.name,
        row.organisation.name,
        edition.number if edition else 0,
        edition.effective_from if edition else None,
        edition.reason if edition else "",
        content,
    )


def table_rows(found: Iterable[Listed]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the rows of the workbook (`wording.tables.SHEETS`), each with its sheet's code."""
    for one in found:
        own = {NAME: one.name, BODY: one.body, NUMBER: one.number or None}
        rows = tables.rows_of(TABLES, one.task_code, one.content)
        yield tables.LISTS, {**next(rows)[1], **own}
        yield from rows


def entries(found: Iterable[Listed]) -> Iterator[dict[str, Any]]:
    """Give the entries that `rules.exchange.lines` writes."""
    for one in found:
        day = one.effective_from
        yield {
            "task_code": one.task_code,
            "number": one.number,
            "effective_from": day.isoformat() if day else "",
            "reason": one.reason,
            "content": one.content,
        }
