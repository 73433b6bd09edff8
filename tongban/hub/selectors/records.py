"""Cases of other systems, in the reader's scope."""

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.core.ledger import selectors as ledger
from tongban.core.ledger.types import FeedEntry
from tongban.hub.errors import RecordUnknown
from tongban.hub.models import Record

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

PAGE = 50


def listing(
    actor: "Actor",
    *,
    state: str = "",
    source: str = "",
    text: str = "",
    late: bool = False,
    before: int = 0,
    limit: int = PAGE,
) -> list[Record]:
    """Give the newest records in scope (older than `before`), one more than `limit` if there are.

    `text` is a number, or the beginning of an applicant's name; `late` keeps what was filled in
    afterwards.
    """
    rows = Record.objects.visible_to(actor).with_names().order_by("-pk")
    rows = rows.defer("applicant_number", "contact_phone", "steps_text")
    if state:
        rows = rows.filter(state=state)
    if source:
        rows = rows.filter(source=source)
    if text:
        rows = rows.filter(Q(number=text) | Q(applicant_name__startswith=text))
    if late:
        rows = rows.backfilled()
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows[: limit + 1])


def record_of(actor: "Actor", record: int) -> Record:
    """Give one record in scope; raises RecordUnknown."""
    found: Record | None = Record.objects.visible_to(actor).with_names().filter(pk=record).first()
    if found is None:
        raise RecordUnknown
    return found


def timeline(record: Record) -> list[FeedEntry]:
    """Give when which state was sent, oldest first."""
    return ledger.timeline(record.subject)
