"""Computing everything again: hashes, chains, density, roots, signatures."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from tongban.core.ledger import rules
from tongban.core.ledger.models import Checkpoint, Entry
from tongban.core.ledger.services import keys
from tongban.core.ledger.services.checkpoints import frontier_of
from tongban.core.ledger.types import Broken, Report
from tongban.lib.merkle import Frontier

_BATCH = 1000


class _Found(Exception):
    def __init__(self, broken: Broken) -> None:
        self.broken = broken
        super().__init__(broken.reason)


def verify(*, full: bool = False, now: datetime | None = None) -> Report:
    """Verify the ledger; report the first thing that does not hold.

    Without `full`, from the last checkpoint that a verification passed (its root and signature are
    checked again, the entries under it are not); with `full`, from the first entry, and the pending
    entries too. Looked at: the hash of every entry; that seq n follows the same subject's n - 1 and
    carries its hash; that positions have no hole; the root, frontier and signature of every
    checkpoint. With `now` the last checkpoint that holds is marked as verified then.
    """
    start = None if full else Checkpoint.objects.filter(verified_at__isnull=False).last()
    run = _Run(start)
    broken: Broken | None = None
    try:
        run.whole()
        if full:
            run.pending()
    except _Found as found:
        broken = found.broken
    if now is not None and broken is None and run.last_checkpoint:
        Checkpoint.objects.filter(size=run.last_checkpoint).update(verified_at=now)
    return Report(
        ok=broken is None,
        full=full,
        first=run.first,
        last=run.frontier.size,
        entries=run.entries,
        checkpoints=run.checkpoints,
        broken=broken,
    )


def verify_chain(subject: str) -> Broken | None:
    """Check the chain of one subject; None if every entry holds and follows the one before it."""
    rows = _linked(Entry.objects.filter(subject=subject, seq__isnull=False)).order_by("seq")
    try:
        for row in rows:
            _hash_and_link(row)
    except _Found as found:
        return found.broken
    return None


class _Run:
    """One walk over the positions, checkpoint by checkpoint."""

    def __init__(self, start: Checkpoint | None) -> None:
        self.entries = self.checkpoints = self.last_checkpoint = 0
        self.start = start
        self.frontier = Frontier()
        self.first = (start.size if start else 0) + 1

    def whole(self) -> None:
        if self.start is not None:
            self.frontier = _frontier(self.start)
            self._checkpoint(self.start)
        ahead = list(Checkpoint.objects.filter(size__gte=self.first).order_by("size"))
        for row in _entries_after(self.frontier.size):
            self._entry(row)
            if ahead and ahead[0].size == self.frontier.size:
                self._checkpoint(ahead.pop(0))
        if ahead:
            raise _Found(Broken("entries_missing", position=self.frontier.size + 1))

    def pending(self) -> None:
        rows = _linked(Entry.objects.filter(position__isnull=True)).order_by("id")
        for row in rows.iterator(chunk_size=_BATCH):
            _hash_and_link(row)
            self.entries += 1

    def _entry(self, row: Entry) -> None:
        if row.position != self.frontier.size + 1:
            raise _Found(_broken("position_hole", row, position=self.frontier.size + 1))
        _hash_and_link(row)
        self.frontier.add(rules.leaf(row.hash))
        self.entries += 1

    def _checkpoint(self, row: Checkpoint) -> None:
        root = self.frontier.root()
        if root.hex() != row.root:
            raise _Found(Broken("root_differs", position=row.size))
        if _frontier(row).hashes != self.frontier.hashes:
            raise _Found(Broken("frontier_differs", position=row.size))
        origin = keys.origin()
        parts = rules.note_signature(row.note, origin, keys.public())
        text = rules.note_text(origin, row.size, root, row.at).encode()
        if parts is None or parts[0] != text or not keys.holds(*parts):
            raise _Found(Broken("signature_invalid", position=row.size))
        self.checkpoints += 1
        self.last_checkpoint = row.size


def _frontier(row: Checkpoint) -> Frontier:
    try:
        return frontier_of(row)
    except ValueError as error:
        raise _Found(Broken("frontier_differs", position=row.size)) from error


def _entries_after(position: int) -> Iterator[Entry]:
    """Yield by keyed batches, so that no transaction or cursor stays open over a long run."""
    while True:
        rows = _linked(Entry.objects.filter(position__gt=position)).order_by("position")[:_BATCH]
        batch = list(rows)
        yield from batch
        if len(batch) < _BATCH:
            return
        position = batch[-1].position or 0


def _linked(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    former = Entry.objects.filter(subject=OuterRef("subject"), seq=OuterRef("seq") - 1)
    return rows.annotate(
        former_hash=Subquery(former.values("hash")[:1]),
        former_position=Subquery(former.values("position")[:1]),
    )


def _hash_and_link(row: Entry) -> None:
    digest = rules.entry_hash(
        subject=row.subject,
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        on_behalf=row.on_behalf,
        verb=row.verb,
        payload=row.payload,
        prev_hash=row.prev_hash,
    )
    if digest != row.hash:
        raise _Found(_broken("hash_differs", row))
    if row.seq is None or row.seq == 1:
        if row.prev_hash:
            raise _Found(_broken("link_differs", row))
        return
    former_hash: str | None = row.former_hash  # type: ignore[attr-defined]
    former_position: int | None = row.former_position  # type: ignore[attr-defined]
    if former_hash is None:
        raise _Found(_broken("former_missing", row))
    if former_hash != row.prev_hash:
        raise _Found(_broken("link_differs", row))
    if row.position is not None and (former_position is None or former_position > row.position):
        raise _Found(_broken("order_differs", row))


def _broken(reason: str, row: Entry, *, position: int | None = None) -> Broken:
    return Broken(reason, position=position or row.position, entry=row.pk, subject=row.subject)
