"""What time itself brings about; each item in its own transaction, each thing once."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from tongban.core.accounts.types import SYSTEM
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import day_start
from tongban.lib.errors import Refusal
from tongban.workflow.models import Clock, Link, WorkItem
from tongban.workflow.rules.draft import Draft
from tongban.workflow.selectors.snapshots import locked, snapshot_of
from tongban.workflow.services import writing
from tongban.workflow.services.acting import perform
from tongban.workflow.states import ENDED
from tongban.workflow.types import Expire, Facts, Signal

log = logging.getLogger(__name__)
_BATCH = 500


def tick(now: datetime) -> int:
    """Let every clock that has run out do what it must, and tell sources how referrals ended.

    Gives how many things were done. Idempotent: what is done is marked in the same transaction.
    """
    return _expire_clocks(now) + _tell_sources(now)


def _expire_clocks(now: datetime) -> int:
    done, waiting = 0, 0
    due = Clock.objects.filter(due_at__lte=now, stopped_at=None, expired_at=None)
    due = due.exclude(on_expiry="").order_by("due_at", "pk")
    while done < _BATCH:
        # What could not expire stays in front of the list; it must not keep the others waiting.
        rows = list(due.values_list("item_id", "seq")[waiting : waiting + _BATCH])
        for item, seq in rows:
            try:
                perform(actor=SYSTEM, now=now, item=item, command=Expire(seq))
                done += 1
            except Refusal as why:  # somebody acted in between, a guard or an effect cannot: later
                log.warning("clock %s of item %s did not expire: %s", seq, item, why)
                waiting += 1
        if len(rows) < _BATCH:
            break
    return done


def _tell_sources(now: datetime) -> int:
    """Signal "referred" to the source of each referral whose target has ended."""
    done = 0
    links = Link.objects.filter(told_at=None, target__state__in=sorted(ENDED)).order_by("pk")
    for link in links.select_related("target")[:_BATCH]:
        with transaction.atomic():
            if not Link.objects.filter(pk=link.pk, told_at=None).update(told_at=now):
                continue
            data = {"number": link.target.number, "state": link.target.state}
            signal = Signal("referred", link.target.outcome, data)
            try:
                with transaction.atomic():
                    perform(actor=SYSTEM, now=now, item=link.source_id, command=signal)
            except Refusal:
                log.info("item %s did not wait for its referral", link.source_id)
            done += 1
    return done


def recompute(now: datetime, first: date | None = None) -> int:
    """Recompute the running clocks that a new version of the calendar may move.

    Those that were provisional, and with `first` (the first day that it writes) all that end on
    that day or later: a holiday that was announced long ago may be moved too. Gives how many
    items changed; again it changes nothing. Nobody acts: versions and chains stay as they are.
    """
    workdays.forget()  # this process may still hold the version before
    moved = Q(clocks__provisional=True)
    if first is not None:
        moved |= Q(clocks__due_at__gte=day_start(first))
    items = WorkItem.objects.filter(moved, clocks__stopped_at=None).distinct()
    return sum(_recomputed(pk, now) for pk in list(items.values_list("pk", flat=True)))


@transaction.atomic
def _recomputed(item: int, now: datetime) -> bool:
    row = locked(item)
    if row is None:
        return False
    before = snapshot_of(row)
    draft = Draft(before, Facts(SYSTEM, now, workdays.calendar(row.county)))
    draft.settle()
    change = draft.change("", {})
    if not change.clocks:
        return False
    writing.write_rows(row, change)
    WorkItem.objects.filter(pk=row.pk).update(
        due_at=change.item.due_at, warn_at=change.item.warn_at
    )
    return bool(change.clocks)
