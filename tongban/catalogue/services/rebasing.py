"""Open applications are moved to a new edition where that is lawful: ordered, done, recorded.

Publishing orders the move; a job does it from the day on which the edition holds, 500 applications
a run. A run may be killed at any moment and begun again: each application is moved and counted in
one transaction, with the place up to which all have been looked at.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tongban.catalogue.models import Edition, Rebasing
from tongban.catalogue.selectors.rebasing import (
    Impact,
    Judged,
    impact,
    judge,
    known,
    new_of,
    subject_of,
)
from tongban.catalogue.services.recording import record
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.workdays.rules import local_date
from tongban.lib.errors import Refusal
from tongban.workflow import selectors as engine
from tongban.workflow import services as work
from tongban.workflow.errors import Conflict
from tongban.workflow.types import OpenItem

__all__ = ["BATCH", "Impact", "due", "impact", "move", "order", "order_many"]

log = logging.getLogger(__name__)

BATCH = 500
ROUNDS = 5  # how often one is tried again that somebody always acts upon just then
CONFLICT = "conflict"
QUIET = timedelta(minutes=5)  # a run that has said nothing for so long is dead, or was never begun
_OPEN = (Rebasing.State.WAITING, Rebasing.State.RUNNING)


class Elsewhere(Exception):
    """Another run is at work on the same move: this one leaves it to that."""


@transaction.atomic
def order(*, actor: Actor, now: datetime, edition: Edition) -> Rebasing | None:
    """Have the applications that are open under former editions moved to `edition` once it holds.

    Called by whoever publishes, in the same transaction. None if there is nothing to move: no
    former edition, or nothing open under it and none that may still come. Again gives the same.
    """
    if edition.number == 1:
        return None
    later = edition.effective_from is not None and edition.effective_from > local_date(now)
    if not later and not engine.open_items(subject_of(edition.implementation), limit=1):
        return None
    rebasing, _ = Rebasing.objects.get_or_create(
        edition=edition, defaults={"ordered_by": actor.ref, "ordered_at": now}
    )
    return rebasing


def order_many(*, actor: Actor, now: datetime, editions: Sequence[Edition]) -> None:
    """As `order` for many editions, in three queries at most; the caller's transaction."""
    later = [one for one in editions if one.number > 1]
    if not later:
        return
    waiting = {one.pk for one in later if (one.effective_from or date.min) > local_date(now)}
    subjects = {subject_of(one.implementation): one.pk for one in later if one.pk not in waiting}
    waiting |= {subjects[subject] for subject in engine.subjects_open(subjects)}
    Rebasing.objects.bulk_create(
        [
            Rebasing(edition=one, ordered_by=actor.ref, ordered_at=now)
            for one in later
            if one.pk in waiting
        ],
        ignore_conflicts=True,
    )


def due(now: datetime, limit: int = 100) -> list[int]:
    """Claim the moves whose edition holds and that nobody is at work on; return their ids."""
    quiet = Q(touched_at=None) | Q(touched_at__lt=now - QUIET)
    found = Rebasing.objects.filter(
        quiet, state__in=_OPEN, edition__effective_from__lte=local_date(now)
    )
    ids = list(found.order_by("pk").values_list("pk", flat=True)[:limit])
    return [
        pk
        for pk in ids
        if Rebasing.objects.filter(quiet, pk=pk).update(
            touched_at=now, state=Rebasing.State.RUNNING
        )
    ]


def move(*, now: datetime, rebasing: int, limit: int = BATCH) -> bool:
    """Do the next batch of a move; say whether there is more to do at once.

    Applications upon which somebody acts meanwhile are tried again in a later run. Safe to run
    twice at a time, and again after a kill.
    """
    row = _loaded(rebasing)
    if row is None or row.state not in _OPEN:
        return False
    if _is_overtaken(row, now):
        row.state, row.finished_at = Rebasing.State.OVERTAKEN, now
        row.save(update_fields=["state", "finished_at"])
        return False
    subject = subject_of(row.edition.implementation)
    page = engine.open_items(subject, after=row.cursor, limit=limit)
    waiting = engine.open_items(subject, only=row.again) if row.again and not page else []
    try:
        _Run(row, now).work(page or waiting, last=not page)
    except Elsewhere:
        return False
    return bool(page)


