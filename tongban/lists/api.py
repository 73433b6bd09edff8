"""Published lists for machines: which there are, one with its entries, its editions."""

from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from tongban.core.accounts.types import Actor
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date
from tongban.lists import selectors
from tongban.lists.errors import ListUnknown
from tongban.lists.permissions import READ_SCOPE
from tongban.lists.schemas import api as schemas
from tongban.lists.selectors import Filters

router = Router(tags=["lists"])
PREFIX = "/lists"


def _may_read(request: HttpRequest) -> None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require_scope(READ_SCOPE)


@router.get("", response=list[schemas.ListRow], summary="施行中的清单")
def published_lists(request: HttpRequest, query: Query[schemas.ListQuery]) -> list[dict[str, Any]]:
    """Every list in force today, by kind and division. Scope lists:read."""
    _may_read(request)
    found = selectors.in_force(on=local_date(clock.now()), kind=query.kind, division=query.division)
    return [schemas.list_row(one) for one in found]


@router.get("/{code}", response=schemas.ListDetail, summary="一份清单及其条目")
def published_list(
    request: HttpRequest, code: Path[str], query: Query[schemas.EntryQuery]
) -> dict[str, Any]:
    """The edition in force with a page of its entries; 404 while none is. Scope lists:read."""
    _may_read(request)
    held = selectors.current(selectors.public_editions(code), local_date(clock.now()))
    if held is None:
        raise ListUnknown(list=code)
    return _detail(held, query)


def _detail(edition: Any, query: schemas.EntryQuery) -> dict[str, Any]:
    filters = Filters(words=query.q)
    page = selectors.entries(edition, filters, after=query.after, limit=query.limit)
    return schemas.detail(edition, page)


@router.get("/{code}/editions", response=list[schemas.EditionRow], summary="一份清单的各版")
def list_editions(request: HttpRequest, code: Path[str]) -> list[dict[str, Any]]:
    """Every edition that was ever published, the newest first. Scope lists:read."""
    _may_read(request)
    return [schemas.edition_row(one) for one in selectors.public_editions(code)]


@router.get("/{code}/editions/{edition}", response=schemas.ListDetail, summary="一版清单及其条目")
def list_edition(
    request: HttpRequest, code: Path[str], edition: Path[int], query: Query[schemas.EntryQuery]
) -> dict[str, Any]:
    """One edition, whether it holds or not, with a page of its entries. Scope lists:read."""
    _may_read(request)
    return _detail(selectors.numbered(selectors.public_editions(code), edition), query)
