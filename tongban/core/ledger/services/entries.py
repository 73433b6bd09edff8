"""Appending. The bytes are described in tongban.core.ledger.rules."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tongban.core.ledger import rules, selectors
from tongban.core.ledger.models import Entry, Salt
from tongban.core.ledger.types import Head
from tongban.lib import canonical

_SALT_BYTES = 32


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


def _insert(
    *,
    subject: str,
    seq: int | None,
    at: datetime,
    actor: str,
    on_behalf: str,
    verb: str,
    payload: str,
    prev_hash: str,
) -> Head:
    digest = rules.entry_hash(
        subject=subject,
        seq=seq,
        at=at,
        actor=actor,
        on_behalf=on_behalf,
        verb=verb,
        payload=payload,
        prev_hash=prev_hash,
    )
    Entry.objects.create(
        subject=subject,
        seq=seq,
        at=at,
        actor=actor,
        on_behalf=on_behalf,
        verb=verb,
        payload=payload,
        prev_hash=prev_hash,
        hash=digest,
    )
    return Head(seq or 0, digest)
