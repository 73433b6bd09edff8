"""Appending. The bytes are described in tongban.core.ledger.rules."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from tongban.core.ledger import rules, selectors
from tongban.core.ledger.models import Entry, Salt
from tongban.core.ledger.types import Act, Head
from tongban.lib import canonical

_SALT_BYTES = 32
_BATCH = 500


def append(
    *,
    subject: str,
    verb: str,
    actor: str,
    at: datetime,
    payload: Mapping[str, Any],
    on_behalf: str = "",
    personal: Mapping[str, str] | None = None,
    head: Head | None = None,
) -> Head:
    """Append an entry to the chain of `subject` and return its new head.

    Call it inside the transaction of the act: both hold or neither. With `head` (`Head()` for the
    first) it is one INSERT, and the caller's lock on its own row serialises the chain; without, the
    last entry is read first. Two that append at once without a lock: one gets an IntegrityError.

    `payload` holds JSON-like values (dates, instants, decimals are written as text) and nothing
    personal. `personal` values enter as salted commitments under `payload["personal"]`; they cost
    a SELECT more (and an INSERT for a subject's first). Raises NotCanonical for other values,
    ValueError if `payload` has a field "personal" of its own.
    """
    if head is None:
        head = selectors.head(subject)
    text = _payload(subject, payload, personal)
    return _insert(
        subject=subject,
        seq=head.seq + 1,
        at=at,
        actor=actor,
        on_behalf=on_behalf,
        verb=verb,
        payload=text,
        prev_hash=head.hash,
    )


def append_many(acts: Iterable[Act]) -> None:
    """Append entries in their order, each to the chain of its subject: the bytes of `append`.

    For each 500 one SELECT of their heads, and the INSERTs. Call it inside the transaction of the
    acts, whose locks serialise the chains. Raises NotCanonical.
    """
    waiting = iter(acts)
    while batch := list(islice(waiting, _BATCH)):
        Entry.objects.insert(_chained(batch))


def _chained(acts: Sequence[Act]) -> Iterator[Entry]:
    heads = selectors.heads({act.subject for act in acts})
    for act in acts:
        entry = _entry(
            subject=act.subject,
            seq=(before := heads.get(act.subject, Head())).seq + 1,
            at=act.at,
            actor=act.actor,
            on_behalf=act.on_behalf,
            verb=act.verb,
            payload=canonical.text(act.payload),
            prev_hash=before.hash,
        )
        heads[act.subject] = Head(before.seq + 1, entry.hash)
        yield entry


def record_reading(
    *,
    subject: str,
    actor: str,
    at: datetime,
    reason: str,
    fields: Sequence[str],
    on_behalf: str = "",
) -> None:
    """Record that `actor` read these personal fields of `subject`, and why: one INSERT.

    A reading has its place in the tree but none in the subject's chain, so readers never wait for
    one another.
    """
    _insert(
        subject=subject,
        seq=None,
        at=at,
        actor=actor,
        on_behalf=on_behalf,
        verb="ledger.read",
        payload=canonical.text({"reason": reason, "fields": list(fields)}),
        prev_hash="",
    )


def erase_salt(subject: str, *, actor: str, at: datetime) -> bool:
    """Erase the salt of `subject` and record that; return whether there was one.

    Its commitments stay in the chain, which still verifies, but nobody can tell any more what they
    committed to. Call it inside a transaction.
    """
    deleted, _ = Salt.objects.filter(subject=subject).delete()
    if not deleted:
        return False
    _insert(
        subject=subject,
        seq=None,
        at=at,
        actor=actor,
        on_behalf="",
        verb="ledger.erase",
        payload="{}",
        prev_hash="",
    )
    return True


def _payload(subject: str, payload: Mapping[str, Any], personal: Mapping[str, str] | None) -> str:
    if not personal:
        return canonical.text(payload)
    if "personal" in payload:
        raise ValueError("give personal values by `personal`, not in the payload")
    salt = _salt(subject)
    hidden = {name: rules.commitment(salt, name, value) for name, value in personal.items()}
    return canonical.text({**payload, "personal": hidden})


def _salt(subject: str) -> bytes:
    row = Salt.objects.filter(subject=subject).first()
    if row is None:
        row = Salt.objects.create(subject=subject, value=secrets.token_hex(_SALT_BYTES))
    return bytes.fromhex(row.value)


def _insert(**fields: Any) -> Head:
    entry = _entry(**fields)
    entry.save()
    return Head(entry.seq or 0, entry.hash)


def _entry(**fields: Any) -> Entry:
    return Entry(**fields, hash=rules.entry_hash(**fields))
