"""Reading the ledger: a subject's timeline, the feed in order, proofs."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db import connection

from tongban.core.ledger import rules
from tongban.core.ledger.errors import NotInTree
from tongban.core.ledger.models import Checkpoint, Entry, Salt
from tongban.core.ledger.ports import verbs as words
from tongban.core.ledger.types import FeedEntry, Head, Proof, SignedTree
from tongban.lib import merkle

FEED_MAX = 1000


def timeline(subject: str, *, readings: bool = False) -> list[FeedEntry]:
    """Return the entries of `subject`, oldest first; with `readings` also who read it."""
    rows = Entry.objects.filter(subject=subject).order_by("id")
    if not readings:
        rows = rows.filter(seq__isnull=False)
    return _shown(rows)


def feed(*, after: int, limit: int = 100, verbs: Collection[str] | None = None) -> list[FeedEntry]:
    """Return entries placed after position `after` (0 for the start), in order, at most `limit`.

    Follow it by giving the last position seen; nothing that commits late is ever skipped. `verbs`
    keeps only these. At most 1000 at a time.
    """
    rows = Entry.objects.filter(position__gt=after).order_by("position")
    if verbs is not None:
        rows = rows.filter(verb__in=list(verbs))
    return _shown(rows[: min(limit, FEED_MAX)])


def head(subject: str) -> Head:
    """Return the head of the chain of `subject` (`Head()` if it has none)."""
    last = (
        Entry.objects.filter(subject=subject, seq__isnull=False)
        .order_by("-seq")
        .values_list("seq", "hash")
        .first()
    )
    return Head(last[0] or 0, last[1]) if last else Head()


def heads(subjects: Collection[str]) -> dict[str, Head]:
    """Return the heads of the chains of `subjects`; those without any entry are left out.

    One statement, and as quick for long chains: each subject is a look at the end of its index.
    (Through the ORM it is a look at every entry of every chain.)
    """
    wanted = sorted(set(subjects))
    if not wanted:
        return {}
    listed, given = _LISTED[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(_HEADS.format(listed=listed), [given(wanted)])
        return {subject: Head(seq, digest) for subject, seq, digest in cursor.fetchall()}


_HEADS = """
SELECT entry.subject, entry.seq, entry.hash FROM {listed}
JOIN ledger_entry AS entry ON entry.subject = listed.value AND entry.seq = (
    SELECT MAX(last.seq) FROM ledger_entry AS last WHERE last.subject = listed.value
)
"""
_LISTED: Mapping[str, tuple[str, Callable[[list[str]], Any]]] = {
    "postgresql": ("UNNEST(%s::text[]) AS listed(value)", list),
    "sqlite": ("json_each(%s) AS listed", json.dumps),
}


def position() -> int:
    """Return the last position placed (0 for none)."""
    return (
        Entry.objects.filter(position__isnull=False)
        .order_by("-position")
        .values_list("position", flat=True)
        .first()
        or 0
    )


def pending() -> int:
    """Return how many committed entries wait for the relay: the feed's lag."""
    return Entry.objects.filter(position__isnull=True).count()


def checkpoint(*, size: int | None = None) -> SignedTree | None:
    """Return the last signed checkpoint, or the one of `size`."""
    rows = Checkpoint.objects.order_by("-size")
    row = rows.first() if size is None else rows.filter(size=size).first()
    return None if row is None else signed_tree(row)


def signed_tree(row: Checkpoint) -> SignedTree:
    """Return the checkpoint as others see it."""
    return SignedTree(size=row.size, root=bytes.fromhex(row.root), at=row.at, note=row.note)


def inclusion(position: int, *, size: int | None = None) -> Proof:
    """Return the proof that the entry at `position` is in the last checkpoint's tree (or `size`).

    Check it with `tongban.lib.merkle.verify_inclusion`. Raises NotInTree.
    """
    tree = checkpoint(size=size)
    entry = Entry.objects.filter(position=position).values_list("hash", flat=True).first()
    if tree is None or entry is None or position > tree.size:
        raise NotInTree(position=position)
    ranges = merkle.inclusion_ranges(position - 1, tree.size)
    path = tuple(_range_hash(low, high) for low, high in ranges)
    return Proof(index=position - 1, entry_hash=entry, path=path, tree=tree)


def consistency(first: int, second: int) -> tuple[bytes, ...]:
    """Return the proof that the tree of size `first` grew into that of `second`.

    Check it with `tongban.lib.merkle.verify_consistency`. Raises NotInTree if it is not that large.
    """
    if not 0 < first <= second <= position():
        raise NotInTree(position=second)
    return tuple(_range_hash(low, high) for low, high in merkle.consistency_ranges(first, second))


def matches(subject: str, *, name: str, value: str, commitment: str) -> bool:
    """Tell whether `commitment` in the chain of `subject` was made to `value`.

    False also after the salt was erased: then nobody can tell.
    """
    salt = Salt.objects.filter(subject=subject).first()
    if salt is None:
        return False
    return rules.commitment(bytes.fromhex(salt.value), name, value) == commitment


def _range_hash(low: int, high: int) -> bytes:
    rows = Entry.objects.filter(position__gt=low, position__lte=high).order_by("position")
    hashes = rows.values_list("hash", flat=True).iterator(chunk_size=5000)
    return merkle.range_hash(rules.leaf(digest) for digest in hashes)


def _shown(rows: Iterable[Entry]) -> list[FeedEntry]:
    return [_entry(row) for row in rows]


def _entry(row: Entry) -> FeedEntry:
    payload = json.loads(row.payload)
    return FeedEntry(
        position=row.position,
        subject=row.subject,
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        on_behalf=row.on_behalf,
        verb=row.verb,
        payload=payload,
        hash=row.hash,
        text=words.words(row.verb, payload),
    )
