"""The bytes that are hashed, so that an outsider can compute every hash again.

**Netstring**: the decimal length of the UTF-8 bytes, `:`, the bytes, `,`. `ns("案")` is `3:案,`.

**Entry hash**: `sha256$` + lower-case hex of SHA-256 over the concatenation of nine netstrings:

1. the domain `tongban.ledger.entry.v1`
2. subject
3. seq in decimal, or the empty text for a reading (an entry without a chain)
4. at: the instant in UTC as `YYYY-MM-DDTHH:MM:SS.ffffffZ`, always with six digits
5. actor
6. on_behalf, or the empty text
7. verb
8. payload: the canonical JSON (RFC 8785) exactly as stored
9. prev_hash: the hash of the same subject's entry seq - 1 in full (`sha256$…`); the empty text for
   seq 1 and for a reading

The row's id and its position are outside: the id is the database's, the position is given later.

**Commitment** to a personal value: `hmac-sha256$` + hex of HMAC-SHA256 under the subject's 32-byte
salt, over ns(`tongban.ledger.personal.v1`), ns(name), ns(value). It stands in the payload under
`personal.<name>`. Without the salt it says nothing, and the salt can be erased.

**Merkle leaf** of position p: index p - 1, its data the ASCII bytes of the entry hash in full
(`sha256$…`), hashed as RFC 9162 has it (tongban.lib.merkle).

**Checkpoint**: a signed note (C2SP signed-note, tlog-checkpoint): the lines origin, tree size in
decimal, root in base64, and the extension line `at <instant as above>`; a blank line; then
`— <origin> <base64 of key id and signature>`, where the key id is the first four bytes of
SHA-256(origin || 0x0A || 0x01 || public key) and the signature Ed25519 over the text up to and
including the last newline before the blank line.
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from tongban.lib import merkle

ENTRY_DOMAIN = "tongban.ledger.entry.v1"
PERSONAL_DOMAIN = "tongban.ledger.personal.v1"
_ED25519 = b"\x01"


def netstring(text: str) -> bytes:
    """Return `text` as a netstring."""
    raw = text.encode()
    return b"%d:%b," % (len(raw), raw)


def instant(at: datetime) -> str:
    """Return the aware `at` as it is hashed: UTC, six digits of a second, Z."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(
    *,
    subject: str,
    seq: int | None,
    at: datetime,
    actor: str,
    on_behalf: str,
    verb: str,
    payload: str,
    prev_hash: str,
) -> str:
    """Return the hash of an entry (see the module's docstring)."""
    fields = (
        ENTRY_DOMAIN,
        subject,
        "" if seq is None else str(seq),
        instant(at),
        actor,
        on_behalf,
        verb,
        payload,
        prev_hash,
    )
    return "sha256$" + hashlib.sha256(b"".join(map(netstring, fields))).hexdigest()


def commitment(salt: bytes, name: str, value: str) -> str:
    """Return the commitment to `value` under `name`."""
    data = netstring(PERSONAL_DOMAIN) + netstring(name) + netstring(value)
    return "hmac-sha256$" + hmac.digest(salt, data, "sha256").hex()


def leaf(entry: str) -> bytes:
    """Return the Merkle leaf hash of an entry's hash."""
    return merkle.leaf_hash(entry.encode("ascii"))


def note_text(origin: str, size: int, root: bytes, at: datetime) -> str:
    """Return the signed part of a checkpoint's note."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\nat {instant(at)}\n"


def key_id(origin: str, public: bytes) -> bytes:
    """Return the four bytes by which a note names its Ed25519 key."""
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + public).digest()[:4]


def note(text: str, origin: str, public: bytes, signature: bytes) -> str:
    """Return the whole note: text, blank line, signature line."""
    signed = base64.b64encode(key_id(origin, public) + signature).decode()
    return f"{text}\n— {origin} {signed}\n"


def note_signature(whole: str, origin: str, public: bytes) -> tuple[bytes, bytes] | None:
    """Take a note apart: (the signed bytes, the signature of this key), or None if it has none."""
    text, gap, lines = whole.rpartition("\n\n")
    if not gap:
        return None
    for line in lines.splitlines():
        dash, _, rest = line.partition(" ")
        name, _, body = rest.partition(" ")
        if dash != "—" or name != origin:
            continue
        try:
            raw = base64.b64decode(body, validate=True)
        except ValueError:
            continue
        if raw[:4] == key_id(origin, public):
            return (text + "\n").encode(), raw[4:]
    return None
