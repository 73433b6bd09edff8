"""At the window 一次一评: the clerk puts the visit on the pad, the person rates there."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.organisations import selectors as organisations
from tongban.core.workdays.rules import local_date
from tongban.ratings.errors import AlreadyRated, NotYours, PadUnknown, PadWrong
from tongban.ratings.models import Pad, Rating, Visit
from tongban.ratings.permissions import may_invite, may_keep_pads
from tongban.ratings.selectors import target as find_target
from tongban.ratings.types import RatingTarget

NAME_LIMIT = 60
SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def add_pad(*, actor: Actor, now: datetime, organisation_id: int, name: str) -> Pad:
    """Set up a pad for a body's window; its address is a new random secret.

    Raises UnknownOrganisation, NotYours, PadWrong (no name, or one that is too long).
    """
    place = organisations.by_id(organisation_id)
    if not may_keep_pads(actor, place):
        raise NotYours()
    name = name.strip()
    if not name or len(name) > NAME_LIMIT:
        raise PadWrong(field="name", limit=NAME_LIMIT)
    pad = Pad.objects.create(
        token=secrets.token_urlsafe(24), organisation=place, name=name, made_at=now,
        made_by=actor.ref,
    )  # fmt: skip
    _record(pad, "ratings.pad_added", actor, now, {"name": pad.name})
    return pad


@transaction.atomic
def set_pad(*, actor: Actor, now: datetime, pad_id: int, active: bool) -> Pad:
    """Retire a pad, or bring it back under a new address: the old one may be known to anybody.

    Raises PadUnknown, NotYours. Again it changes nothing.
    """
    rows = Pad.objects.visible_to(actor).select_related("organisation__division")
    pad: Pad | None = rows.select_for_update(of=("self",)).filter(pk=pad_id).first()
    if pad is None:
        raise PadUnknown()
    if not may_keep_pads(actor, pad.organisation):
        raise NotYours()
    if pad.active == active:
        return pad
    pad.active = active
    if active:
        pad.token = secrets.token_urlsafe(24)
    pad.save(update_fields=["active", "token"])
    verb = "ratings.pad_restored" if active else "ratings.pad_retired"
    _record(pad, verb, actor, now, {"name": pad.name})
    return pad


@transaction.atomic
def invite(*, actor: Actor, now: datetime, subject: str, pad_id: int) -> Visit:
    """Put this visit on the pad; the same visit again, that day, only shows it again.

    Raises UnknownSubject, NotYours, PadUnknown, AlreadyRated (the visit has its rating).
    """
    found = find_target(subject)
    if not may_invite(actor, found):
        raise NotYours()
    rows = Pad.objects.visible_to(actor).filter(active=True, pk=pad_id)
    pad: Pad | None = rows.first()
    if pad is None:
        raise PadUnknown(field="pad")
    visit = _visit(found, actor, now)
    if Rating.objects.filter(visit=visit).exists():
        raise AlreadyRated()
    # One at a time: whoever stood there before has gone.
    Visit.objects.filter(pad=pad).exclude(pk=visit.pk).update(pad=None)
    visit.pad, visit.shown_at = pad, now
    visit.save(update_fields=["pad", "shown_at"])
    return visit


def rest(*, pad: Pad, now: datetime) -> None:
    """Let the pad show nothing: its person does not want to rate."""
    Visit.objects.filter(pad=pad).update(pad=None)


def seen(*, pad: Pad, now: datetime) -> None:
    """Keep that the pad is on, once a minute at most."""
    if pad.seen_at is None or now - pad.seen_at >= SEEN_EVERY:
        Pad.objects.filter(pk=pad.pk).update(seen_at=now)


def _visit(found: RatingTarget, actor: Actor, now: datetime) -> Visit:
    day = local_date(now)
    known = Visit.objects.filter(subject=found.subject, day=day)
    visit: Visit | None = known.first()
    if visit is not None:
        return visit
    visit = Visit(
        token=secrets.token_urlsafe(24),
        subject=found.subject,
        day=day,
        title=found.title[:200],
        number=found.number,
        matter_code=found.matter_code,
        organisation_id=found.organisation_id,
        division_id=found.division,
        party_id=found.party,
        work_id=found.item,
        by=actor.ref,
        shown_at=now,
        at=now,
    )
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError:  # two windows at once: it is one visit
        visit = known.get()
    return visit


def _record(pad: Pad, verb: str, actor: Actor, now: datetime, payload: dict[str, str]) -> None:
    ledger.append(
        subject=f"pad:{pad.pk}",
        verb=verb,
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload=payload,
    )
