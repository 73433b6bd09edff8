"""Signed checkpoints over the positions placed so far."""

from datetime import datetime

from django.db import connection, transaction

from tongban.core.ledger import rules
from tongban.core.ledger.models import Checkpoint, Entry
from tongban.core.ledger.selectors import signed_tree
from tongban.core.ledger.services import keys
from tongban.core.ledger.types import SignedTree
from tongban.lib.merkle import Frontier

_CHUNK = 2000
_LOCK = 0x4C454443


def checkpoint(*, now: datetime) -> SignedTree | None:
    """Sign the tree over all positions so far; None if nothing is new since the last one.

    Reads only the entries after the last checkpoint, whose frontier it carries on.
    """
    last = Checkpoint.objects.order_by("-size").first()
    frontier = frontier_of(last)
    # Entries never change, so they are read without a transaction; the row's key settles a race.
    fresh = Entry.objects.filter(position__gt=frontier.size).order_by("position")
    for position, digest in fresh.values_list("position", "hash").iterator(chunk_size=_CHUNK):
        if position != frontier.size + 1:
            break  # a hole: sign what is whole and leave the finding to `verify`
        frontier.add(rules.leaf(digest))
    if frontier.size == (last.size if last else 0):
        return None
    root = frontier.root()
    text = rules.note_text(keys.origin(), frontier.size, root, now)
    note = rules.note(text, keys.origin(), keys.public(), keys.sign(text.encode()))
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        row, _ = Checkpoint.objects.get_or_create(
            size=frontier.size,
            defaults={
                "root": root.hex(),
                "frontier": " ".join(node.hex() for node in frontier.hashes),
                "at": now,
                "note": note,
            },
        )
    return signed_tree(row)


def frontier_of(row: Checkpoint | None) -> Frontier:
    """Return the frontier kept with a checkpoint (an empty one for none). Raises ValueError."""
    if row is None:
        return Frontier()
    return Frontier(row.size, [bytes.fromhex(part) for part in row.frontier.split()])
