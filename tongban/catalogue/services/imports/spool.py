"""Rows of a big file kept aside by list, on disk, until all of them have been read.

The sheets of a workbook come one after the other, and a list has rows in each; a whole catalogue
does not fit into memory. SQLite in a file of its own is what the standard library has for it.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_MANY = 2_000


class Spool:
    """Rows by list, in a file in `folder`."""

    def __init__(self, folder: str) -> None:
        self._rows = sqlite3.connect(Path(folder) / "rows.sqlite3", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode=OFF")
        self._rows.execute("PRAGMA synchronous=OFF")
        self._rows.execute("CREATE TABLE rows (code TEXT, sheet TEXT, number INT, value TEXT)")
        self._rows.execute("BEGIN")
        self._waiting: list[tuple[str, str, int, str]] = []

    def put(self, code: str, sheet: str, number: int, value: Any) -> None:
        """Keep a row's value (JSON) of a list."""
        text = json.dumps(value, ensure_ascii=False, default=str)
        self._waiting.append((code, sheet, number, text))
        if len(self._waiting) >= _MANY:
            self._flush()

    def _flush(self) -> None:
        self._rows.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", self._waiting)
        self._waiting = []

    def ready(self) -> None:
        """End putting; from here on rows are read."""
        self._flush()
        self._rows.execute("CREATE INDEX by_code ON rows (code)")

    def of(self, code: str) -> Iterator[tuple[str, int, Any]]:
        """Give the rows of a list in the order in which they were put: sheet, number, value."""
        found = self._rows.execute(
            "SELECT sheet, number, value FROM rows WHERE code = ? ORDER BY rowid", (code,)
        )
        for sheet, number, text in found.fetchall():
            yield sheet, number, json.loads(text)

    def close(self) -> None:
        """Let go of the file."""
        self._rows.close()
