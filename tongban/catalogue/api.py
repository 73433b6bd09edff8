"""The catalogue for machines: list, detail, and what is asked in a scenario."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from tongban.catalogue import rules, schemas, selectors
from tongban.catalogue.models import Edition
from tongban.catalogue.portal import open_data as portal
from tongban.catalogue.wording import FIELDS, ROWS
from tongban.catalogue.wording.open_data import HEAD
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


@router.get("/data", response=schemas.OpenData, auth=None, summary="The open data")
def open_data(request: HttpRequest) -> dict[str, Any]:
    """Give the files of the whole catalogue and of each division, what their fields mean, and the
    terms: free for any use, naming the source. Public.
    """
    return {
        "title": "政务服务事项目录",
        "terms": "无条件开放，可以商用；请注明来源和下载时间。",
        "page": f"{settings.SITE_URL}{reverse('catalogue-open-data')}",
        "files": [
            schemas.open_file(one, f"{settings.SITE_URL}{portal.url_of(one)}")
            for one in portal.files()
        ],
        "head": [schemas.field(one) for one in HEAD],
        "content": [schemas.field(one, ROWS.get(one.name, ())) for one in FIELDS],
    }


def _streamed(media: str) -> dict[str, Any]:
    """What the document says of a file: its media type, and 304 for who has it already."""
    return {
        "responses": {
            200: {
                "description": "the file, streamed",
                "content": {media: {"schema": {"type": "string", "format": "binary"}}},
            },
            304: {"description": "the caller has it (If-None-Match, If-Modified-Since)"},
        }
    }


@router.get(
    "/data/catalogue.jsonl",
    auth=None,
    summary="The catalogue as JSON Lines",
    openapi_extra=_streamed("application/jsonl"),
)
def open_data_jsonl(request: HttpRequest, query: Query[schemas.OpenQuery]) -> Any:
    """Stream every list in force, one a line, its content as it was published. Public; 30 a minute
    for one caller.
    """
    return portal.taken(request, "jsonl", query.division)


@router.get(
    "/data/catalogue.csv",
    auth=None,
    summary="The catalogue as CSV",
    openapi_extra=_streamed("text/csv"),
)
def open_data_csv(request: HttpRequest, query: Query[schemas.OpenQuery]) -> Any:
    """Stream every list in force, one a row, codes as words. Public; 30 a minute for one caller."""
    return portal.taken(request, "csv", query.division)


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
