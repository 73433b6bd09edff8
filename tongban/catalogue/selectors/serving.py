"""Which bodies are open for which matters: what may be compared with the work that they enter."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from tongban.catalogue import states
from tongban.catalogue.models import Implementation


def serving(
    matters: "QuerySet[Any] | Iterable[int]", *, scope: Q | None = None
) -> Sequence[dict[str, Any]]:
    """Give a row for every implementation in use of the `matters` (ids, or a subquery of them), as
    (id, matter, title, task_code, organisation, body, place), by body; one query.

    `scope` is a condition on implementations; None takes all.
    """
    rows = Implementation.objects.filter(state=states.IN_USE, matter__in=matters)
    if scope is not None:
        rows = rows.filter(scope)
    found = rows.order_by("organisation", "pk").values(
        "id",
        "matter_id",
        "matter__name",
        "task_code",
        "organisation_id",
        "organisation__name",
        "organisation__division__name",
    )
    return [dict(row) for row in found]
