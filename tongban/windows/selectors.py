"""Reads: what I asked for; what waits at a window."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Case, F, Value, When

from tongban.core.accounts.types import Actor
from tongban.windows import states
from tongban.windows.errors import VisitUnknown
from tongban.windows.models import Visit


def mine(actor: Actor, limit: int = 50) -> Sequence[Visit]:
    """Return what the actor asked for, or is asked for whom it acts, the latest first."""
    return list(Visit.objects.mine(actor).with_names().order_by("-pk")[:limit])


def waiting(actor: Actor, *, limit: int) -> Sequence[Visit]:
    """Return what is open at the actor's window: what must be answered, then what is agreed on, by
    the time of each."""
    asked = When(state=states.ASKED, then=Value(0))
    found = Visit.objects.of_window(actor).open().with_names()
    found = found.annotate(rank=Case(asked, default=Value(1)))
    return list(found.order_by("rank", F("agreed_for").asc(), "answer_by", "pk")[:limit])


def past(actor: Actor, *, before: int = 0, limit: int) -> Sequence[Visit]:
    """Return what is over at the actor's window, the latest first, after the key `before`."""
    found = Visit.objects.of_window(actor).exclude(state__in=states.OPEN).with_names()
    found = found.filter(pk__lt=before) if before else found
    return list(found.order_by("-pk")[:limit])


def by_number(actor: Actor, number: str) -> Visit:
    """Return one of the actor's own or its window's; raises VisitUnknown (404)."""
    row: Visit | None = Visit.objects.visible_to(actor).with_names().filter(number=number).first()
    if row is None:
        raise VisitUnknown()
    return row


def light(row: Visit, now: datetime) -> str:
    """Return the light of an open visit: red past its answer or its moment, yellow while it is to
    be answered, green when agreed."""
    due = row.answer_by if row.state == states.ASKED else row.agreed_for
    if due is not None and due <= now:
        return "red"
    return "yellow" if row.state == states.ASKED else "green"
