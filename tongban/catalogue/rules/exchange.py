"""Implementation lists as JSON Lines: one head, then one list a line, so that it streams.

The head is `{"format": "tongban-catalogue", "version": 1}`. Each line has task_code, number,
effective_from, reason and content, the edition's JSON as it was frozen, order included.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

FORMAT = {"format": "tongban-catalogue", "version": 1}
_WANTED = {"task_code": str, "number": int, "effective_from": str, "reason": str, "content": dict}


def lines(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Give the document of `entries` line by line, each with its line feed."""
    yield json.dumps(FORMAT, ensure_ascii=False) + "\n"
    for entry in entries:
        yield json.dumps({name: entry[name] for name in _WANTED}, ensure_ascii=False) + "\n"


def each(document: Iterable[str]) -> Iterator[tuple[int, dict[str, Any] | None, str]]:
    """Give every line that should be an entry: its number, the entry, or None and what is wrong
    with it and what to do; a document that is none ends with its first line."""
    numbered = enumerate(document, 1)
    _first, head = next(numbered, (1, ""))
    if _json(head.removeprefix("\ufeff")) != FORMAT:
        yield 1, None, "不是事项清单的导出文件（第 1 版），请用导出的文件。"
        return
    for at, line in numbered:
        if not line.strip():
            continue
        entry = _json(line)
        wrong = _wrong(entry)
        yield at, None if wrong else entry, wrong


def read(document: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Give the entries of a document; raises ValueError naming the line that is not as it should
    be, and what to do about it."""
    for at, entry, wrong in each(document):
        if entry is None:
            raise ValueError(f"第 {at} 行：{wrong}")
        yield entry


def _wrong(entry: Any) -> str:
    if entry is _BROKEN:
        return "不是正确的 JSON，请从导出的文件里复制后再改。"
    if not isinstance(entry, dict) or set(entry) != set(_WANTED):
        return f"应有且只有 {'、'.join(_WANTED)} 这几项。"
    for name, kind in _WANTED.items():
        if type(entry[name]) is not kind:
            return f"“{name}”的类型不对，请照导出的文件填写。"
    return ""


_BROKEN = object()


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return _BROKEN
