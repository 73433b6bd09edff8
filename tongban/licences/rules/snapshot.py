"""What was seen of a licence at one moment, with a digest, so that a file keeps it unchanged."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from tongban.lib import canonical

FORMAT = "tongban licence snapshot 1"
_DIGESTED = (
    "format", "identifier", "version", "title", "number", "holder", "holder_code", "issuer",
    "issued_on", "valid_from", "valid_to", "status", "rows", "seen_at",
)  # fmt: skip


def taken(
    facts: Mapping[str, Any], rows: Sequence[tuple[str, str]], seen_at: str
) -> dict[str, Any]:
    """The snapshot of `facts` (the licence's own columns) and the `rows` of its face, seen at an
    instant (ISO 8601); its `digest` is SHA-256 over the canonical JSON (RFC 8785) of the rest."""
    whole = {
        **facts,
        "format": FORMAT,
        "rows": [[label, value] for label, value in rows],
        "seen_at": seen_at,
    }
    return {**whole, "digest": digest(whole)}


def digest(snapshot: Mapping[str, Any]) -> str:
    """The digest that a snapshot must have; its algorithm's name stands before it."""
    known = {name: snapshot.get(name, "") for name in _DIGESTED}
    return "sha256$" + hashlib.sha256(canonical.encode(known)).hexdigest()


def intact(snapshot: Mapping[str, Any]) -> bool:
    """Whether nothing in the snapshot was changed since it was taken."""
    return snapshot.get("format") == FORMAT and snapshot.get("digest") == digest(snapshot)
