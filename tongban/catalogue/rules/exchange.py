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


def read(document: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Give the entries of a document; raises ValueError naming the line that is not as it should
    be, and what to do about it."""
    numbered = enumerate(document, 1)
    if _json(*next(numbered, (1, ""))) != FORMAT:
        raise ValueError("第 1 行：不是事项清单的导出文件（第 1 版），请用导出的文件。")
    for at, line in numbered:
        entry = _json(at, line)
        if not isinstance(entry, dict) or set(entry) != set(_WANTED):
            raise ValueError(f"第 {at} 行：应有且只有 {'、'.join(_WANTED)} 这几项。")
        for name, kind in _WANTED.items():
            if type(entry[name]) is not kind:
                raise ValueError(f"第 {at} 行：“{name}”的类型不对，请照导出的文件填写。")
        yield entry


def _json(at: int, line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise ValueError(f"第 {at} 行：不是正确的 JSON，请从导出的文件里复制后再改。") from None
