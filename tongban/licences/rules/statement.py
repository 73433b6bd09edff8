"""The signed statement in the QR code: a compact JWS (ES256) that anyone can check offline.

Payload, version 1: `v` 1, `i` identifier without the root, `n` number, `t` title, `h` holder
(masked for natural persons), `o` issuing body, `f` first and `e` last day as yyyymmdd (`e` empty:
长期), `a` the second it was signed. The header names `alg` and `kid`. Names are short because the
code must still be read from a small print; see `url_for`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from tongban.licences.errors import BadStatement
from tongban.licences.rules.identifier import ROOT, is_identifier
from tongban.licences.types import Claims

VERSION = 1
ALGORITHM = "ES256"
_STATEMENT = re.compile(r"[A-Za-z0-9_-]{20,200}\.[A-Za-z0-9_-]{40,2000}\.[A-Za-z0-9_-]{86}")
_READ_LIMIT = 20_000


def payload_of(claims: Claims) -> dict[str, Any]:
    """The JSON that is signed."""
    return {
        "v": VERSION,
        "i": claims.identifier.removeprefix(ROOT + "."),
        "n": claims.number,
        "t": claims.title,
        "h": claims.holder,
        "o": claims.issuer,
        "f": claims.valid_from.strftime("%Y%m%d"),
        "e": claims.valid_to.strftime("%Y%m%d") if claims.valid_to else "",
        "a": int(claims.issued_at.timestamp()),
    }


def url_for(site: str, statement: str) -> str:
    """The address in the QR code. The statement is the fragment: no server ever sees it unasked."""
    return f"{site}/v#{statement}"


def find(text: str) -> str:
    """The first thing in `text` (an address, a scan) that has a statement's shape, or ""."""
    found = _STATEMENT.search(text[:_READ_LIMIT])
    return found.group() if found else ""


def read(statement: str, keys: Sequence[Mapping[str, str]]) -> Claims:
    """Check the signature against the published keys (JWKs) and return what it says.

    Raises BadStatement: `statement_unreadable` (no statement, or of another version),
    `statement_unknown_key` (signed by nobody we know), `statement_forged` (the signature does not
    fit). The key is chosen by `kid`; the algorithm is never taken from the statement.
    """
    if not _STATEMENT.fullmatch(statement):
        raise BadStatement()
    try:
        parts = jws.extract_compact(statement.encode("ascii"))
        header = parts.headers()
    except (JoseError, ValueError, TypeError) as error:
        raise BadStatement() from error
    kid = str(header.get("kid", ""))
    known = next((key for key in keys if key.get("kid") == kid), None)
    if known is None:
        raise BadStatement("statement_unknown_key", kid=kid)
    if header.get("alg") != ALGORITHM or set(header) - {"alg", "kid"}:
        raise BadStatement("statement_forged")
    try:
        key = ECKey.import_key(dict(known))
        content = jws.deserialize_compact(statement, key, algorithms=[ALGORITHM])
    except (JoseError, ValueError, TypeError) as error:
        raise BadStatement("statement_forged") from error
    return _claims(content.payload, kid)


def _claims(payload: bytes, kid: str) -> Claims:
    try:
        said = json.loads(payload)
        if said["v"] != VERSION:
            raise BadStatement(version=said["v"])
        claims = Claims(
            identifier=f"{ROOT}.{said['i']}",
            number=str(said["n"]),
            title=str(said["t"]),
            holder=str(said["h"]),
            issuer=str(said["o"]),
            valid_from=_day(said["f"]),
            valid_to=_day(said["e"]) if said["e"] else None,
            issued_at=datetime.fromtimestamp(int(said["a"]), tz=UTC),
            kid=kid,
        )
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        raise BadStatement() from error
    if not is_identifier(claims.identifier):
        raise BadStatement()
    return claims


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
