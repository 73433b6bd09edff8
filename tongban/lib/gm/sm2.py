"""SM2 signatures over the recommended curve (GB/T 32918.2, .5; GM/T 0009 for the bytes).

The arithmetic is gmalg's: pure Python, so that it works on every machine, and not of constant time;
a city whose keys lie in a device registers its own signer and never comes here.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from asn1crypto import core as asn1  # type: ignore[import-untyped]
from cryptography.hazmat.primitives import hashes
from gmalg.base import Hash  # type: ignore[import-untyped]
from gmalg.ellipticcurve import ECDLP  # type: ignore[import-untyped]
from gmalg.errors import GMError  # type: ignore[import-untyped]
from gmalg.sm2 import SM2Core  # type: ignore[import-untyped]

SM2_WITH_SM3 = "1.2.156.10197.1.501"
SM3 = "1.2.156.10197.1.401"
CURVE = "1.2.156.10197.1.301"
USER = b"1234567812345678"  # GM/T 0009 §10: where no other identity was agreed
_SIZE, _HALF_BYTE = 32, 4


class _Signature(asn1.Sequence):  # type: ignore[misc]
    """SM2Signature ::= SEQUENCE { r INTEGER, s INTEGER } (GM/T 0009)."""

    _fields = [("r", asn1.Integer), ("s", asn1.Integer)]


def sm3(content: bytes) -> bytes:
    """Give the SM3 digest (32 bytes) of `content`."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize()


def make_key() -> tuple[bytes, bytes]:
    """Give a new private key (32 bytes) and its public point (04, x, y: 65 bytes)."""
    private, point = _core().generate_keypair()
    return private.to_bytes(_SIZE, "big"), _bytes_of(point)


def public_of(private: bytes) -> bytes:
    """Give the public point (65 bytes) of a private key."""
    return _bytes_of(_core().generate_pk(int.from_bytes(private, "big")))


def sign(
    private: bytes,
    message: bytes,
    *,
    public: bytes = b"",
    user: bytes = USER,
    chance: Callable[[int], int] | None = None,
) -> bytes:
    """Give the DER signature of `message` for the signer's distinguishing identifier `user`.

    `chance` gives a number of so many bits; only the standard's example brings its own.
    """
    core = _core(chance)
    point = _point_of(public) if public else None
    r, s = core.sign(message, int.from_bytes(private, "big"), user, point)
    return bytes(_Signature({"r": r, "s": s}).dump())


def verify(public: bytes, message: bytes, signature: bytes, *, user: bytes = USER) -> bool:
    """Say whether the DER `signature` over `message` is of the key with this public point.

    False for whatever is no signature, or no point of the curve, at all.
    """
    try:
        pair = _Signature.load(signature, strict=True).native
        point, core = _point_of(public), _core()
        return bool(
            core.verify_pk(point) and core.verify(message, pair["r"], pair["s"], user, point)
        )
    except (ValueError, TypeError, GMError):
        return False


class _Sm3(Hash):  # type: ignore[misc]
    """The digest as gmalg asks for it, by OpenSSL: of a seal with its picture a hundred times as
    quick as in Python."""

    @classmethod
    def max_msg_length(cls) -> int:
        return (1 << 61) - 1

    @classmethod
    def hash_length(cls) -> int:
        return _SIZE

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._digest = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        self._digest.update(bytes(data))

    def value(self) -> bytes:
        return self._digest.copy().finalize()


class _Curve(ECDLP):  # type: ignore[misc]
    """The curve with the multiples of its base point at hand: a signature takes 64 additions
    instead of some 380 steps, as many for every number."""

    @cached_property
    def _table(self) -> list[list[Any]]:
        """For each of 64 half-bytes the multiples 0…15 of the base point, shifted to its place."""
        rows, base = [], self.G
        for _ in range(2 * _SIZE):
            row = [self.ec.INF, base]
            while len(row) < 1 << _HALF_BYTE:
                row.append(self.ec.add(row[-1], base))
            rows.append(row)
            base = self.ec.add(row[-1], base)
        return rows

    def kG(self, k: int) -> Any:
        """Give k times the base point."""
        found = self.ec.INF
        for row in self._table:
            found = self.ec.add(found, row[k & 15])
            k >>= _HALF_BYTE
        return found


# GB/T 32918.5-2017: the recommended curve.
_CURVE = _Curve(
    0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF,
    0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC,
    0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
    (
        0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
        0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
    ),
    0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
)


def _core(chance: Callable[[int], int] | None = None) -> SM2Core:
    return SM2Core(_CURVE, _Sm3(), chance)  # one a call: the digest has a state


def _bytes_of(point: tuple[int, int]) -> bytes:
    return b"\x04" + b"".join(one.to_bytes(_SIZE, "big") for one in point)


def _point_of(public: bytes) -> tuple[int, int]:
    """Read an uncompressed point. Raises ValueError for anything else."""
    if len(public) != 1 + 2 * _SIZE or public[0] != 4:
        raise ValueError("no uncompressed point")
    return int.from_bytes(public[1 : 1 + _SIZE], "big"), int.from_bytes(public[1 + _SIZE :], "big")
