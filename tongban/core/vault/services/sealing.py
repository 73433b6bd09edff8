"""Seal, open, index. A token is `aes256gcm$k1$<base64url>`, an index `hmac-sha256$<base64url>`."""

import base64
import binascii

from tongban.core.vault.errors import VaultError
from tongban.core.vault.ports import CIPHERS, HASHES
from tongban.core.vault.services import keys

CIPHER = "aes256gcm"
HASH = "hmac-sha256"


def seal(text: str, *, purpose: str = "") -> str:
    """Encrypt `text` under the newest key; the same text gives another token each time.

    `purpose` is bound to the token: it opens only for the same purpose, so that a token cannot be
    moved to another column.
    """
    kid = keys.active()
    cipher = CIPHERS[CIPHER]
    raw = cipher.seal(keys.sealing(kid), text.encode(), _bound(cipher.name, kid, purpose))
    return f"{cipher.name}${kid}${_b64(raw)}"


def unseal(token: str, *, purpose: str = "") -> str:
    """Open a token. Raises VaultError (vault_broken, vault_key_missing)."""
    try:
        name, kid, body = token.split("$")
        cipher = CIPHERS[name]
        raw = _raw(body)
    except (ValueError, KeyError, binascii.Error) as error:
        raise VaultError("vault_broken") from error
    return cipher.open(keys.sealing(kid), raw, _bound(name, kid, purpose)).decode()


def blind(text: str, *, purpose: str) -> str:
    """Return the look-up index of `text`: the same text and purpose, the same index.

    Normalise the text first (upper case, no spaces). Indexes of two purposes cannot be compared.
    """
    keyed = HASHES[HASH]
    return f"{keyed.name}${_b64(keyed.digest(keys.blinding(purpose), text.encode()))}"


def rotate() -> str:
    """Make the next key, which seals from now on, and return its id; the old ones still open."""
    latest = keys.active()
    kid = f"k{int(latest[1:]) + 1}"
    keys.make(kid)
    return kid


def stale(token: str) -> bool:
    """Tell whether `token` was sealed by another than the newest key and cipher."""
    return not token.startswith(f"{CIPHER}${keys.active()}$")


def _bound(cipher: str, kid: str, purpose: str) -> bytes:
    return f"{cipher}${kid}${purpose}".encode()


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(body: str) -> bytes:
    return base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
