"""A pack proves itself: to us, and to a stranger with nothing but Python."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tongban.archives.errors import NotAPack
from tongban.archives.rules import numbering, packs
from tongban.archives.types import Entry, Happening

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
NUMBER = "SCJG-ZW·2026-D30-000001"
# What a stranger may write: only the standard library, nothing of ours.
STRANGER = """
import hashlib, json, sys, zipfile
pack = zipfile.ZipFile(sys.argv[1])
listed = json.loads(pack.read("manifest.json"))["files"]
wrong = [n for n, f in listed.items() if hashlib.sha256(pack.read(n)).hexdigest() != f["sha256"]]
more = set(pack.namelist()) - set(listed) - {"manifest.json", "manifest.sig", "key.json"}
sys.exit(1 if wrong or more else 0)
"""


def entry(title: str = "药品经营许可（演示）") -> Entry:
    return Entry(
        number=NUMBER, title=title, source="XN20261123000001", organisation="演示局",
        closed_on=date(2026, 11, 20), retention=30, facts=[("申请人", "演示<人>&甲")],
        happenings=[Happening(AT, "受理了申请", "account:1", "sha256:x")],
        files=[("文件/01_申请表.json", "申请表", b"{}"), ("文件/02_材料.pdf", "材料", b"%PDF-1")],
    )  # fmt: skip


def pack(*entries: Entry) -> bytes:
    out = io.BytesIO()
    packs.write(
        out, entries or [entry()], title="演示局 2026 年", at=AT, origin="tongban/421200/archives",
        public=PUBLIC, sign=KEY.sign,
    )  # fmt: skip
    return out.getvalue()


def altered(content: bytes, name: str, part: bytes | None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        if part is not None:
            new.writestr(name, part)
    return out.getvalue()


def test_a_pack_holds_and_repeats() -> None:
    content = pack()
    proof = packs.verify(io.BytesIO(content), public=PUBLIC)
    assert list(proof.problems) == []
    assert (proof.items, proof.signer) == (1, "tongban/421200/archives")
    assert proof.signed_at.startswith("2026-11-23T01:00:00")
    assert pack() == content


@pytest.mark.parametrize(
    ("name", "part", "said"),
    [
        (f"件/{NUMBER}/文件/02_材料.pdf", b"%PDF-2", "内容被改动过"),
        (f"件/{NUMBER}/文件/02_材料.pdf", None, "缺少"),
        ("件/多出来.txt", b"x", "多出来的文件"),
        ("manifest.sig", b"x\n\n\xe2\x80\x94 tongban/421200/archives AAAA\n", "不是这份"),
    ],
)
def test_whatever_was_changed_is_named(name: str, part: bytes | None, said: str) -> None:
    proof = packs.verify(io.BytesIO(altered(pack(), name, part)))
    assert any(said in problem for problem in proof.problems)


def test_a_manifest_made_anew_does_not_carry_the_signature() -> None:
    content = pack()
    with zipfile.ZipFile(io.BytesIO(content)) as read:
        manifest = json.loads(read.read("manifest.json"))
    manifest["title"] = "别的"
    forged = altered(content, "manifest.json", json.dumps(manifest).encode())
    assert any("签名" in one for one in packs.verify(io.BytesIO(forged)).problems)


def test_signed_by_another_key_it_is_told() -> None:
    proof = packs.verify(io.BytesIO(pack()), public=b"\x01" * 32)
    assert any("公布的公钥" in one for one in proof.problems)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", altered(pack(), "manifest.json", b"[]")])
def test_what_is_no_pack_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPack):
        packs.verify(io.BytesIO(content))


def test_a_stranger_checks_it_with_the_standard_library_alone(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(pack())
    bad.write_bytes(altered(pack(), "目录.csv", b"x"))
    for file, code in ((good, 0), (bad, 1)):
        ran = subprocess.run([sys.executable, "-I", "-c", STRANGER, str(file)], check=False)
        assert ran.returncode == code


def test_it_is_read_without_any_platform() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(entry("=1+1")))) as read:
        root = f"件/{NUMBER}"
        view = read.read(f"{root}/查看.html").decode()
        assert "演示&lt;人&gt;&amp;甲" in view
        assert 'href="文件/02_材料.pdf"' in view
        assert "<script" not in view
        table = read.read("目录.csv").decode("utf-8-sig").splitlines()
        assert table[1].startswith(f"{NUMBER},'=1+1,")  # no formula for a spreadsheet
        assert "<保管期限>30 年</保管期限>" in read.read(f"{root}/元数据.xml").decode()
        assert "tongban archive verify" in read.read("说明.txt").decode()


def test_numbers_and_terms() -> None:
    assert numbering.archive_number("SCJG", 2026, 30, 1) == NUMBER
    assert numbering.archive_number("SCJG", 2026, 0, 12).endswith("-Y-000012")
    assert numbering.kept_until(date(2026, 11, 20), 30) == date(2056, 12, 31)
    assert numbering.kept_until(date(2026, 11, 20), 0) is None
