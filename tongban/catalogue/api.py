"""The catalogue for machines: list, detail, and what is asked in a scenario."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from tongban.catalogue import rules, schemas, selectors
from tongban.catalogue.models import Edition
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date

router = Router(tags=["matters"])
PREFIX = "/matters"


def _today() -> date:
    return local_date(clock.now())


@router.get("", response=schemas.MatterPage, summary="Matters in force")
def matters(request: HttpRequest, query: Query[schemas.MatterQuery]) -> dict[str, Any]:
    """List what can be applied for today, by name; `after` continues a page."""
    filters = selectors.Filters(
        division=query.division,
        topic=query.topic,
        audience=query.audience or "",
        organisation=query.organisation,
        kind=query.kind or "",
        online=query.online,
        once=query.once,
    )
    page = selectors.browse(filters, on=_today(), after=query.after, limit=query.limit)
    return {
        "items": [schemas.row(edition) for edition in page.rows],
        "total": page.total,
        "after": page.after,
    }


@router.get("/{task_code}", response=schemas.MatterDetail, summary="A matter's edition in force")
def matter(request: HttpRequest, task_code: str) -> dict[str, Any]:
    """Give everything that the edition in force says."""
    edition: Edition = selectors.edition_in_force(task_code, on=_today())
    return schemas.detail(edition)


@router.post("/{task_code}/asked", response=schemas.AskedOut, summary="What is asked")
def asked(request: HttpRequest, task_code: str, body: schemas.AskedIn) -> dict[str, Any]:
    """Give materials, form, fee and limits for scenario answers; unknown answers are ignored.

    Nothing is stored and nobody's licences are looked at.
    """
    edition = selectors.edition_in_force(task_code, on=_today())
    return schemas.asked(rules.asked(edition.parsed, body.answers))
