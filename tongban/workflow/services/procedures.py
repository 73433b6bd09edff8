"""Publishing procedures."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.core.accounts.types import Actor

if TYPE_CHECKING:
    from tongban.workflow.models import ProcedureVersion


@transaction.atomic
def publish_procedure(
    *, actor: Actor, now: datetime, code: str, definition: Mapping[str, Any]
) -> "ProcedureVersion":
    """Publish `definition` as the next version of `code`; running items stay on theirs.

    The same definition again gives the version that is there. Raises ProcedureInvalid.
    """
    raise NotImplementedError
