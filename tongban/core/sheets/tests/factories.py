"""A table with a column of every kind, and workbooks made by hand and by openpyxl."""

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from tongban.core.sheets.selectors import Reading, read_xlsx
from tongban.core.sheets.services import write_xlsx
from tongban.core.sheets.types import Column, Limits, Row, SheetSpec

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
LIMITS = Limits(max_rows=1_000)
CHOICES = {"instant": "即办件", "promised": "承诺件"}

COLUMNS = (
    Column("code", "事项编码", required=True, hint="31 位", max_length=31),
    Column("name", "事项名称"),
    Column("days", "承诺时限", "integer"),
    Column("ratio", "比例", "decimal"),
    Column("fee", "收费金额", "money"),
    Column("since", "生效日期", "date"),
    Column("online", "可网办", "boolean"),
    Column("kind", "办件类型", "choice", choices=CHOICES),
    Column("topics", "主题", "list"),
    Column("extra", "附加", "json"),
)
SPEC = SheetSpec("matters", "事项清单", COLUMNS)
NARROW = SheetSpec(
    "narrow", "窄表", (Column("code", "编码", required=True), Column("n", "数", "integer"))
)
FULL: dict[str, Any] = {
    "code": "000123",
    "name": "=1+1\n第二行",
    "days": 20,
    "ratio": Decimal("99.97"),
    "fee": 123456,
    "since": date(2026, 11, 22),
    "online": True,
    "kind": "instant",
    "topics": ("生育", "；\\分号"),
    "extra": {"a": [1, None, "二"]},
}
BLANK: dict[str, Any] = {column.code: column.blank for column in COLUMNS}

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def written(rows: Iterable[dict[str, Any]], spec: SheetSpec = SPEC) -> io.BytesIO:
    """Write the rows and stand at the beginning of the file."""
    stream = io.BytesIO()
    write_xlsx([spec], {spec.code: rows}, stream, now=NOW)
    stream.seek(0)
    return stream


def read(
    file: io.BytesIO, spec: SheetSpec = SPEC, limits: Limits = LIMITS
) -> tuple[list[Row], Reading]:
    """Read it all."""
    reading = read_xlsx(file, [spec], limits=limits)
    return list(reading), reading


def codes(reading: Reading) -> list[tuple[str, int, str]]:
    """Give the problems by code, row and column letter."""
    return [(problem.code, problem.row, problem.column) for problem in reading.problems]


def openpyxl_book(
    rows: Iterable[Iterable[Any]],
    title: str = NARROW.title,
    change: Callable[[Workbook], None] | None = None,
) -> io.BytesIO:
    """Make a workbook as somebody else's program does."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def raw_book(
    rows: str = "",
    *,
    after: str = "",
    before: str = "",
    title: str = NARROW.title,
    parts: dict[str, str] | None = None,
    date1904: bool = False,
) -> io.BytesIO:
    """Make a workbook from XML: `rows` inside of sheetData, `before` and `after` it.

    `parts` replaces or adds whole parts; `xl/styles.xml` and `xl/sharedStrings.xml` are related.
    """
    sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    texts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "/xl/styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}">'
            f'<workbookPr date1904="{int(date1904)}"/>'
            f'<sheets><sheet name="{title}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
    } | (parts or {})
    return packed(texts)


def relations(*related: tuple[str, str, str]) -> str:
    """Make a part of relations: id, kind, target."""
    lines = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in related
    )
    return f'<Relationships xmlns="{_PACKAGE}">{lines}</Relationships>'


def packed(texts: dict[str, str]) -> io.BytesIO:
    """Pack the parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in texts.items():
            package.writestr(name, text)
    stream.seek(0)
    return stream


def line(number: int, *values: str) -> str:
    """Make a row of texts."""
    cells = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in values)
    return f'<row r="{number}">{cells}</row>'
