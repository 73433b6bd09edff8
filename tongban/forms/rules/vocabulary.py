"""The vocabulary of data elements, read once from `data/elements.json`."""

import json
from pathlib import Path
from typing import Any

from tongban.forms.types import Element


def _load() -> dict[str, Element]:
    path = Path(__file__).parent.parent / "data" / "elements.json"
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["elements"]
    found = {row["code"]: Element(**row) for row in rows}
    if len(found) != len(rows):
        raise ValueError("a data element stands twice in the vocabulary")
    return found


VOCABULARY: dict[str, Element] = _load()
