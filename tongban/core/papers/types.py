"""Papers as values. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

State = Literal["making", "ready", "failed"]


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A registered template: its file and sample data that show every part of it."""

    code: str
    title: str
    path: Path
    sample: Mapping[str, Any]
