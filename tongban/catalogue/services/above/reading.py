"""The province's file read row by row, from a workbook or from JSON Lines, and written again."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, Protocol

from tongban.catalogue.rules import above
from tongban.catalogue.wording import basic as wording
from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.selectors import Reading, read_xlsx
from tongban.core.sheets.types import Column, Limits, Problem, Row, SheetSpec

ROWS = 50_000  # three times what any province's catalogue holds
LIMITS = Limits(max_rows=ROWS, file_bytes=50_000_000, unpacked_bytes=500_000_000, problems=10_000)
LONGEST = 4_000_000  # characters of one line
AUDIENCES = {"person": "个人", "enterprise": "企业和其他组织"}


@dataclass(frozen=True, slots=True)
class Raw:
    """A row of the file: where it stands, what it says by key, whether it could be read."""

    number: int
    values: Mapping[str, Any]
    sound: bool
    row: Row | None = None


class Source(Protocol):
    """A file being read; its problems are complete only after the last row."""

    @property
    def problems(self) -> list[Problem]: ...
    def __iter__(self) -> Iterator[Raw]: ...
    def add(self, raw: Raw, field: str, rule: str, message: str) -> None: ...


def columns(topics: Sequence[str]) -> SheetSpec:
    """Return the table; `topics` are the names that may stand in its column of topics.

    What is fixed for every body beyond the basis, and what is only suggested, has no column: the
    whole of an implementation list does not fit a cell. They come in JSON Lines.
    """
    keep = "留空则保留现有的。"
    return SheetSpec(
        "basic",
        "基本目录",
        (
            Column("code", "基本编码", required=True, strip=True, max_length=14,
                   hint="12 位；业务办理项是 14 位。主项的最后三位是 000。"),
            Column("name", "事项名称", required=True, strip=True, max_length=200),
            Column("type", "事项类型", "choice", required=True,
                   choices={str(code): str(title) for code, title in wording.TYPES.items()}),
            Column("department", "主管部门", strip=True, max_length=60,
                   hint="写简称，例如 市场监管局；各地同名的机构由此知道要认领。"),
            Column("levels", "行使层级", "list", separator="、",
                   choices={code: str(title) for code, title in wording.LEVELS.items()},
                   hint="留空表示不限。"),
            Column("audience", "服务对象", "list", separator="、", choices=AUDIENCES),
            Column("basis", "设定依据", "list", required=True, separator="\n", max_length=300,
                   hint="每行一条，写成 《食品安全法》第三十六条。", width=40),
            Column("aliases", "通俗叫法", "list", separator="、", max_length=40, hint=keep),
            Column("topics", "主题", "list", separator="、",
                   choices={name: name for name in topics}, hint=keep),
            Column("effective_from", "施行日期", "date", hint="留空表示导入当天。"),
        ),
    )  # fmt: skip


class Workbook:
    """A workbook as a Source."""

    def __init__(self, file: BinaryIO, topics: Mapping[str, str]) -> None:
        self._topics = topics
        self._reading: Reading = read_xlsx(file, [columns(list(topics))], limits=LIMITS)

    @property
    def problems(self) -> list[Problem]:
        return self._reading.problems

    def __iter__(self) -> Iterator[Raw]:
        for row in self._reading:
            yield Raw(row.number, self._entry(row.values), row.sound, row)

    def _entry(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        audience = cells.get("audience", ())
        day = cells.get("effective_from")
        return {
            "code": str(cells.get("code", "")).upper(),
            "name": cells.get("name", ""),
            "type": cells.get("type", ""),
            "department": cells.get("department", ""),
            "levels": "".join(sorted(cells.get("levels", ()))),
            "person": "person" in audience,
            "enterprise": "enterprise" in audience,
            "basis": list(cells.get("basis", ())),
            "aliases": list(cells.get("aliases", ())) or None,
            "topics": sorted(self._topics[one] for one in cells.get("topics", ())) or None,
            "effective_from": day.isoformat() if day else "",
        }

    def add(self, raw: Raw, field: str, rule: str, message: str) -> None:
        """Keep a problem at its cell; what has no column of its own stands at the row."""
        place = {"person": "audience", "enterprise": "audience"}.get(field, field)
        known = {one.code for one in columns(()).columns}
        assert raw.row is not None  # noqa: S101  (rows come from this reader)
        self._reading.add(raw.row, place if place in known else "", rule, message)


class Lines:
    """JSON Lines as a Source: the head, then an entry a line."""

    def __init__(self, file: BinaryIO) -> None:
        self._found: list[Problem] = []
        self._file = file

    @property
    def problems(self) -> list[Problem]:
        return self._found

    def __iter__(self) -> Iterator[Raw]:
        if self._json(1) != above.FORMAT:
            raise SheetRefused("basic_not_lines")
        number = 1
        while True:
            number += 1
            if number > ROWS + 1:
                raise SheetRefused("basic_too_long", most=f"{ROWS:,}")
            line = self._json(number)
            if line is None:
                return
            raw = Raw(number, {}, sound=False)
            wrong = _shape(line)
            for field, message in wrong:
                self.add(raw, field, "shape", message)
            if not wrong:
                yield Raw(number, _filled(line), sound=True)

    def _json(self, number: int) -> Any:
        """Return the next line's value; None at the end. A line that is none says so itself."""
        text = self._file.readline(LONGEST)
        if not text:
            return None
        try:
            return json.loads(text)
        except ValueError:
            return text.strip() and {}

    def add(self, raw: Raw, field: str, rule: str, message: str) -> None:
        """Keep a problem at its line."""
        title = str(wording.KEYS.get(field, field))
        self._found.append(Problem("", raw.number, "", rule, message, title, field))


