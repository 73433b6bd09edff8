"""Values of an import: the job that is to be done, and what was found for one thing in the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Format = Literal["xlsx", "jsonl"]


@dataclass(frozen=True, slots=True)
class Job:
    """An import as whoever reads the file needs it: its number, the file's name and format, and
    what was asked for beside the file (`options`, by the kind of import)."""

    id: int
    file_name: str
    format: Format
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that the file would change.

    `ref` is its code, `name` what people call it, `row` where it stands in the file (as Excel
    counts, or the line), `act` "new" or "changed". `content` is the JSON to be stored, `seen` what
    was there when it was looked at (whoever applies it refuses if that has moved), `note` says in a
    few words what changes.
    """

    ref: str
    name: str
    row: int
    act: str
    content: Mapping[str, Any]
    seen: Mapping[str, Any]
    note: str = ""
