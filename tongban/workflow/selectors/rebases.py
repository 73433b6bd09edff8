"""Before a rebase: what is open under a subject, where to, and what it would change."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Count

from tongban.core.accounts.types import SYSTEM
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.types import Limit
from tongban.workflow import rules
from tongban.workflow.errors import ItemNotFound
from tongban.workflow.models import WorkItem
from tongban.workflow.selectors.offices import resolve
from tongban.workflow.selectors.procedures import parameters
from tongban.workflow.selectors.snapshots import base, snapshots_of
from tongban.workflow.states import NEVER
from tongban.workflow.types import Facts, OpenItem, Preview, Procedure, Rebase, Target

if TYPE_CHECKING:
    from tongban.core.divisions.models import Division
    from tongban.core.organisations.models import Organisation

CHUNK = 500  # items whose rows are read together


def open_items(
    subject: str, *, after: int = 0, limit: int = CHUNK, only: Collection[int] | None = None
) -> list[OpenItem]:
    """Give the running items of `subject` ("matter:<task code>") behind the id `after`, by id.

    One query a page; go on with the last id until a page is empty. `only` keeps these ids. Asks no
    permission: what is shown of them is for whoever answers for the subject to decide.
    """
    found = WorkItem.objects.running().filter(subject=subject, pk__gt=after)
    if only is not None:
        found = found.filter(pk__in=list(only))
    rows = found.select_related("procedure").defer("procedure__definition", "offices")
    return [_open_item(row) for row in rows.order_by("pk")[:limit]]


def subjects_open(subjects: Collection[str]) -> set[str]:
    """Give those of `subjects` under which any item runs; one query."""
    found = WorkItem.objects.running().filter(subject__in=list(subjects)).order_by()
    return set(found.values_list("subject", flat=True).distinct())


def open_counts(subjects: Collection[str]) -> dict[str, int]:
    """Give how many items run under each of `subjects` that has any; one query."""
    found = WorkItem.objects.running().filter(subject__in=list(subjects)).order_by()
    return dict(found.values_list("subject").annotate(n=Count("pk")))


def open_numbers(subjects: Collection[str], *, limit: int) -> dict[str, list[str]]:
    """Give the numbers of the running items of `subjects`, the oldest `limit` of all; one query.

    Asks no permission, as `open_items`.
    """
    found = WorkItem.objects.running().filter(subject__in=list(subjects)).order_by("pk")
    numbers: dict[str, list[str]] = {}
    for subject, number in found.values_list("subject", "number")[:limit]:
        numbers.setdefault(subject, []).append(number)
    return numbers


def _open_item(row: WorkItem) -> OpenItem:
    return OpenItem(
        id=row.pk,
        number=row.number,
        kind=row.kind,
        state=row.state,
        version=row.version,
        procedure=row.procedure.code,
        procedure_version=row.procedure.version,
        facts=row.facts,
        limits={name: Limit.parse(data) for name, data in row.limits.items()},
        opened_at=row.opened_at,
        accepted_at=row.accepted_at,
        due_at=None if row.due_at >= NEVER else row.due_at,
        division=row.division_id,
        organisation=row.organisation_id,
    )


def target(
    procedure: Procedure,
    division: "Division",
    organisation: "Organisation",
    on: date | None = None,
) -> Target:
    """Give a procedure and whom its seats mean there, for all the items of that body.

    At most one query, and one for each dated parameter that is not cached. `on` is the day whose
    parameters count for items that have none yet.
    """
    seats = resolve(procedure.rules, division, organisation)
    limits = parameters(procedure, on=on, division=division.code) if on else {}
    return Target(procedure, seats, limits)


def preview_rebase(item: int, command: Rebase, now: datetime) -> Preview:
    """Give what `command` would change of the item, or why it cannot; raises ItemNotFound."""
    found = preview_rebases({item: command}, now)
    if item not in found:
        raise ItemNotFound
    return found[item]


def preview_rebases(commands: Mapping[int, Rebase], now: datetime) -> dict[int, Preview]:
    """Give the preview of each item's command by the item's id; two queries for each 500 items.

    Ids that no item has are left out. Asks no permission and changes nothing.
    """
    found: dict[int, Preview] = {}
    ids = iter(commands)
    while chunk := list(islice(ids, CHUNK)):
        rows = list(base().filter(pk__in=chunk).order_by("pk"))
        for row, snapshot in zip(rows, snapshots_of(rows), strict=True):
            facts = Facts(SYSTEM, now, workdays.calendar(row.county))
            found[row.pk] = rules.preview_rebase(snapshot, commands[row.pk], facts)
    return found
