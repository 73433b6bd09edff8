"""How an item comes into being."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.core.workdays.types import Limit
from tongban.workflow.types import Involved

if TYPE_CHECKING:
    from tongban.core.divisions.models import Division
    from tongban.core.organisations.models import Organisation
    from tongban.workflow.models import WorkItem


@transaction.atomic
def start(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    procedure: str,
    number: str,
    title: str,
    division: "Division",
    organisation: "Organisation",
    parties: Sequence[Involved] = (),
    facts: Mapping[str, Any] | None = None,
    limits: Mapping[str, Limit] | None = None,
    subject: str = "",
    version: int | None = None,
) -> "WorkItem":
    """Open an item of `kind` on the newest (or the given) version of the procedure `procedure`.

    `facts` is what conditions ask (`facts.visit`); `limits` fills the clocks that the procedure
    names ("statutory", "promised"); `number` is its public number, unique. Its first tasks are
    open, its clocks run. Effects on "submitted" have run. Raises ProcedureInvalid if there is no
    such procedure, Invalid("no_office") if a seat has no organisation.
    """
    raise NotImplementedError
