"""One value of one column: from JSON or from what a clerk typed, and back to words. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.lib.money import in_yuan
from tongban.lists.types import Column, ColumnType, Known

MONEY_MAX = 10**14  # 分: a trillion yuan
INTEGER_MAX = 10**12
MANY = 200  # of laws, matters or places in one value
UNCERTAIN = "（待核实）"
NOTHING = Known()
_MONEY = "请填写金额，单位元，例如 80 或 80.50"
_INTEGER = "请填写整数"
_MATTER = "基本编码是 12 位数字或大写字母，业务办理项是 14 位"
_CODE = re.compile(r"[0-9A-Z]{12}([0-9A-Z]{2})?")
_PLACE = re.compile(r"[0-9A-Z]{6,12}")
_BASIS = re.compile(r"《(.+?)》([^《]*)")
_APART = re.compile(r"[\s,，、;；]+")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class BadValue(Exception):
    """A value that a column cannot hold: `rule` names what is broken, the text says what to do."""

    def __init__(self, rule: str, message: str) -> None:
        self.rule = rule
        super().__init__(message)


def clean(column: Column, raw: Any) -> Any:
    """Return the JSON value of a column in its one form, None for nothing. Raises BadValue."""
    if raw is None or raw in ("", [], ()):
        return None
    return _CLEAN[column.type](column, raw)


def _choice(column: Column, raw: Any) -> str:
    if not isinstance(raw, str) or column.choice(raw) is None:
        raise BadValue("choice", f"请从{_titles(column)}中选一个")
    return raw


def _bool(_column: Column, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise BadValue("shape", "请填写“是”或“否”")
    return raw


def _titles(column: Column) -> str:
    return "、".join(f"“{one.title}”" for one in column.choices)


def _text(column: Column, raw: Any) -> str | None:
    if not isinstance(raw, str):
        raise BadValue("shape", "请填写文字")
    text = plain_text(raw, lines=column.type == ColumnType.LONG)
    if len(text) > column.limit:
        raise BadValue("long", f"最多 {column.limit} 个字，现在是 {len(text)} 个字，请精简")
    return text or None


def plain_text(raw: str, *, lines: bool = False) -> str:
    """Return a text without what cannot be seen: one kind of line end, no space at its ends.

    Raises BadValue for control characters, which no database keeps and no reader sees.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    for character in text:
        if character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs"}:
            raise BadValue("control", "文字里有看不见的控制字符，请删去后重新输入")
    if lines:
        return "\n".join(line.rstrip() for line in text.split("\n")).strip()
    return " ".join(text.split())


def _whole(raw: Any, most: int, sentence: str) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise BadValue("number", sentence)
    if not 0 <= raw <= most:
        raise BadValue("number", "数不能小于 0，也不能这样大，请核对")
    return raw


def _date(_column: Column, raw: Any) -> str:
    try:
        return date.fromisoformat(raw).isoformat()
    except (TypeError, ValueError):
        raise BadValue("date", "请填写日期，例如 2026-11-22") from None


def _laws(_column: Column, raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, list | tuple):
        raise BadValue("shape", "应为列表")
    if len(raw) > MANY:
        raise BadValue("long", f"最多填写 {MANY} 个")
    return [_basis(each) for each in raw]


def _basis(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or not set(raw) <= {"law", "article", "certain"}:
        raise BadValue("law", "请写明法律名称和条款")
    law, article = raw.get("law", ""), raw.get("article", "")
    certain = raw.get("certain", True)
    if not isinstance(law, str) or not isinstance(article, str) or not isinstance(certain, bool):
        raise BadValue("law", "请写明法律名称和条款")
    law, article = _inner(plain_text(law)), _inner(plain_text(article))
    certain = certain and UNCERTAIN not in article
    article = article.replace(UNCERTAIN, "").strip()
    if not law or len(law) > 200 or len(article) > 200:
        raise BadValue("law", "请写明法律名称和条款，各不超过 200 个字")
    return {"law": law, "article": article, "certain": certain}


def _inner(text: str) -> str:
    # 《 and 》 set off the law's own name, so inside it they are 〈 and 〉, as in print.
    return text.replace("《", "〈").replace("》", "〉")


def _codes(raw: Any, shape: re.Pattern[str], sentence: str) -> list[str] | None:
    if isinstance(raw, str) or not isinstance(raw, Sequence):
        raise BadValue("shape", "应为列表")
    found: dict[str, None] = {}
    for each in raw:
        code = unicodedata.normalize("NFKC", each).strip().upper() if isinstance(each, str) else ""
        if not shape.fullmatch(code):
            raise BadValue("code", f"“{str(each)[:20]}”不是代码：{sentence}")
        found[code] = None
    if len(found) > MANY:
        raise BadValue("long", f"最多填写 {MANY} 个")
    return list(found) or None


_CLEAN: Mapping[ColumnType, Callable[[Column, Any], Any]] = {
    ColumnType.TEXT: _text,
    ColumnType.LONG: _text,
    ColumnType.CHOICE: _choice,
    ColumnType.MONEY: lambda _, raw: _whole(raw, MONEY_MAX, _MONEY),
    ColumnType.INTEGER: lambda _, raw: _whole(raw, INTEGER_MAX, _INTEGER),
    ColumnType.BOOL: _bool,
    ColumnType.DATE: _date,
    ColumnType.BASIS: _laws,
    ColumnType.MATTERS: lambda _, raw: _codes(raw, _CODE, _MATTER),
    ColumnType.PLACES: lambda _, raw: _codes(raw, _PLACE, "请填写行政区划代码"),
}

# --- what a clerk types ---------------------------------------------------------------------------


def read(column: Column, typed: str, known: Known = NOTHING) -> Any:
    """Return the value of what was typed into a form or a cell, None for nothing.

    `known` are the names that may stand for codes. Raises BadValue.
    """
    text = typed.strip()
    if not text:
        return None
    if column.type == ColumnType.PLACES:
        return clean(column, _named(text, known.places))
    if column.type == ColumnType.MATTERS:
        return clean(column, _matters(text, known.matters))
    return clean(column, _READ.get(column.type, _as_it_is)(column, text))


def _as_it_is(_column: Column, text: str) -> Any:
    return text


def _by_title(column: Column, text: str) -> str:
    return next((one.code for one in column.choices if one.title == text), text)


def _yes_or_no(_column: Column, text: str) -> Any:
    return {"是": True, "否": False, "true": True, "false": False}.get(text, text)


def _cents(_column: Column, text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix("元").strip()
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,2})?", plain):
        raise BadValue("number", _MONEY)
    return int(Decimal(plain) * 100)


