"""Electronic seals 电子印章 and what they sign 电子签章 (GB/T 38540-2020, version 4 of both).

A seal is a picture with the certificates of who may use it, signed by its maker 制章人. A signature
holds the seal whole, the digest of what is signed, the instant, and the user's certificate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import core  # type: ignore[import-untyped]

from tongban.lib.gm import certificates, sm2
from tongban.lib.gm.certificates import Holder

_VERSION = 4
_BODY_SEAL = 1  # 单位印章
_BY_CERTIFICATE = 1


class _Header(core.Sequence):  # type: ignore[misc]
    _fields = [("id", core.IA5String), ("version", core.Integer), ("vendor", core.IA5String)]


class _Certificates(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.OctetString


class _Property(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("type", core.Integer),
        ("name", core.UTF8String),
        ("list_type", core.Integer),
        ("certificates", _Certificates),
        ("created", core.GeneralizedTime),
        ("since", core.GeneralizedTime),
        ("until", core.GeneralizedTime),
    ]


class _Picture(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("type", core.IA5String),
        ("data", core.OctetString),
        ("width", core.Integer),
        ("height", core.Integer),
    ]


class _SealInfo(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("header", _Header),
        ("id", core.IA5String),
        ("property", _Property),
        ("picture", _Picture),
    ]


class _SealBody(core.Sequence):  # type: ignore[misc]
    """What the maker signs."""

    _fields = [
        ("info", _SealInfo),
        ("certificate", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
    ]


class _Seal(core.Sequence):  # type: ignore[misc]
    _fields = [*_SealBody._fields, ("signature", core.OctetBitString)]


class _ToSign(core.Sequence):  # type: ignore[misc]
    """What the user of the seal signs."""

    _fields = [
        ("version", core.Integer),
        ("seal", _Seal),
        ("at", core.GeneralizedTime),
        ("digest", core.OctetBitString),
        ("place", core.IA5String),
    ]


class _Signature(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("to_sign", _ToSign),
        ("certificate", core.OctetString),
        ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
    ]


@dataclass(frozen=True, slots=True)
class Picture:
    """The look of a seal: PNG, and its size in whole mm."""

    png: bytes
    width: int
    height: int


def make_seal(
    *, number: str, name: str, picture: Picture, user: Holder, maker: Holder,
    since: datetime, until: datetime,
) -> bytes:  # fmt: skip
    """Give the seal (DER) of a body, to be used by the holder of one certificate."""
    info = _SealInfo(
        {
            "header": {"id": "ES", "version": _VERSION, "vendor": "Tongban"},
            "id": number,
            "property": {
                "type": _BODY_SEAL,
                "name": name,
                "list_type": _BY_CERTIFICATE,
                "certificates": [user.certificate],
                "created": since,
                "since": since,
                "until": until,
            },
            "picture": {
                "type": "PNG",
                "data": picture.png,
                "width": picture.width,
                "height": picture.height,
            },
        }
    )
    body = {"info": info, "certificate": maker.certificate, "algorithm": sm2.SM2_WITH_SM3}
    signed = sm2.sign(maker.private, _SealBody(body).dump(), public=maker.public)
    return bytes(_Seal(body | {"signature": core.OctetBitString(signed)}).dump())


def sign(*, seal: bytes, user: Holder, content: bytes, place: str, at: datetime) -> bytes:
    """Give the signature (DER) over `content`, which lies at `place` in its document."""
    to_sign = _ToSign(
        {
            "version": _VERSION,
            "seal": _Seal.load(seal),
            "at": at.replace(microsecond=0),
            "digest": core.OctetBitString(sm2.sm3(content)),
            "place": place,
        }
    )
    return bytes(
        _Signature(
            {
                "to_sign": to_sign,
                "certificate": user.certificate,
                "algorithm": sm2.SM2_WITH_SM3,
                "signature": core.OctetBitString(
                    sm2.sign(user.private, to_sign.dump(), public=user.public)
                ),
            }
        ).dump()
    )


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a signature proves. `intact`: the content is what was signed, by the key named on it.
    `trusted`: the seal and its user lead to a known authority and were valid at the time."""

    name: str
    signer: str
    at: datetime
    intact: bool
    trusted: bool
    picture: bytes


def check(signature: bytes, *, content: bytes, place: str, authorities: Sequence[bytes]) -> Sealed:
    """Check a signature over `content` at `place`. Raises ValueError for what is none."""
    try:
        found = _Signature.load(signature, strict=True)
        to_sign, seal = found["to_sign"], found["to_sign"]["seal"]
        user, maker = found["certificate"].native, seal["certificate"].native
        known = certificates.read(user)
        at = to_sign["at"].native
        term = seal["info"]["property"]
        intact = (
            found["algorithm"].dotted == seal["algorithm"].dotted == sm2.SM2_WITH_SM3
            and to_sign["digest"].native == sm2.sm3(content)
            and to_sign["place"].native == place
            and sm2.verify(known.public, to_sign.dump(), found["signature"].native)
        )
        in_time = known.since <= at <= known.until and (
            term["since"].native <= at <= term["until"].native
        )
        return Sealed(
            name=term["name"].native,
            signer=known.name,
            at=at,
            intact=intact,
            trusted=in_time
            and user in term["certificates"].native
            and _made_by(seal, maker)
            and any(
                _leads(one, maker) and certificates.issued_by(user, one) for one in authorities
            ),
            picture=seal["info"]["picture"]["data"].native,
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no signature of a seal") from error


def _made_by(seal: _Seal, maker: bytes) -> bool:
    """Say whether the maker signed the seal."""
    body = _SealBody({name: seal[name] for name in ("info", "certificate", "algorithm")})
    return sm2.verify(certificates.read(maker).public, body.dump(), seal["signature"].native)


def _leads(authority: bytes, maker: bytes) -> bool:
    return maker == authority or certificates.issued_by(maker, authority)
