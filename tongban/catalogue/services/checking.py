"""Checking the whole catalogue: begun, carried on by batches, ended; safe to kill and to repeat.

A batch is some matters with all their editions; it is written with the place up to which all have
been looked at. What a run no longer finds is gone when it ends, and what it finds again keeps the
day on which it was found first.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from tongban.catalogue import permissions, ports
from tongban.catalogue.errors import CatalogueForbidden
from tongban.catalogue.models import CheckupRun, Finding
from tongban.catalogue.rules import checkup
from tongban.catalogue.selectors import checkup as reading
from tongban.catalogue.selectors.checkup import Row, Thing, thing_of
from tongban.core.accounts.types import Actor
from tongban.core.divisions import selectors as divisions
from tongban.core.workdays.rules import local_date

BATCH = 500  # editions
QUIET = timedelta(minutes=5)  # a run that has said nothing for so long is dead, or was never begun
_SAID = ["run", "grave", "implementation", "organisation", "division", "name", "message", "seen_at"]


class Elsewhere(Exception):
    """Another process is at work on the same run: this one leaves it to that."""


@transaction.atomic
def begin(*, actor: Actor, now: datetime, queued: bool = True) -> CheckupRun:
    """Begin a check-up of all that is in force; the one that is on its way, if there is one.

    Its batches are queued, unless the caller does them (`queued` false). Raises CatalogueForbidden.
    """
    if not permissions.may_enter(actor):
        raise CatalogueForbidden
    running = CheckupRun.objects.filter(state=CheckupRun.State.RUNNING).first()
    if running is not None:
        return running
    run = CheckupRun.objects.create(
        begun_at=now,
        begun_by=actor.ref,
        touched_at=now,
        total=reading.how_many(local_date(now)),
    )
    if queued:
        ports.checkups.request(run.pk)
    return run


def due(now: datetime) -> list[int]:
    """Claim the runs that nobody is at work on; return their ids."""
    quiet = CheckupRun.objects.filter(
        state=CheckupRun.State.RUNNING, touched_at__lt=now - QUIET
    ).values_list("pk", flat=True)
    return [
        pk
        for pk in list(quiet)
        if CheckupRun.objects.filter(pk=pk, touched_at__lt=now - QUIET).update(touched_at=now)
    ]


def step(*, now: datetime, run_id: int) -> bool:
    """Do the next batch of a run, the last time all that concerns the whole; say whether there is
    more to do. Safe to run twice at a time, and again after a kill."""
    run = CheckupRun.objects.filter(pk=run_id, state=CheckupRun.State.RUNNING).first()
    if run is None:
        return False
    today = local_date(now)
    matters = reading.next_matters(today, run.cursor, BATCH)
    try:
        if matters:
            rows = reading.rows_of(today, matters)
            _store(run, now, _of_rows(rows), cursor=matters[-1], done=run.done + len(rows))
        else:
            _end(run, now, [*_of_documents(today), *_of_registers(now)])
    except Elsewhere:
        return False
    return bool(matters)


def current(run_id: int) -> CheckupRun:
    """Return a run as it stands."""
    return CheckupRun.objects.get(pk=run_id)


# --- finding --------------------------------------------------------------------------------------

_Found = tuple[Thing, checkup.Found]


def _of_rows(rows: Iterable[Row]) -> list[_Found]:
    """What whole matters are found to have: each edition for itself, and beside the others."""
    found: list[_Found] = []
    beside: dict[int, list[checkup.Listed]] = {}
    things: dict[int, Thing] = {}
    for row in rows:
        things[row.id] = thing_of(row)
        content = row.content()
        if isinstance(content, list):
            found += [
                (things[row.id], checkup.Found("invalid", one.field, one.message))
                for one in content
            ]
            continue
        found += [(things[row.id], one) for one in checkup.of_edition(content)]
        listed = checkup.Listed(row.id, row.place, row.asked, content)
        beside.setdefault(row.matter, []).append(listed)
    for same in beside.values():
        found += [(things[number], one) for number, one in checkup.of_matter(same)]
    return found


def _of_documents(today: date) -> list[_Found]:
    """What the papers of all matters together show: circles, and papers that nobody gives."""
    things: dict[str, Thing] = {}
    every = []
    for row in reading.every_row(today):
        content = row.content()
        if not isinstance(content, list):
            things[row.task_code] = thing_of(row)
            every.append(checkup.papers_of(row.task_code, row.division, row.name, content))
    places = divisions.descendants(settings.CITY, include_self=True)
    above = {place.code: place.path.split("/")[:-2] for place in places}
    found = [*checkup.unproven(every, reading.known_documents()), *checkup.circles(every, above)]
    return [(things[code], one) for code, one in found]


def _of_registers(now: datetime) -> list[_Found]:
    return [
        (thing, checkup.Found(rule, field, message))
        for rule, thing, field, message in reading.orphans(now)
    ]


# --- keeping --------------------------------------------------------------------------------------


@transaction.atomic
def _store(run: CheckupRun, now: datetime, found: Iterable[_Found], **values: object) -> None:
    """Write a batch, with the place up to which the run is; unless another process has."""
    before = {"cursor": run.cursor, "done": run.done}
    mine = CheckupRun.objects.filter(pk=run.pk, state=CheckupRun.State.RUNNING, **before)
    if not mine.update(touched_at=now, **values):
        raise Elsewhere
    rows = {
        (row.ref, row.rule, row.field): row
        for row in (_finding(run, now, thing, one) for thing, one in found)
    }
    Finding.objects.bulk_create(
        rows.values(),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["ref", "rule", "field"],
        update_fields=_SAID,
    )


def _finding(run: CheckupRun, now: datetime, thing: Thing, found: checkup.Found) -> Finding:
    return Finding(
        run=run,
        rule=found.rule,
        grave=checkup.RULES[found.rule].grave,
        ref=thing.ref,
        field=found.field[:300],
        implementation_id=thing.implementation,
        organisation_id=thing.organisation,
        division_id=thing.division,
        name=thing.name[:200],
        message=found.message[:500],
        first_at=now,
        seen_at=now,
    )


@transaction.atomic
def _end(run: CheckupRun, now: datetime, found: Iterable[_Found]) -> None:
    """Write what concerns the whole, drop what was not found again, and end the run."""
    _store(run, now, found, state=CheckupRun.State.DONE, finished_at=now)
    Finding.objects.exclude(run=run).delete()
