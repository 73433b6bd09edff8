"""The sealer that keeps its SM2 keys in files: a demonstration authority of its own.

`keys/seals/` holds the authority (ca), which also makes the seals 制章, and the key that uses them
(seal), each with its certificate. Made together at the first use; mode 0600.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from asn1crypto import pem  # type: ignore[import-untyped]

from tongban.lib import secretfile
from tongban.lib.gm import certificates, seals, sm2
from tongban.lib.gm.certificates import Holder
from tongban.lib.ofd import container, signing

_AUTHORITY_YEARS, _SEAL_YEARS = 30, 10
_ORGANISATION = "Tongban 演示"
_MM = 41


class FileSealer:
    """SM2 keys in files; one key uses the seals of all bodies, as in a city that keeps them
    together."""

    algorithm = f"SM2-SM3 ({sm2.SM2_WITH_SM3}) / GB/T 38540-2020"

    def __init__(self, folder: Path, *, name: str) -> None:
        self._folder = folder
        self._name = name
        self._seals: dict[tuple[str, bytes], bytes] = {}

    def seal_original(
        self, parts: Mapping[str, bytes], *, body: str, picture: bytes, box: signing.Box,
        at: datetime,
    ) -> bytes:  # fmt: skip
        """Give the container of the parts with the seal of `body` set in `box`."""
        sealed = signing.seal(
            parts, seal=self._seal_of(body, picture), user=self._user, box=box,
            at=at.astimezone(UTC),
        )  # fmt: skip
        return container.pack(sealed)

    def authorities(self) -> Sequence[bytes]:
        """The certificates (PEM) that a seal and its user must lead to."""
        return [(self._ready / "ca.pem").read_bytes()]

    def _seal_of(self, body: str, picture: bytes) -> bytes:
        """The seal of a body, made by this process once: it costs a signature."""
        known = self._seals.get((body, picture))
        if known is None:
            number = sm2.sm3(body.encode()).hex()[:14].upper()
            now = datetime.now(UTC).replace(microsecond=0)
            known = seals.make_seal(
                number=number, name=f"{body}电子证照专用章",
                picture=seals.Picture(picture, _MM, _MM), user=self._user, maker=self._maker,
                since=now - timedelta(days=366), until=now + timedelta(days=366 * _SEAL_YEARS),
            )  # fmt: skip
            self._seals[(body, picture)] = known
        return known

    @cached_property
    def _ready(self) -> Path:
        if not (self._folder / "ca.pem").exists():
            make_seal_keys(self._folder, name=self._name, now=datetime.now(UTC))
        return self._folder

    @cached_property
    def _maker(self) -> Holder:
        return _holder(self._ready, "ca")

    @cached_property
    def _user(self) -> Holder:
        return _holder(self._ready, "seal")


def make_seal_keys(folder: Path, *, name: str, now: datetime) -> None:
    """Make the authority and the key that uses the seals; of two processes the first one's stay.

    Certificates count from a year before `now`, because a demonstration's clock may be set back.
    """
    since = (now - timedelta(days=366)).replace(microsecond=0)
    private, public = sm2.make_key()
    root = certificates.certify(
        subject=f"{name} 电子印章根证书（演示）", organisation=_ORGANISATION, public=public,
        private=private, since=since, until=since + timedelta(days=366 * _AUTHORITY_YEARS),
    )  # fmt: skip
    authority = Holder(private, public, root)
    private, public = sm2.make_key()
    leaf = certificates.certify(
        subject=f"{name} 电子证照用章（演示）", organisation=_ORGANISATION, public=public,
        issuer=authority, since=since, until=since + timedelta(days=366 * _SEAL_YEARS),
    )  # fmt: skip
    user = Holder(private, public, leaf)

    def fill(fresh: Path) -> None:
        for stem, holder in (("ca", authority), ("seal", user)):
            secretfile.write(fresh / f"{stem}.key", holder.private.hex().encode())
            secretfile.write(fresh / f"{stem}.pem", pem.armor("CERTIFICATE", holder.certificate))

    secretfile.make_folder(folder, fill, mark="ca.pem")


def _holder(folder: Path, stem: str) -> Holder:
    certificate = pem.unarmor((folder / f"{stem}.pem").read_bytes())[2]
    private = bytes.fromhex((folder / f"{stem}.key").read_text("ascii").strip())
    return Holder(private, certificates.read(certificate).public, certificate)
