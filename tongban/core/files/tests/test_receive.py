"""What comes in: limited, hashed, looked into, shared by content."""

import hashlib
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tongban.core.files import ports, selectors, services
from tongban.core.files.errors import FileRefused
from tongban.core.files.models import StoredFile
from tongban.core.files.types import HEIC, JPEG, JSONL, PDF, PNG, XLSX, Purpose, Verdict

from .factories import NOW, pdf, picture, stored

pytestmark = pytest.mark.django_db


def refused(data: bytes, **changes: Any) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        stored(data, **changes)
    assert StoredFile.objects.count() == 0
    return caught.value


def test_a_pdf_is_stored_under_its_hash() -> None:
    data = pdf(pages=3)
    file = stored(data)
    assert (file.media_type, file.pages, file.size, file.state) == (PDF, 3, len(data), "ready")
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert file.path.startswith(f"{file.sha256[:2]}/{file.sha256}")
    assert selectors.open_bytes(file) == data
    assert selectors.by_token(file.token) == file


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", JPEG), ("PNG", PNG)])
def test_a_picture_tells_its_pixels(kind: str, media_type: str) -> None:
    file = stored(picture(kind), name="照片.jpg")
    assert (file.media_type, file.width, file.height) == (media_type, 64, 48)


def test_an_uploaded_file_and_an_open_file_are_streams_too() -> None:
    data = pdf()
    assert stored(stream=SimpleUploadedFile("a.pdf", data)).size == len(data)
    assert stored(stream=BytesIO(data)).size == len(data)


def test_a_heic_photo_gets_an_upright_jpeg_and_keeps_its_original() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the picture is to be shown a quarter to the right
    data = picture("HEIF", size=(64, 48), exif=exif.tobytes())
    file = stored(data, name="IMG_0001.HEIC")
    assert file.media_type == HEIC
    assert selectors.open_bytes(file) == data
    shown = selectors.viewable(file)
    assert (shown.media_type, shown.derived_from_id, shown.name) == (JPEG, file.pk, "IMG_0001.jpg")
    assert (shown.width, shown.height) == (48, 64)
    with Image.open(BytesIO(selectors.open_bytes(shown))) as image:
        red, _green, blue = image.convert("RGB").getpixel((24, 8))  # type: ignore[misc]
        assert red > 200
        assert blue < 60
        assert not image.getexif()
    assert selectors.of_subject("") == [file]


def test_a_photo_that_only_calls_itself_heic_is_named_what_it_is() -> None:
    assert stored(picture("JPEG"), name="IMG_2.HEIC").name == "IMG_2.jpg"


@pytest.mark.parametrize(
    "data",
    [b"MZ\x90\x00 this is a program", b"PK\x03\x04" + b"\0" * 60, b"<html>%PDF-</html>", b"GIF89a"],
)
def test_another_type_named_pdf_is_refused(data: bytes) -> None:
    refusal = refused(data, name="合同.pdf")
    assert refusal.reason in {"upload_type", "upload_broken"}
    assert refusal.status == 422


def test_a_program_named_pdf_is_refused_for_its_type_and_told_what_is_taken() -> None:
    refusal = refused(b"MZ\x90\x00" * 100, name="合同.pdf")
    assert (refusal.reason, refusal.detail["allowed"]) == ("upload_type", "PDF、JPG、PNG、HEIC")


def test_a_purpose_takes_only_its_types() -> None:
    ports.purposes.register(Purpose("test.photo", "照片", (JPEG, PNG), 500))
    assert refused(pdf(), purpose="test.photo").reason == "upload_type" or len(pdf()) > 500


@pytest.mark.parametrize("make", [pdf, picture, lambda: picture("PNG"), lambda: picture("HEIF")])
@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a_truncated_file_is_refused(make: Any, part: float) -> None:
    data = make()
    assert refused(data[: int(len(data) * part)]).reason == "upload_broken"


def test_a_pdf_with_a_password_is_refused() -> None:
    assert refused(pdf(password="secret")).reason == "upload_encrypted"


def test_an_empty_file_is_refused() -> None:
    assert refused(b"").reason == "upload_empty"


def test_a_decompression_bomb_is_refused_without_unpacking() -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk
    png += struct.pack(">I", zlib.crc32(chunk)) + b"\0\0\0\0IEND\xaeB`\x82"
    assert refused(png, name="big.png").reason == "upload_broken"


