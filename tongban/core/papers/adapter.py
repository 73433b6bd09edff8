"""typst: a template, its library and data in, PDF/A-2b out."""

from datetime import datetime
from pathlib import Path
from typing import Any


def texts(path: Path) -> tuple[str, str]:
    """Give the text of the template and of the library that it imports."""
    raise NotImplementedError


def template_hash(main: str, library: str) -> str:
    """Give the hash under which both texts are kept."""
    raise NotImplementedError


def typeset(
    main: str, library: str, data: dict[str, Any], *, at: datetime | None = None, seal: bool = True
) -> bytes:
    """Typeset; raises PaperFailed."""
    raise NotImplementedError
