"""From data to a procedure that can run: parse and validate."""

from collections.abc import Mapping
from typing import Any

from tongban.workflow.types import Procedure


def parse(code: str, data: Mapping[str, Any], *, version: int = 0, id: int = 0) -> Procedure:
    """Give the compiled procedure; raises ProcedureInvalid naming the place that is wrong."""
    raise NotImplementedError
