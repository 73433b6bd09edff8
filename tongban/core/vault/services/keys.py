"""The keys on disk: one file a key, under settings.KEYS.

`vault-k1.key`, `vault-k2.key`, … seal; the highest number seals anew, every one still opens.
To rotate, call `services.rotate()` (or put the next file there). `blind.key` makes the look-up
indexes and stays: changing it means computing every index again.
"""

import base64
import re
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tongban.core.vault.errors import VaultError
from tongban.lib.secretfile import read_or_make

_BYTES = 32
_FILE = re.compile(r"vault-(k[1-9]\d{0,5})\.key")


def _folder() -> Path:
    return Path(settings.KEYS)


def kids() -> list[str]:
    """Return the ids of the sealing keys that exist, oldest first."""
    folder = _folder()
    names = [_FILE.fullmatch(p.name) for p in folder.iterdir()] if folder.is_dir() else []
    return sorted((m[1] for m in names if m), key=lambda kid: int(kid[1:]))


def active() -> str:
    """Return the id of the key that seals; the very first one is made here."""
    return _active(_folder())


@cache
def _active(folder: Path) -> str:
    found = kids()
    if not found:
        make("k1")
        return "k1"
    return found[-1]


def make(kid: str) -> None:
    """Make the key file of `kid` if there is none."""
    read_or_make(_folder() / f"vault-{kid}.key", size=_BYTES)
    forget()


def sealing(kid: str) -> bytes:
    """Return the 32 bytes of key `kid`. Raises VaultError(vault_key_missing)."""
    return _sealing(_folder(), kid)


@cache
def _sealing(folder: Path, kid: str) -> bytes:
    path = folder / f"vault-{kid}.key"
    if not _FILE.fullmatch(path.name) or not path.is_file():
        raise VaultError("vault_key_missing", kid=kid)
    return _decode(path.read_text(encoding="ascii").strip())


def blinding(purpose: str) -> bytes:
    """Return the key of one purpose's index, derived by HKDF-SHA256 (RFC 5869)."""
    return _blinding(_folder(), purpose)


@cache
def _blinding(folder: Path, purpose: str) -> bytes:
    master = _decode(read_or_make(folder / "blind.key", size=_BYTES))
    info = b"tongban.vault.blind/" + purpose.encode()
    return HKDF(algorithm=SHA256(), length=_BYTES, salt=None, info=info).derive(master)


def _decode(text: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise VaultError("vault_key_missing") from error
    if len(raw) != _BYTES:
        raise VaultError("vault_key_missing")
    return raw


def forget() -> None:
    """Drop the keys kept in memory: after a rotation, and in tests."""
    for kept in (_active, _sealing, _blinding):
        kept.cache_clear()
