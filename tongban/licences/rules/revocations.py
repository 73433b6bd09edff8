"""The public list of licences that are in force no longer: signed, dated, checked without network.

The document is JSON: `format`, `at` (as of when), `until` (when a newer one must be fetched),
`licences` (each `identifier`, `status`, `since`), and `signed`, a compact JWS (ES256, the
statements' keys) over `{"typ", "at", "until", "n", "sha256"}`: the number of entries and the
SHA-256 of their lines `identifier status since`, joined by newlines. Nobody's name or number is on
it. What is not on it was not ended when it was made; whether it was ever issued it does not say.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from tongban.licences.errors import BadStatement
from tongban.licences.rules.statement import ALGORITHM

FORMAT = "tongban licence revocations 2"
TYPE = "licence-revocations"


@dataclass(frozen=True, slots=True)
class Revocations:
    """A list whose signature holds: status and instant by identifier."""

    at: datetime
    until: datetime
    ended: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)

    def fresh(self, now: datetime) -> bool:
        """Whether the list is not yet to be replaced by a newer one."""
        return now <= self.until


def entries(rows: Iterable[tuple[str, str, datetime]]) -> list[dict[str, str]]:
    """The entries of the document, by identifier."""
    return [
        {"identifier": identifier, "status": status, "since": instant(since)}
        for identifier, status, since in sorted(rows)
    ]


def instant(at: datetime) -> str:
    """An instant as the document writes it: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def claims(listed: Sequence[Mapping[str, str]], *, at: datetime, until: datetime) -> dict[str, Any]:
    """What is signed."""
    return {
        "typ": TYPE,
        "at": instant(at),
        "until": instant(until),
        "n": len(listed),
        "sha256": _digest(listed),
    }


def _digest(listed: Sequence[Mapping[str, str]]) -> str:
    lines = [f"{one['identifier']} {one['status']} {one['since']}" for one in listed]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read(text: bytes, keys: Sequence[Mapping[str, str]]) -> Revocations:
    """Check the document against the published keys and return what it says.

    Raises BadStatement: `list_unreadable`, `statement_unknown_key`, `list_forged` (the signature
    does not fit, or an entry was added, left out or changed).
    """
    try:
        said = json.loads(text)
        listed = said["licences"]
        signed = str(said["signed"])
        header = jws.extract_compact(signed.encode("ascii")).headers()
        digest = _digest(listed)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise BadStatement("list_unreadable") from error
    known = next((key for key in keys if key.get("kid") == header.get("kid")), None)
    if known is None:
        raise BadStatement("statement_unknown_key", kid=str(header.get("kid", "")))
    try:
        key = ECKey.import_key(dict(known))
        claimed = json.loads(jws.deserialize_compact(signed, key, algorithms=[ALGORITHM]).payload)
        same = (claimed["typ"], claimed["n"], claimed["sha256"]) == (TYPE, len(listed), digest)
        if not same or (claimed["at"], claimed["until"]) != (said["at"], said["until"]):
            raise BadStatement("list_forged")
        return Revocations(
            at=_at(claimed["at"]),
            until=_at(claimed["until"]),
            ended={one["identifier"]: (one["status"], _at(one["since"])) for one in listed},
        )
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise BadStatement("list_forged") from error


def _at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
