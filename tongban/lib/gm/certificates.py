"""X.509 certificates signed with SM2 (GM/T 0015): made for a demonstration, read for a check."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import core, keys, x509  # type: ignore[import-untyped]

from tongban.lib.gm import sm2

keys.NamedCurve.register("sm2", sm2.CURVE, 32)
_ALGORITHM = {"algorithm": sm2.SM2_WITH_SM3}
_UTC_ENDS = 2050  # RFC 5280 §4.1.2.5: two-digit years before, four-digit ones from then on


@dataclass(frozen=True, slots=True)
class Holder:
    """A key with its certificate (DER): who signs."""

    private: bytes
    public: bytes
    certificate: bytes


def certify(
    *, subject: str, organisation: str, public: bytes, since: datetime, until: datetime,
    issuer: Holder | None = None, private: bytes = b"",
) -> bytes:  # fmt: skip
    """Give the certificate (DER) of a public point: signed by `issuer`, who then is an authority
    that ends nothing further down; or, without one, by its own `private` key as an authority.
    """
    name = x509.Name.build(
        {"country_name": "CN", "organization_name": organisation, "common_name": subject}
    )
    above = x509.Certificate.load(issuer.certificate) if issuer else None
    used = (
        ["key_cert_sign", "crl_sign"] if above is None else ["digital_signature", "non_repudiation"]
    )
    body = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(120),
            "signature": _ALGORITHM,
            "issuer": above.subject if above else name,
            "validity": {
                "not_before": _time(since),
                "not_after": _time(until),
            },
            "subject": name,
            "subject_public_key_info": {
                "algorithm": {
                    "algorithm": "ec",
                    "parameters": keys.ECDomainParameters("named", "sm2"),
                },
                "public_key": keys.ECPointBitString(public),
            },
            "extensions": [
                {
                    "extn_id": "basic_constraints",
                    "critical": True,
                    "extn_value": {"ca": above is None},
                },
                {"extn_id": "key_usage", "critical": True, "extn_value": set(used)},
            ],
        }
    )
    key = issuer.private if issuer else private
    return bytes(
        x509.Certificate(
            {
                "tbs_certificate": body,
                "signature_algorithm": _ALGORITHM,
                "signature_value": core.OctetBitString(sm2.sign(key, body.dump())),
            }
        ).dump()
    )


def _time(at: datetime) -> x509.Time:
    return x509.Time("utc_time" if at.year < _UTC_ENDS else "general_time", at)


@dataclass(frozen=True, slots=True)
class Known:
    """What stands on a certificate."""

    name: str
    public: bytes
    since: datetime
    until: datetime
    authority: bool
    issuer: bytes
    subject: bytes


def read(certificate: bytes) -> Known:
    """Give what stands on a certificate (DER) with an SM2 key. Raises ValueError for any other."""
    try:
        found = x509.Certificate.load(certificate, strict=True)
        body = found["tbs_certificate"]
        info = body["subject_public_key_info"]
        if info["algorithm"]["parameters"].native != "sm2":
            raise ValueError("no SM2 key")
        constraints = found.basic_constraints_value
        return Known(
            name=str(found.subject.native.get("common_name", "")),
            public=bytes(info["public_key"].native),
            since=found.not_valid_before,
            until=found.not_valid_after,
            authority=bool(constraints and constraints["ca"].native),
            issuer=bytes(found.issuer.dump()),
            subject=bytes(found.subject.dump()),
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no certificate") from error


def issued_by(certificate: bytes, above: bytes) -> bool:
    """Say whether the authority `above` issued `certificate` (both DER, or False)."""
    try:
        low, high = read(certificate), read(above)
        found = x509.Certificate.load(certificate)
        body, signature = found["tbs_certificate"].dump(), found["signature_value"].native
    except ValueError:
        return False
    return (
        high.authority
        and low.issuer == high.subject
        and sm2.verify(high.public, bytes(body), bytes(signature))
    )
