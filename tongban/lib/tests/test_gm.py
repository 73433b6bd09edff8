"""SM2 against the published example, and against OpenSSL; certificates and seals."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import pem
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.lib.gm import certificates, seals, sm2
from tongban.lib.gm.certificates import Holder

# GB/T 32918.5-2017 Annex A (also GM/T 0003.5): the recommended curve, "message digest".
PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
PUBLIC = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
CHANCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
R = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
S = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
MESSAGE = b"message digest"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = datetime(2056, 1, 1, tzinfo=UTC)


def test_sm3_of_the_standards_example() -> None:
    # GB/T 32905-2016 Annex A.1
    assert sm2.sm3(b"abc").hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


def test_sm2_of_the_standards_example() -> None:
    assert sm2.public_of(PRIVATE) == PUBLIC
    published = bytes.fromhex(f"3046022100{R}022100{S}")
    assert sm2.sign(PRIVATE, MESSAGE, chance=lambda _bits: CHANCE) == published
    assert sm2.verify(PUBLIC, MESSAGE, published)
    assert not sm2.verify(PUBLIC, MESSAGE + b".", published)
    assert not sm2.verify(PUBLIC, MESSAGE, published, user=b"ALICE123@YAHOO.COM")


@settings(max_examples=10, deadline=None)
@given(st.binary(max_size=200), st.binary(min_size=1, max_size=20))
def test_what_one_signs_one_can_verify_and_nothing_else(message: bytes, user: bytes) -> None:
    private, public = sm2.make_key()
    signed = sm2.sign(private, message, user=user)
    assert sm2.verify(public, message, signed, user=user)
    assert not sm2.verify(public, message + b"\x00", signed, user=user)
    assert not sm2.verify(PUBLIC, message, signed, user=user)


@pytest.mark.parametrize(
    "signature", [b"", b"junk", b"\x30\x00", b"\x30\x06\x02\x01\x00\x02\x01\x00"]
)
def test_what_is_no_signature_does_not_verify(signature: bytes) -> None:
    assert sm2.verify(PUBLIC, MESSAGE, signature) is False


@pytest.mark.parametrize("point", [b"", b"\x04", b"\x04" + b"\x01" * 64, b"\x00" * 65])
def test_what_is_no_point_verifies_nothing(point: bytes) -> None:
    assert sm2.verify(point, MESSAGE, sm2.sign(PRIVATE, MESSAGE)) is False


def authority(name: str = "演示根") -> Holder:
    private, public = sm2.make_key()
    made = certificates.certify(
        subject=name, organisation="演示", public=public, private=private, since=SINCE, until=UNTIL
    )
    return Holder(private, public, made)


def user_of(above: Holder) -> Holder:
    private, public = sm2.make_key()
    made = certificates.certify(
        subject="演示章", organisation="演示", public=public, issuer=above, since=SINCE,
        until=SINCE + timedelta(days=3660),
    )  # fmt: skip
    return Holder(private, public, made)


def test_certificates_lead_to_their_authority_alone() -> None:
    root, other = authority(), authority()
    leaf = user_of(root)
    assert certificates.read(leaf.certificate).name == "演示章"
    assert certificates.issued_by(leaf.certificate, root.certificate)
    assert not certificates.issued_by(leaf.certificate, other.certificate)
    assert not certificates.issued_by(root.certificate, leaf.certificate)
    assert not certificates.issued_by(b"junk", root.certificate)
    with pytest.raises(ValueError, match="data"):
        certificates.read(b"junk")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is the outside witness")
def test_openssl_agrees(tmp_path: Path) -> None:
    listed = subprocess.run(["openssl", "ecparam", "-list_curves"], check=True, capture_output=True)
    if b"SM2" not in listed.stdout:
        pytest.skip("this openssl knows no SM2")
    root = authority()
    for name, one in (("ca", root), ("leaf", user_of(root)), ("other", authority())):
        (tmp_path / f"{name}.pem").write_bytes(pem.armor("CERTIFICATE", one.certificate))
    command = ["openssl", "verify", "-vfyopt", f"distid:{sm2.USER.decode()}", "-CAfile"]
    for above, sound in (("ca.pem", True), ("other.pem", False)):
        said = subprocess.run(
            [*command, above, "leaf.pem"], check=False, cwd=tmp_path, capture_output=True
        )
        assert (said.returncode == 0) is sound, said.stderr


def test_a_seal_says_who_used_it_when_and_on_what() -> None:
    root = authority()
    user = user_of(root)
    seal = seals.make_seal(
        number="42120226112300", name="演示局电子证照专用章",
        picture=seals.Picture(b"png", 41, 41), user=user, maker=root, since=SINCE, until=UNTIL,
    )  # fmt: skip
    at = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
    signed = seals.sign(seal=seal, user=user, content=b"list", place="/a", at=at)
    known = [root.certificate]
    found = seals.check(signed, content=b"list", place="/a", authorities=known)
    assert (found.name, found.signer, found.at) == ("演示局电子证照专用章", "演示章", at)
    assert (found.intact, found.trusted, found.picture) == (True, True, b"png")
    for content, place in ((b"lisT", "/a"), (b"list", "/b")):
        assert not seals.check(signed, content=content, place=place, authorities=known).intact
    others = [authority().certificate]
    assert not seals.check(signed, content=b"list", place="/a", authorities=others).trusted
    # Another key of the same authority, which the seal does not name, may not use it.
    borrowed = seals.sign(seal=seal, user=user_of(root), content=b"list", place="/a", at=at)
    found = seals.check(borrowed, content=b"list", place="/a", authorities=known)
    assert (found.intact, found.trusted) == (True, False)
