"""Lists as the API gives them."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from ninja import Field, Schema

from tongban.lists import rules, selectors
from tongban.lists.models import Entry, ListEdition


class ListQuery(Schema):
    kind: str = Field("", max_length=40)
    division: str = Field("", max_length=12)


class EditionRow(Schema):
    number: int
    state: str = Field(description="published | withdrawn")
    effective_from: date
    effective_to: date | None = Field(None, description="the last day; null while it holds")
    published_at: datetime
    document: str = Field(description="文号")
    note: str
    size: int
    content_hash: str = Field(description="of the bytes at content_url")
    content_url: str


class ListRow(Schema):
    code: str
    kind: str
    title: str
    division: str
    division_name: str
    organisation: str = Field(description="code of the body whose list it is, or empty")
    edition: EditionRow
    url: str


class EntryRow(Schema):
    key: str = Field(description="the same from edition to edition")
    title: str
    values: dict[str, Any]
    url: str


class ColumnRow(Schema):
    name: str
    title: str
    type: str
    required: bool
    choices: list[dict[str, str]]


class EntryQuery(Schema):
    q: str = Field("", max_length=60)
    after: str = Field("", max_length=40)
    limit: int = Field(100, ge=1, le=500)


class ListDetail(ListRow):
    columns: list[ColumnRow]
    entries: list[EntryRow]
    total: int
    after: str = Field(description="give it back as `after` for the next page; empty at the end")


def edition_row(edition: ListEdition) -> dict[str, Any]:
    """Give an edition."""
    address = [edition.published_list.code, edition.number]
    return {
        "number": edition.number,
        "state": edition.state,
        "effective_from": edition.effective_from,
        "effective_to": edition.effective_to,
        "published_at": edition.published_at,
        "document": edition.document,
        "note": edition.note,
        "size": edition.size,
        "content_hash": edition.content_hash,
        "content_url": settings.SITE_URL + reverse("lists-edition-json", args=address),
    }


def list_row(edition: ListEdition) -> dict[str, Any]:
    """Give a list with one edition of it."""
    owner = edition.published_list
    return {
        "code": owner.code,
        "kind": owner.kind,
        "title": owner.title,
        "division": owner.division_id,
        "division_name": owner.division.name,
        "organisation": owner.organisation.code if owner.organisation else "",
        "edition": edition_row(edition),
        "url": settings.SITE_URL + reverse("lists-detail", args=[owner.code]),
    }


def detail(edition: ListEdition, page: selectors.Page) -> dict[str, Any]:
    """Give an edition with a page of its entries."""
    return {
        **list_row(edition),
        "columns": [rules.column_dict(one) for one in selectors.columns_of(edition)],
        "entries": [_entry(edition, one) for one in page.rows],
        "total": page.total,
        "after": page.after,
    }


def _entry(edition: ListEdition, entry: Entry) -> dict[str, Any]:
    address = [edition.published_list.code, edition.number, entry.key]
    return {
        "key": entry.key,
        "title": entry.title,
        "values": entry.values,
        "url": settings.SITE_URL + reverse("lists-edition-entry", args=address),
    }