def _shape(line: Any) -> list[tuple[str, str]]:
    """Return what keeps a line from being an entry at all."""
    if not isinstance(line, dict) or not line:
        return [("", "不是正确的 JSON。请从导出的文件里复制后再改。")]
    found = []
    for name, (kind, must) in above.KEYS.items():
        if name not in line:
            if must:
                found.append((name, f"缺少“{name}”。请照导出的文件补上。"))
        elif type(line[name]) is not kind:
            found.append((name, f"“{name}”的类型不对。请照导出的文件填写。"))
    found += [(name, f"没有“{name}”这一项。请删去。") for name in line if name not in above.KEYS]
    if not found:
        found = _inner(line)
    return found


def _inner(line: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    for name in ("aliases", "topics"):
        if any(not isinstance(one, str) for one in line.get(name, ())):
            found.append((name, f"“{name}”里应当都是文字。"))
    if any(not isinstance(one, dict) or not one.get("law") for one in line["basis"]):
        found.append(("basis", "设定依据的每一条都要有 law（法律法规的名称）。"))
    if line["type"] not in wording.TYPES:
        found.append(("type", f"没有“{line['type']}”这种事项类型。请用国家的类型代码。"))
    if not line["name"].strip() or len(line["name"]) > 200:
        found.append(("name", "事项名称要写，最多 200 个字。"))
    day = line.get("effective_from", "")
    try:
        day and date.fromisoformat(day)
    except ValueError:
        found.append(("effective_from", "日期写成 2026-11-22 这样。"))
    return found


def _filled(line: Mapping[str, Any]) -> dict[str, Any]:
    given = {"effective_from": "", **dict.fromkeys(above.KEPT), **line}
    topics = given["topics"]
    return given | {
        "code": str(line["code"]).strip().upper(),
        "name": line["name"].strip(),
        "topics": None if topics is None else sorted(topics),
    }


def as_rows(
    entries: Iterable[Mapping[str, Any]], topics: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Give entries as rows of the table; `topics` are the names by code."""
    for one in entries:
        yield {
            **{name: one[name] for name in ("code", "name", "type", "department")},
            "levels": tuple(one["levels"]),
            "audience": tuple(name for name in AUDIENCES if one[name]),
            "basis": tuple(wording.basis_text([law]) for law in one["basis"]),
            "aliases": tuple(one["aliases"]),
            "topics": tuple(topics[code] for code in one["topics"] if code in topics),
            "effective_from": None,
        }


def as_lines(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Give entries as JSON Lines, each with its line feed."""
    yield json.dumps(above.FORMAT, ensure_ascii=False) + "\n"
    for one in entries:
        yield json.dumps(dict(one), ensure_ascii=False) + "\n"
