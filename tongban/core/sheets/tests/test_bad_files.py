"""Files that are no workbook, or a trap: refused before or while they are parsed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.selectors import read_xlsx
from tongban.core.sheets.tests import factories as f
from tongban.core.sheets.types import Limits
from tongban.core.sheets.wording import SENTENCES
from tongban.core.shell.wording import errors_text

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(content: bytes | io.BytesIO, limits: Limits = f.LIMITS) -> str:
    """Read it all and give the reason why it is refused."""
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    with pytest.raises(SheetRefused) as caught:
        list(read_xlsx(file, [f.NARROW], limits=limits))
    assert str(SENTENCES[caught.value.reason]).split("{", 1)[0] in errors_text(caught.value)
    return caught.value.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "sheet_not_xlsx"),
        ("编码,数\n1,2\n".encode(), "sheet_not_xlsx"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "sheet_not_xlsx"),
        (OLE + b"\0" * 5000 + "Workbook".encode("utf-16-le"), "sheet_old_xls"),
        (OLE + b"\0" * 70_000 + "EncryptedPackage".encode("utf-16-le"), "sheet_encrypted"),
        (OLE + b"\0" * (65_536 - 18) + "EncryptedPackage".encode("utf-16-le"), "sheet_encrypted"),
        (b"PK\x03\x04" + b"\0" * 100, "sheet_broken"),
        (b"PK\x05\x06" + b"\0" * 18, "sheet_not_xlsx"),
    ],
)
def test_what_is_no_workbook_is_named(content: bytes, reason: str) -> None:
    assert refused(content) == reason


@pytest.mark.parametrize(
    "parts",
    [
        {"hello.txt": "hello"},
        {
            "_rels/.rels": f.relations(("r1", "officeDocument", "word/document.xml")),
            "word/document.xml": "<w:document xmlns:w='w'/>",
        },
        {"_rels/.rels": f.relations(("r1", "officeDocument", "xl/workbook.bin"))},
    ],
)
def test_another_package_renamed_is_no_workbook(parts: dict[str, str]) -> None:
    assert refused(f.packed(parts)) == "sheet_not_xlsx"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_broken(kept: float) -> None:
    whole = f.written([f.FULL] * 50).getvalue()
    assert refused(whole[: int(len(whole) * kept)]) == "sheet_broken"


def test_a_damaged_part_is_met_while_reading() -> None:
    content = bytearray(f.written([{"code": str(n)} for n in range(500)], f.NARROW).getvalue())
    info = zipfile.ZipFile(io.BytesIO(content)).getinfo("xl/worksheets/sheet2.xml")
    middle = info.header_offset + 60 + info.compress_size // 2
    content[middle : middle + 8] = b"\xff" * 8
    assert refused(bytes(content)) == "sheet_broken"


def test_a_workbook_with_macros_is_refused() -> None:
    related = f.relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "vbaProject", "vbaProject.bin")
    )
    assert refused(f.raw_book(parts={"xl/_rels/workbook.xml.rels": related})) == "sheet_macros"


def test_an_encrypted_part_is_named() -> None:
    content = bytearray(f.raw_book().getvalue())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    assert refused(bytes(content)) == "sheet_encrypted"


def test_a_file_over_the_limit_is_refused_unread() -> None:
    content = f.written([f.FULL]).getvalue()
    limits = Limits(max_rows=10, file_bytes=len(content) - 1)
    assert refused(content, limits) == "sheet_too_big"


def test_what_unpacks_to_more_than_the_limit_is_refused() -> None:
    content = f.written([{"code": str(n)} for n in range(500)], f.NARROW)
    assert refused(content, Limits(max_rows=1_000, unpacked_bytes=10_000)) == "sheet_too_big"


def test_too_many_parts_are_refused() -> None:
    parts = {f"xl/media/{n}.xml": "" for n in range(1_100)}
    assert refused(f.raw_book(parts=parts)) == "sheet_bomb"


def bomb(declared: int | None = None) -> bytes:
    """Make a workbook with a sheet of 60 MB of blanks in 60 kB; `declared` lies about its size."""
    content = bytearray(f.raw_book(" " * 60_000_000).getvalue())
    if declared is not None:
        real = struct.pack("<I", zipfile.ZipFile(io.BytesIO(content)).getinfo(SHEET).file_size)
        lie = struct.pack("<I", declared)
        assert content.count(real) >= 2
        content = bytearray(content.replace(real, lie))
    return bytes(content)


SHEET = "xl/worksheets/sheet1.xml"


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_arguments: object, **_options: object) -> None:
        raise AssertionError("something was unpacked")

    content = bomb()
    monkeypatch.setattr(zipfile.ZipFile, "open", never)
    assert refused(content) == "sheet_bomb"


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unpacked = 0
    make = zlib.decompressobj

    class Counting:
        def __init__(self, *arguments: int) -> None:
            self.inner = make(*arguments)

        def __getattr__(self, name: str) -> object:
            return getattr(self.inner, name)

        def decompress(self, data: bytes, limit: int = 0) -> bytes:
            nonlocal unpacked
            out = self.inner.decompress(data, limit)
            unpacked += len(out)
            return out

    content = bomb(declared=50_000)
    monkeypatch.setattr(zlib, "decompressobj", Counting)
    assert refused(content) == "sheet_broken"
    assert 0 < unpacked < 1_000_000


def test_parts_that_overlap_gain_nothing() -> None:
    """One deep part, named two hundred times over in the directory: the real length counts."""
    stream = f.raw_book(f.line(1, "编码", "数") + "\n" * 300_000)
    package = zipfile.ZipFile(stream, "a")
    inner = package.getinfo(SHEET)
    with package:
        for n in range(200):
            copy = zipfile.ZipInfo(f"xl/worksheets/copy{n}.xml")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(copy, name, getattr(inner, name))
            package.filelist.append(copy)
        package._didModify = True  # type: ignore[attr-defined]
    assert refused(stream) == "sheet_bomb"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "哈" * 10}">' for n in range(10))


@pytest.mark.parametrize(
    ("part", "root"),
    [
        (SHEET, f'<worksheet xmlns="{f.MAIN}"><sheetData>&l9;</sheetData></worksheet>'),
        ("xl/sharedStrings.xml", f'<sst xmlns="{f.MAIN}"><si><t>&l9;</t></si></sst>'),
        ("xl/styles.xml", f'<styleSheet xmlns="{f.MAIN}">&l9;</styleSheet>'),
        ("xl/workbook.xml", f'<workbook xmlns="{f.MAIN}">&l9;</workbook>'),
        ("_rels/.rels", "<Relationships>&l9;</Relationships>"),
    ],
)
def test_entities_are_not_expanded_anywhere(part: str, root: str) -> None:
    text = f"<!DOCTYPE x [{LAUGHS}]>{root}"
    assert refused(f.raw_book(parts={part: text})) == "sheet_bomb"


def test_an_external_entity_is_not_fetched() -> None:
    text = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
    assert refused(f.raw_book(parts={SHEET: text})) == "sheet_bomb"


def test_shared_texts_beyond_the_limit_are_refused() -> None:
    many = "".join(f"<si><t>{n:0100d}</t></si>" for n in range(1_000))
    book = f.raw_book(parts={"xl/sharedStrings.xml": f"<sst>{many}</sst>"})
    assert refused(book, Limits(max_rows=10, texts_bytes=50_000)) == "sheet_too_big"


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c></row>",
        "<row r='0'/>",
        "<row r='x'/>",
        "<row r='1048577'/>",
        "<row r='2'/><row r='2'/>",
        "<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>",
        "<row r='1'><c r='AAAA1'><v>1</v></c></row>",
        "<row r='1'><c r='XFE1'><v>1</v></c></row>",
        "<row r='1'><c r='1'><v>1</v></c></row>",
        "<row r='1'><c t='s'><v>0</v></c></row>",
        "<row r='1'><c t='s'><v>-1</v></c></row>",
        "<row r='1'><c t='s'><v>x</v></c></row>",
        "<row r='1'><c t='q'><v>1</v></c></row>",
        "<row r='1'><c s='x'><v>1</v></c></row>",
        "\x01",
    ],
)
def test_a_sheet_that_no_program_writes_is_broken(rows: str) -> None:
    assert refused(f.raw_book(rows)) == "sheet_broken"


@pytest.mark.parametrize(
    "make",
    [
        lambda: f.raw_book(parts={"xl/workbook.xml": f'<workbook xmlns="{f.MAIN}"/>'}),
        lambda: f.raw_book(
            parts={
                "xl/_rels/workbook.xml.rels": f.relations(
                    ("rId1", "worksheet", "worksheets/none.xml")
                )
            }
        ),
        lambda: f.raw_book(
            parts={"xl/styles.xml": "<styleSheet><numFmt numFmtId='x'/></styleSheet>"}
        ),
        lambda: f.raw_book(parts={"xl/sharedStrings.xml": "<sst><si>"}),
    ],
)
def test_a_workbook_with_parts_amiss_is_broken(make: Callable[[], io.BytesIO]) -> None:
    assert refused(make()) == "sheet_broken"


def test_a_path_out_of_the_package_leads_nowhere() -> None:
    related = f.relations(("rId1", "worksheet", "../../../../etc/passwd"))
    assert refused(f.raw_book(parts={"xl/_rels/workbook.xml.rels": related})) == "sheet_broken"


def test_a_workbook_with_too_many_sheets_is_refused() -> None:
    many = "".join(f'<sheet name="{n}"/>' for n in range(1_001))
    text = f'<workbook xmlns="{f.MAIN}"><sheets>{many}</sheets></workbook>'
    assert refused(f.raw_book(parts={"xl/workbook.xml": text})) == "sheet_bomb"


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml"])
@pytest.mark.parametrize(
    "inside",
    [
        "<a>" * 200_000,
        "<row><c><v>" + "<v>" * 200_000,
        f"<a b='{'x' * 3_000_000}'/>",
        f"<!--{'x' * 3_000_000}-->",
    ],
)
def test_what_a_parser_would_keep_whole_is_refused(part: str, inside: str) -> None:
    root = "worksheet" if part == SHEET else "x"
    assert refused(f.raw_book(parts={part: f"<{root}>{inside}"})) == "sheet_bomb"


def test_a_long_shared_text_pointed_to_ever_so_often_is_refused() -> None:
    shared = f"<sst><si><t>{'字' * 32_767}</t></si></sst>"
    rows = "<row>" + "<c t='s'><v>0</v></c>" * 2_000 + "</row>"
    assert refused(f.raw_book(rows, parts={"xl/sharedStrings.xml": shared})) == "sheet_bomb"


def test_a_format_of_absurd_length_takes_no_time() -> None:
    styles = f"<styleSheet><numFmts><numFmt numFmtId='170' formatCode='{'[' * 500_000}'/></numFmts>"
    styles += "<cellXfs><xf numFmtId='170'/></cellXfs></styleSheet>"
    rows = f.line(1, "编码", "数") + "<row r='2'><c s='0'><v>1</v></c></row>"
    _rows, reading = f.read(f.raw_book(rows, parts={"xl/styles.xml": styles}), f.NARROW)
    assert f.codes(reading) == [("sheet_is_number", 2, "A")]