def _loaded(pk: int) -> Rebasing | None:
    found = Rebasing.objects.select_related(
        "edition__implementation__matter",
        "edition__implementation__organisation",
        "edition__implementation__division",
    )
    return found.filter(pk=pk).first()


def _is_overtaken(row: Rebasing, now: datetime) -> bool:
    """Say whether a later edition, which moves them itself, holds already."""
    later = Rebasing.objects.filter(
        edition__implementation=row.edition.implementation_id,
        edition__number__gt=row.edition.number,
        edition__effective_from__lte=local_date(now),
    )
    return later.exists()


class _Run:
    """One batch: what is counted since the row was last written goes with the next write."""

    def __init__(self, row: Rebasing, now: datetime) -> None:
        self.row, self.now = row, now
        self.stays: Counter[str] = Counter()
        self.again: list[int] = list(row.again)

    def work(self, items: Sequence[OpenItem], *, last: bool) -> None:
        """Move what may move; `last`: all have been looked at, only those tried again are left."""
        edition = self.row.edition
        editions = known(items, edition.implementation, {}) if items else {}
        for judged in judge(new_of(edition), items, editions, self.now) if items else ():
            self._one(judged, cursor=self.row.cursor if last else judged.item.id)
        if not last:
            self._write(cursor=items[-1].id)
            return
        still = {one.id for one in items}
        self.again = [pk for pk in self.again if pk in still]  # the others have ended meanwhile
        self._end()

    def _one(self, judged: Judged, *, cursor: int) -> None:
        item = judged.item
        before = list(self.again)
        self.again = [pk for pk in before if pk != item.id]
        if judged.reasons or judged.command is None:
            self.stays[judged.reasons[0].code] += 1
            return
        try:
            with transaction.atomic():
                work.perform(
                    actor=SYSTEM, now=self.now, item=item.id, command=judged.command,
                    expected_version=item.version,
                )  # fmt: skip
                self._write(cursor=cursor, moved=self.row.moved + 1)
        except Conflict:
            self.again = [*self.again, item.id]
        except Refusal as why:  # a guard or an effect; it stays, and the record says why
            log.warning("item %s was not moved: %s", item.id, why)
            self.stays[why.reason] += 1

    def _end(self) -> None:
        """All have been looked at: done, or some are tried once more when time has passed."""
        rounds = self.row.rounds + 1
        if self.again and rounds < ROUNDS:
            self._write(rounds=rounds)
            return
        if self.again:
            self.stays[CONFLICT] += len(self.again)
        self.again = []
        with transaction.atomic():
            self._write(rounds=rounds, state=Rebasing.State.DONE, finished_at=self.now)
            record(
                SYSTEM, self.now, self.row.edition.implementation, "catalogue.rebased",
                number=self.row.edition.number, moved=self.row.moved, stayed=self.row.stayed,
                reasons=dict(self.row.reasons),
            )  # fmt: skip

    def _write(self, **values: object) -> None:
        """Write down how far it is, unless another run has: place and counts tell."""
        row = self.row
        before = {"cursor": row.cursor, "moved": row.moved, "rounds": row.rounds}
        values |= {
            "again": list(self.again),
            "reasons": dict(Counter(row.reasons) + self.stays),
            "touched_at": self.now,
        }
        if not Rebasing.objects.filter(pk=row.pk, state__in=_OPEN, **before).update(**values):
            raise Elsewhere
        for name, value in values.items():
            setattr(row, name, value)
        self.stays.clear()
