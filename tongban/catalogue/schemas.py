"""The catalogue's values as the API gives them."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal

from ninja import Field, Schema

from tongban.catalogue.models import Edition
from tongban.catalogue.selectors.open_data import Dataset
from tongban.catalogue.types import Asked
from tongban.catalogue.wording.fields import Word
from tongban.core.workdays.types import Limit


class MatterQuery(Schema):
    division: str = Field("", max_length=12)
    topic: str = Field("", max_length=40)
    audience: Literal["person", "enterprise"] | None = None
    organisation: int | None = Field(None, ge=1, le=2**62)
    kind: Literal["instant", "promised"] | None = None
    online: bool = False
    once: bool = False
    after: str = Field("", max_length=500)
    limit: int = Field(30, ge=1, le=200)


class MatterRow(Schema):
    task_code: str
    catalog_code: str
    name: str
    type: str
    division: str
    organisation: str
    kind: str
    online: bool
    visits: int
    edition: int
    effective_from: date
    demo: bool


class MatterPage(Schema):
    items: list[MatterRow]
    total: int
    after: str = Field(description="give it back as `after` for the next page; empty at the end")


class MatterDetail(MatterRow):
    content: dict[str, Any] = Field(description="the edition's content as published")
    content_hash: str


class OpenField(Schema):
    name: str
    title: str
    kind: str
    help: str
    choices: list[list[str]] = Field(description="code and text")
    fields: list["OpenField"] = Field(description="of each record")


class OpenFile(Schema):
    division: str = Field(description="empty for the whole catalogue")
    division_name: str
    format: str
    url: str
    rows: int
    size: int | None = Field(description="bytes; null while it is worked out after a change")
    sha256: str = Field(description="empty while it is worked out")
    etag: str
    changed_at: datetime | None


class OpenData(Schema):
    title: str
    terms: str
    page: str
    files: list[OpenFile]
    head: list[OpenField] = Field(description="fields at the top of each line")
    content: list[OpenField] = Field(description="fields of `content`")


class OpenQuery(Schema):
    division: str = Field("", max_length=12, description="the whole catalogue without one")


class AskedIn(Schema):
    answers: dict[str, str] = Field(default_factory=dict, max_length=100)


class AskedOut(Schema):
    answers: dict[str, str]
    questions: list[dict[str, Any]]
    materials: list[dict[str, Any]]
    skipped: list[dict[str, Any]]
    form: dict[str, Any]
    fees: list[dict[str, Any]]
    fee: int | None = Field(None, description="分；null when it depends")
    statutory: dict[str, Any]
    promised: dict[str, Any]
    conditions: list[dict[str, Any]]


def row(edition: Edition) -> dict[str, Any]:
    """Give the list's row of an edition."""
    implementation = edition.implementation
    return {
        "task_code": implementation.task_code,
        "catalog_code": implementation.matter.catalog_code,
        "name": implementation.matter.name,
        "type": implementation.matter.type,
        "division": implementation.division_id,
        "organisation": implementation.organisation.name,
        "kind": edition.project_kind,
        "online": edition.online,
        "visits": edition.visits,
        "edition": edition.number,
        "effective_from": edition.effective_from,
        "demo": implementation.matter.demo,
    }


def detail(edition: Edition) -> dict[str, Any]:
    """Give an edition with all that it says."""
    return {
        **row(edition),
        "content": json.loads(edition.content_text),
        "content_hash": edition.content_hash,
    }


def field(word: Word, rows: Sequence[Word] = ()) -> dict[str, Any]:
    """Give what a field of the open data means."""
    return {
        "name": word.name,
        "title": word.title,
        "kind": word.kind,
        "help": word.help,
        "choices": [list(one) for one in word.choices],
        "fields": [field(one) for one in rows],
    }


def open_file(one: Dataset, url: str) -> dict[str, Any]:
    """Give a file of the open data."""
    return {
        "division": one.standing.division,
        "division_name": one.standing.name,
        "format": one.format,
        "url": url,
        "rows": one.standing.rows,
        "size": one.size,
        "sha256": one.sha256,
        "etag": one.etag,
        "changed_at": one.standing.changed_at,
    }


def asked(given: Asked) -> dict[str, Any]:
    """Give what is asked as JSON."""
    return {one.name: plain(getattr(given, one.name)) for one in dataclasses.fields(given)}


def plain(value: Any) -> Any:
    """Give typed values as JSON ones."""
    if isinstance(value, Limit):
        return value.as_dict()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return value
