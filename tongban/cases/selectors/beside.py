"""What else the same applicant has running for the same matter of the same body (重复申请).

The law forbids nobody to apply twice: a second application is shown to who makes it and to who
receives it, and they decide. Whether it says the very same is told too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongban.cases.models import Case
from tongban.workflow.states import RUNNING

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

MOST = 5


@dataclass(frozen=True, slots=True)
class Beside:
    """A running case; `same`: its answers and its form are the asked ones, to the letter."""

    number: str
    received_at: datetime
    state: str
    same: bool


def beside_draft(
    actor: "Actor",
    *,
    applicant: int | None,
    implementation: int,
    answers: Mapping[str, Any],
    data: Mapping[str, Any],
) -> list[Beside]:
    """Give what runs already of who is about to apply, the latest first; one query.

    Only what the actor may see: an agent for one matter learns of no other.
    """
    if applicant is None:
        return []
    return _found(actor, applicant, implementation, (dict(answers), dict(data)), but=0)


def beside_case(actor: "Actor", case: Case) -> list[Beside]:
    """Give what else runs of a case's applicant, the latest first; one query."""
    said = json.loads(case.answers), json.loads(case.data)
    implementation = case.edition.implementation_id
    return _found(actor, case.applicant_id, implementation, said, but=case.pk)


def _found(
    actor: "Actor", applicant: int, implementation: int, said: tuple[Any, Any], *, but: int
) -> list[Beside]:
    rows = (
        Case.objects.visible_to(actor)
        .filter(
            applicant=applicant,
            edition__implementation=implementation,
            item__state__in=RUNNING,
        )
        .exclude(pk=but)
        .select_related("item")
        .only("answers", "data", "received_at", "item__number", "item__state")
        .order_by("-pk")[:MOST]
    )
    return [
        Beside(
            row.item.number,
            row.received_at,
            row.item.get_state_display(),
            (json.loads(row.answers), json.loads(row.data)) == said,
        )
        for row in rows
    ]
