"""Packs of any kind: what is in them is listed, and their names are taken everywhere."""

import hashlib
import io
import json
import zipfile

import pytest

from tongban.lib.packing import Packing, plain_name


def written() -> bytes:
    out = io.BytesIO()
    with Packing(out) as pack:
        pack.put("材料/一.pdf", b"%PDF-1")
        pack.put("表.json", b"{}")
        pack.close_list(format="x")
    return out.getvalue()


def test_equal_contents_give_equal_bytes_and_a_list_of_what_is_in_it() -> None:
    assert written() == written()
    pack = zipfile.ZipFile(io.BytesIO(written()))
    manifest = json.loads(pack.read("manifest.json"))
    assert manifest["format"] == "x"
    assert set(manifest["files"]) == {"材料/一.pdf", "表.json"}
    assert manifest["files"]["表.json"] == {"size": 2, "sha256": hashlib.sha256(b"{}").hexdigest()}


def test_a_path_is_written_once() -> None:
    with Packing(io.BytesIO()) as pack:
        pack.put("a", b"1")
        with pytest.raises(ValueError, match="written twice"):
            pack.put("a", b"2")


@pytest.mark.parametrize(
    ("name", "kind", "plain"),
    [
        ("租赁合同.pdf", "application/pdf", "租赁合同.pdf"),
        ("../../etc/passwd", "application/pdf", "_.._etc_passwd.pdf"),
        ('a:b*c?"<>|\n', "image/png", "a_b_c______.png"),
        ("  . ", "application/json", "文件.json"),
        ("x" * 100, "application/x-thing", "x" * 60 + ".bin"),
    ],
)
def test_a_name_is_one_that_every_system_takes(name: str, kind: str, plain: str) -> None:
    assert plain_name(name, kind) == plain
