"""The signer that keeps its keys in files: a demonstration authority made at the first start.

`keys/licences/` holds the authority (ca), the seal's key and certificate (seal), the key of the
statements (statement) and the public keys of retired ones (retired/*.json), which still verify.
A city registers its own signer (HSM, SM2) with ports.signers and never has this folder.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import cms  # type: ignore[import-untyped]
from asn1crypto import keys as asn1_keys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import ECKey

from tongban.lib import secretfile
from tongban.licences.rules.paper import certificate
from tongban.licences.rules.statement import ALGORITHM

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

_KID_LENGTH = 8
_AUTHORITY_YEARS, _SEAL_YEARS = 30, 10
_RESERVED = 16_384


class FileSigner:
    """EC P-256 keys in PEM files of mode 0600, made together at the first use."""

    algorithm = "ES256 / PAdES-B (ECDSA P-256, SHA-256)"

    def __init__(self, folder: Path, *, name: str) -> None:
        self._folder = folder
        self._name = name

    def sign_statement(self, claims: Mapping[str, Any]) -> str:
        """The compact JWS over `claims`, non-ASCII characters unescaped (they are shorter so)."""
        payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
        header = {"alg": ALGORITHM, "kid": self._statement_key.kid}
        return jws.serialize_compact(header, payload, self._statement_key, algorithms=[ALGORITHM])

    def seal_paper(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        """The PDF with one PAdES-B signature over all of it, `at` as its signing time.

        `at` is the platform's clock, so that a seal's time agrees with the ledger's.
        """
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers  # over a second to load; only makers seal

        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        meta = signers.PdfSignatureMetadata(
            field_name="Seal",
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason,
            location=location,
            name=self._seal_name,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        signer = _timed(signers.PdfSigner)(meta, signer=self._seal)
        signer.at = at
        return bytes(signer.sign_pdf(writer, bytes_reserved=_RESERVED).getvalue())

    def published_keys(self) -> Sequence[Mapping[str, str]]:
        """The present public key first, then the retired ones."""
        present = _public(self._statement_key)
        retired = sorted((self._ready / "retired").glob("*.json"))
        return [present, *(json.loads(path.read_text("utf-8")) for path in retired)]

    def authorities(self) -> Sequence[bytes]:
        return [(self._ready / "ca.pem").read_bytes()]

    @cached_property
    def _ready(self) -> Path:
        if not (self._folder / "ca.pem").exists():
            make_keys(self._folder, name=self._name, now=datetime.now(UTC))
        return self._folder

    @cached_property
    def _statement_key(self) -> ECKey:
        return _with_kid(ECKey.import_key((self._ready / "statement.key").read_bytes()))

    @cached_property
    def _seal_name(self) -> str:
        cert = certificate((self._ready / "seal.pem").read_bytes())
        return str(cert.subject.native["common_name"])

    @cached_property
    def _seal(self) -> "SimpleSigner":
        from pyhanko.sign.signers import SimpleSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        private = serialization.load_pem_private_key(
            (self._ready / "seal.key").read_bytes(), password=None
        ).private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register(certificate((self._ready / "ca.pem").read_bytes()))
        own = certificate((self._ready / "seal.pem").read_bytes())
        signer = SimpleSigner(
            signing_cert=own,
            signing_key=asn1_keys.PrivateKeyInfo.load(private),
            cert_registry=store,
        )
        signer.signed_attr_prov_spec = _attributes(own)
        return signer


def _attributes(own: Any) -> Any:
    """What PAdES-B signs beside the digest: which certificate signs. It never changes.

    asn1crypto encodes what was put together in memory anew at each look, but what it has read stays
    bytes; so the attribute is made once and read each time, which saves a seal half its time.
    """
    from pyhanko.sign.attributes import CMSAttributeProvider, SignedAttributeProviderSpec
    from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute

    named = as_signing_certificate_v2(own)
    made = simple_cms_attribute("signing_certificate_v2", named).dump()  # type: ignore[no-untyped-call]

    class Certificate(CMSAttributeProvider):
        attribute_type = "signing_certificate_v2"

        async def get_attribute(self, dry_run: bool = False) -> cms.CMSAttribute:
            return cms.CMSAttribute.load(made)

    class Attributes(SignedAttributeProviderSpec):
        def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> Any:
            return [Certificate()]

    return Attributes()


def _timed(base: Any) -> Any:
    """Give the signer class `base` with a signing time that is set, not read from the machine."""

    class TimedSigner(base):  # type: ignore[misc]
        at: datetime

        def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
            session = super().init_signing_session(pdf_out, existing_fields_only)
            session.system_time = self.at
            return session

    return TimedSigner


def make_keys(folder: Path, *, name: str, now: datetime) -> None:
    """Make authority, seal and statement key; of two processes at once the first one's stay.

    Certificates count from a year before `now`, because a demonstration's clock may be set back.
    """
    authority, seal, statement = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = _certify(
        subject=f"{name} 证照签发根证书（演示）",
        public=authority.public_key(),
        issuer=None,
        signer=authority,
        years=_AUTHORITY_YEARS,
        now=now,
    )
    leaf = _certify(
        subject=f"{name} 电子证照专用章（演示）",
        public=seal.public_key(),
        issuer=root,
        signer=authority,
        years=_SEAL_YEARS,
        now=now,
    )

    def fill(fresh: Path) -> None:
        (fresh / "retired").mkdir(mode=0o700)
        for stem, key in (("ca", authority), ("seal", seal), ("statement", statement)):
            secretfile.write(fresh / f"{stem}.key", _pem(key))
        for stem, cert in (("ca", root), ("seal", leaf)):
            secretfile.write(fresh / f"{stem}.pem", cert.public_bytes(serialization.Encoding.PEM))

    secretfile.make_folder(folder, fill, mark="ca.pem")


def _certify(
    *,
    subject: str,
    public: ec.EllipticCurvePublicKey,
    issuer: x509.Certificate | None,
    signer: ec.EllipticCurvePrivateKey,
    years: int,
    now: datetime,
) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tongban 演示"),
            x509.NameAttribute(NameOID.COMMON_NAME, subject),
        ]
    )
    top = issuer is None
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name if issuer is None else issuer.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=366))
        .not_valid_after(now + timedelta(days=366 * years))
        .add_extension(x509.BasicConstraints(ca=top, path_length=0 if top else None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not top,
                content_commitment=not top,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=top,
                crl_sign=top,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _with_kid(key: ECKey) -> ECKey:
    """The key with its id: the head of its RFC 7638 thumbprint."""
    return ECKey.import_key(key.as_dict(private=True), {"kid": key.thumbprint()[:_KID_LENGTH]})


def _public(key: ECKey) -> dict[str, str]:
    shown = key.as_dict(private=False)
    return {
        "kty": str(shown["kty"]),
        "crv": str(shown["crv"]),
        "x": str(shown["x"]),
        "y": str(shown["y"]),
        "kid": str(key.kid),
        "alg": ALGORITHM,
        "use": "sig",
    }
