"""The key that signs checkpoints: a 32-byte Ed25519 seed in a file of its own."""

import base64
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from tongban.lib.secretfile import read_or_make


def origin() -> str:
    """Return the name under which this city's ledger signs."""
    return f"tongban/{settings.CITY}/ledger"


def sign(data: bytes) -> bytes:
    """Sign `data` with the checkpoint key, which is made at its first use."""
    return _private(Path(settings.KEYS)).sign(data)


def public() -> bytes:
    """Return the 32 bytes of the public key."""
    key = _private(Path(settings.KEYS)).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def holds(data: bytes, signature: bytes) -> bool:
    """Tell whether `signature` is this key's over `data`."""
    try:
        _private(Path(settings.KEYS)).public_key().verify(signature, data)
    except InvalidSignature:
        return False
    return True


@cache
def _private(folder: Path) -> Ed25519PrivateKey:
    text = read_or_make(folder / "ledger-ed25519.key", size=32)
    seed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return Ed25519PrivateKey.from_private_bytes(seed)