@pytest.mark.parametrize("name", ["", "..", "/", "a\x00b.pdf", "\ud800.pdf", "\u202e"])
def test_a_name_that_cannot_be_kept_is_refused(name: str) -> None:
    assert refused(pdf(), name=name).reason == "upload_name"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\资料\\营业执照.PDF", "营业执照.PDF"),
        ("㛃䶮\U0002b7b7\U0003134a.pdf", "㛃䶮\U0002b7b7\U0003134a.pdf"),
        ("合\r\n同\x1b.pdf", "合同.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("没有扩展名", "没有扩展名.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(name: str, shown: str) -> None:
    assert stored(name=name).name == shown


def test_reading_stops_right_past_the_limit() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"%PDF-1.7" + b"\0" * 65_528

    refusal = refused(b"", stream=endless(), limit=1024 * 1024)
    assert (refusal.reason, refusal.status, refusal.detail["limit_mb"]) == ("upload_size", 413, 1)
    assert taken == 17


def test_a_large_file_is_never_held_in_memory() -> None:
    body = pdf()
    end = body.rindex(b"startxref")

    def thirty_megabytes() -> Iterator[bytes]:
        yield body[:end]
        for _ in range(480):
            yield b"%" + b"x" * 65_534 + b"\n"
        yield body[end:]

    tracemalloc.start()
    try:
        file = stored(stream=thirty_megabytes())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert file.size > 30_000_000
    assert peak < 12_000_000


def test_nothing_stays_in_the_incoming_folder(tmp_path: Path) -> None:
    stored()
    with pytest.raises(FileRefused):
        stored(b"nonsense")
    assert list((tmp_path / "incoming").iterdir()) == []


def test_the_same_content_is_stored_once_and_lives_as_long_as_anyone_needs_it(
    django_capture_on_commit_callbacks: Any,
) -> None:
    data = pdf()
    first, second = stored(data), stored(data, owner="account:2", name="另一个名字.pdf")
    assert first.path == second.path
    assert first.token != second.token
    with django_capture_on_commit_callbacks(execute=True):
        services.drop(file_id=first.pk)
    assert selectors.open_bytes(second) == data
    with django_capture_on_commit_callbacks(execute=True):
        services.drop(file_id=second.pk)
    assert not default_storage.exists(second.path)


def test_what_belongs_to_nothing_is_swept_after_seven_days(
    django_capture_on_commit_callbacks: Any,
) -> None:
    class Owner:
        ref = "account:1"

    old = stored(picture("HEIF"), name="a.heic")
    bound = stored(pdf(pages=1))
    services.bind(tokens=[bound.token], subject="case:1", now=NOW, actor=Owner())
    young = stored(pdf(pages=5), now=NOW + timedelta(days=6))
    assert services.sweep(NOW + timedelta(days=6)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert services.sweep(NOW + timedelta(days=7, seconds=1)) == 1
    assert set(StoredFile.objects.all()) == {bound, young}
    assert not default_storage.exists(old.path)
    assert services.sweep(NOW + timedelta(days=7, seconds=1)) == 0


def test_a_scanner_keeps_a_file_in_quarantine_until_it_is_clean() -> None:
    ports.scanners.register("test", lambda stream: Verdict(b"EICAR" not in stream.read(), "EICAR"))
    try:
        clean, sick = stored(pdf(pages=1)), stored(pdf(comment=b"%EICAR\n"))
        assert clean.state == sick.state == "quarantine"
        with pytest.raises(FileRefused) as caught:
            selectors.open_file(clean)
        assert caught.value.reason == "upload_not_ready"
        assert services.judge(file_id=clean.pk) == "ready"
        assert services.judge(file_id=sick.pk) == "rejected"
        assert services.judge(file_id=sick.pk) == "rejected"
        sick.refresh_from_db()
        assert sick.finding == "test: EICAR"
    finally:
        ports.scanners.remove("test")


def test_pillow_heif_can_read_what_the_test_wrote() -> None:
    assert pillow_heif.is_supported(BytesIO(picture("HEIF")))


def workbook(**parts: str) -> bytes:
    """A zip with a workbook's main part, and nothing of sense in it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in {"xl/workbook.xml": "<workbook/>", **parts}.items():
            package.writestr(name, text)
    return out.getvalue()


def test_tables_and_json_lines_are_taken_where_asked_for_and_nowhere_else() -> None:
    ports.purposes.register(Purpose("tables", "表格", (XLSX, JSONL)))
    table = stored(workbook(), name="清单.bin", purpose="tables")
    assert (table.media_type, table.name) == (XLSX, "清单.bin.xlsx")
    lines = '\ufeff{"名": 1}\n{"名": 2}\n'.encode()
    assert stored(lines, name="清单.json", purpose="tables").media_type == JSONL
    for data in (workbook(), lines):
        with pytest.raises(FileRefused):
            stored(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04" + b"\0" * 90, "upload_type"),
        (b"[1, 2]", "upload_type"),
        (b"<html>{}</html>", "upload_type"),
        (b'{"a": "\x00"}', "upload_broken"),
        ('{"a": "演'.encode()[:-1], "upload_broken"),
        ('{"名": 1}'.encode("gb18030"), "upload_broken"),
    ],
)
def test_what_is_no_table_is_refused_by_its_bytes(data: bytes, reason: str) -> None:
    ports.purposes.register(Purpose("tables", "表格", (XLSX, JSONL)))
    assert refused(data, purpose="tables", name="清单.xlsx").reason == reason


def test_another_package_is_no_workbook() -> None:
    ports.purposes.register(Purpose("tables", "表格", (XLSX, JSONL)))
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<document/>")
    assert refused(out.getvalue(), purpose="tables").reason == "upload_type"
