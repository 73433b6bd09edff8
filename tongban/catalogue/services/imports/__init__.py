"""Files in: looked through first, every problem at its place, then taken whole or not at all."""

from tongban.catalogue.services.imports.runs import (
    apply,
    begin,
    carry_on,
    current,
    drop,
    due,
    recheck,
)

__all__ = ["apply", "begin", "carry_on", "current", "drop", "due", "recheck"]