def _number(_column: Column, text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    if not re.fullmatch(r"-?[0-9]{1,15}", plain):
        raise BadValue("number", _INTEGER)
    return int(plain)


def _day(_column: Column, text: str) -> str:
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
    return "{}-{:0>2}-{:0>2}".format(*found.groups()) if found else text


def _bases(_column: Column, text: str) -> list[dict[str, Any]]:
    """Read `《行政许可法》第三十二条（待核实）`: one or more, on lines or one after another."""
    found = []
    for line in text.splitlines():
        rest = _BASIS.sub("", line).strip(" ;；、，,。")
        if rest or (line.strip() and not _BASIS.search(line)):
            raise BadValue("law", "请写成《法律名称》第几条，每行一个")
        for law, article in _BASIS.findall(line):
            certain = UNCERTAIN not in article and "(待核实)" not in article
            bare = article.replace(UNCERTAIN, "").replace("(待核实)", "")
            found.append({"law": law, "article": bare.strip(" ;；、，,。"), "certain": certain})
    return found


def matter_names(typed: str) -> list[str]:
    """Return the names of matters in what was typed: one a line, where codes may share a line."""
    lines = (line.strip(" ，、,;；") for line in typed.splitlines())
    return [line for line in lines if line and _codes_of(line) is None]


def _codes_of(line: str) -> list[str] | None:
    """Return the codes of a line, None for a line that is a name: codes have no Chinese in them."""
    if any("\u4e00" <= character <= "\u9fff" for character in line):
        return None
    return [part for part in _APART.split(line) if part]


def _matters(text: str, known: Mapping[str, str]) -> list[str]:
    found = []
    for line in text.splitlines():
        name = line.strip(" ，、,;；")
        codes = _codes_of(name)
        if codes is None and name not in known:
            sentence = f"没有叫“{name[:30]}”的事项，请核对名称，或者填基本编码"
            raise BadValue("matter", sentence)
        found += [known[name]] if codes is None else codes
    return found


def _named(text: str, places: Mapping[str, str]) -> list[str]:
    found = []
    for part in _APART.split(text):
        code = places.get(part) or (part if _PLACE.fullmatch(part) else None)
        if part and code is None:
            raise BadValue("place", f"本地区没有“{part[:20]}”，请填写乡镇、街道或村的全称或代码")
        found += [code] if code else []
    return found


_READ: Mapping[ColumnType, Callable[[Column, str], Any]] = {
    ColumnType.CHOICE: _by_title,
    ColumnType.MONEY: _cents,
    ColumnType.INTEGER: _number,
    ColumnType.BOOL: _yes_or_no,
    ColumnType.DATE: _day,
    ColumnType.BASIS: _bases,
}

# --- back to words --------------------------------------------------------------------------------


def written(column: Column, value: Any) -> str:
    """Return a value as `read` takes it back: what a field or a cell holds."""
    if value is None:
        return ""
    words = _WRITTEN.get(column.type)
    return words(column, value) if words else str(value)


def _title(column: Column, value: Any) -> str:
    choice = column.choice(value)
    return choice.title if choice else str(value)


_WRITTEN: Mapping[ColumnType, Callable[[Column, Any], str]] = {
    ColumnType.CHOICE: _title,
    ColumnType.MONEY: lambda _, value: in_yuan(value).removesuffix(".00"),
    ColumnType.BOOL: lambda _, value: "是" if value else "否",
    ColumnType.BASIS: lambda _, value: "\n".join(law_text(one) for one in value),
    ColumnType.MATTERS: lambda _, value: "、".join(value),
    ColumnType.PLACES: lambda _, value: "、".join(value),
}


def law_text(basis: Mapping[str, Any]) -> str:
    """Return `《行政许可法》第三十二条`, with （待核实） where it was not checked."""
    mark = "" if basis.get("certain", True) else UNCERTAIN
    return f"《{basis['law']}》{basis.get('article', '')}{mark}"


def shown(column: Column, value: Any, names: Mapping[str, str] | None = None) -> str:
    """Return a value as people read it; `names` are those of matters and places by code."""
    if value is None:
        return ""
    if column.type == ColumnType.MONEY:
        return f"{in_yuan(value, grouped=True)} 元".replace(".00 元", " 元")
    if column.type == ColumnType.BASIS:
        return "；".join(law_text(one) for one in value)
    if column.type in {ColumnType.MATTERS, ColumnType.PLACES}:
        return "、".join((names or {}).get(code, code) for code in value)
    return written(column, value)
