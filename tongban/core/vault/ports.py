"""Ciphers and keyed hashes by name, so that SM4 and SM3 can take their place beside AES and SHA-2.

A cipher is a pair of functions over (key of 32 bytes, data, associated data); a keyed hash one over
(key, data). Every token begins with the name, so old tokens stay readable after a change.
"""

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tongban.core.vault.errors import VaultError

_NONCE = 12  # bytes: NIST SP 800-38D, 8.2.2 (random nonces, below 2^32 messages a key)


@dataclass(frozen=True, slots=True)
class Cipher:
    """An authenticated cipher: `seal` and `open` each take (key, data, associated data)."""

    name: str
    seal: Callable[[bytes, bytes, bytes], bytes]
    open: Callable[[bytes, bytes, bytes], bytes]


@dataclass(frozen=True, slots=True)
class KeyedHash:
    """A keyed hash: `digest` takes (key, data)."""

    name: str
    digest: Callable[[bytes, bytes], bytes]


def _aes_seal(key: bytes, data: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, bound)


def _aes_open(key: bytes, data: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], bound)
    except (InvalidTag, ValueError) as error:
        raise VaultError("vault_broken") from error


CIPHERS: dict[str, Cipher] = {}
HASHES: dict[str, KeyedHash] = {}


def register_cipher(cipher: Cipher) -> None:
    """Add a cipher. Raises ValueError for a name that is taken or holds a `$`."""
    if cipher.name in CIPHERS or "$" in cipher.name:
        raise ValueError(f"cipher name {cipher.name!r}")
    CIPHERS[cipher.name] = cipher


def register_hash(keyed: KeyedHash) -> None:
    """Add a keyed hash. Raises ValueError for a name that is taken or holds a `$`."""
    if keyed.name in HASHES or "$" in keyed.name:
        raise ValueError(f"hash name {keyed.name!r}")
    HASHES[keyed.name] = keyed


register_cipher(Cipher("aes256gcm", _aes_seal, _aes_open))
register_hash(KeyedHash("hmac-sha256", lambda key, data: hmac.digest(key, data, "sha256")))
