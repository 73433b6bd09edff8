"""Reads of ratings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from tongban.core.accounts.types import Actor
from tongban.core.params import selectors as params
from tongban.core.workdays.rules import local_date
from tongban.ratings import permissions, ports
from tongban.ratings.errors import PadUnknown, UnknownSubject
from tongban.ratings.models import Pad, Rating, Visit
from tongban.ratings.types import VISIT, WORST_SATISFIED, Handled, Level, RatingTarget

DIGITS = 19


def target(key: str) -> RatingTarget:
    """What is rated under a ref ("case:12") or a public token; raises UnknownSubject (404)."""
    found = ports.subjects.find(key)
    if found is None:
        raise UnknownSubject()
    return found


def of_subject(subject: str) -> Rating | None:
    """The rating of a subject, if it has one."""
    return Rating.objects.select_related("organisation", "division").filter(subject=subject).first()


def box(found: RatingTarget, actor: Actor) -> dict[str, Any]:
    """What a desk page of the subject shows of ratings: the one it has (to who reads them), and
    whether the actor may ask for one at the window or take one down on the telephone.
    """
    invites = permissions.may_invite(actor, found)
    rating = of_subject(found.subject)
    return {
        "subject": found.subject,
        "rating": rating,
        "may_invite": invites,
        "pads": pads(actor, organisation_path=found.organisation_path) if invites else [],
        "may_collect": rating is None and found.rateable and permissions.may_collect(actor, found),
    }


def by_item(item: int) -> Rating:
    """The rating that a follow-up's item follows; for effects. Asks no permission."""
    rows = Rating.objects.select_related("organisation", "division")
    row: Rating = rows.get(item_id=item)
    return row


def by_id(rating_id: int) -> Rating:
    """One rating as it now is; for who holds it already. Asks no permission."""
    row: Rating = Rating.objects.select_related("organisation", "division").get(pk=rating_id)
    return row


def visible(
    actor: Actor, *, level: int = 0, open_only: bool = False, before: int = 0, limit: int = 50
) -> list[Rating]:
    """Ratings in the actor's scope, newest first, paged by key (`before` an id).

    `open_only` keeps what a body still owes an answer: bad ratings without one, or still followed.
    """
    found = Rating.objects.visible_to(actor).select_related("organisation", "division", "item")
    if level:
        found = found.filter(level=level)
    if open_only:
        found = found.filter(
            Q(item__isnull=False, finished_at=None) | Q(level__gt=WORST_SATISFIED, answer="")
        )
    if before:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-id")[:limit])


def visible_by_id(actor: Actor, rating_id: int) -> Rating:
    """One rating in the actor's scope; raises UnknownSubject."""
    found: Rating | None = (
        Rating.objects.visible_to(actor)
        .select_related("organisation", "division", "item", "party", "visit")
        .filter(pk=rating_id)
        .first()
    )
    if found is None:
        raise UnknownSubject()
    return found


def light(row: Rating, now: datetime) -> str:
    """The light of what follows a rating; "none" where nothing does, or it is over."""
    item = row.item
    return item.light(now) if item is not None else "none"


# --- pads and visits ------------------------------------------------------------------------------


def visit_target(key: str) -> RatingTarget | None:
    """What a rating of "visit:12", or of a visit's token, is about."""
    kind, colon, number = key.partition(":")
    rows = Visit.objects.select_related("organisation", "division")
    if colon:
        if kind != VISIT or not number.isdecimal() or len(number) >= DIGITS:
            return None
        visit = rows.filter(pk=int(number)).first()
    else:
        visit = rows.filter(token=key).first()
    return None if visit is None else _visited(visit)


def _visited(visit: Visit) -> RatingTarget:
    return RatingTarget(
        subject=visit.ref,
        title=visit.title,
        number=visit.number,
        token=visit.token,
        organisation_id=visit.organisation_id,
        organisation_path=visit.organisation.path,
        division=visit.division_id,
        division_path=visit.division.path,
        matter_code=visit.matter_code,
        parties=frozenset({visit.party_id} if visit.party_id else ()),
        party=visit.party_id,
        over_at=visit.at,
        item=visit.work_id,
    )


def pads(actor: Actor, *, organisation_path: str = "") -> list[Pad]:
    """The pads in the actor's reach; with a path the ones in use at that body or above it."""
    found = Pad.objects.visible_to(actor).select_related("organisation__division")
    if organisation_path:
        above = [int(key) for key in organisation_path.split("/") if key]
        found = found.filter(active=True, organisation__in=above)
    return list(found.order_by("organisation__pinyin", "name", "pk"))


def pad_by_token(token: str) -> Pad:
    """The pad at a secret address; raises PadUnknown (404) for none or a retired one."""
    rows = Pad.objects.select_related("organisation").filter(token=token, active=True)
    pad: Pad | None = rows.first()
    if pad is None:
        raise PadUnknown()
    return pad


def on_pad(pad: Pad, now: datetime) -> Visit | None:
    """The visit that the pad shows now: the last put on it, not rated, not too long ago."""
    minutes = params.number("rating.pad", on=local_date(now))
    since = now - timedelta(minutes=minutes)
    shown = pad.visits.filter(shown_at__gte=since, shown_at__lte=now, rating=None)
    return shown.order_by("-shown_at", "-pk").first()


# --- for everybody --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """How a body is rated: valid ratings by level, those struck out, what became of bad ones."""

    organisation: int
    code: str
    name: str
    place: str
    levels: tuple[int, ...]
    struck: int
    fixed: int
    open: int

    @property
    def valid(self) -> int:
        return sum(self.levels)

    @property
    def satisfied(self) -> int:
        return sum(self.levels[:WORST_SATISFIED])

    @property
    def bad(self) -> int:
        return self.valid - self.satisfied


def standings(*, division_path: str = "", organisation: int = 0) -> list[Standing]:
    """How every body that was ever rated stands, by place and name; one query, however many
    ratings. A rating that nobody gave is none.
    """
    rows = Rating.objects.self_made()
    if division_path:
        rows = rows.filter(division__path__startswith=division_path)
    if organisation:
        rows = rows.filter(organisation=organisation)
    valid, bad = Q(struck=False), Q(struck=False, level__gt=WORST_SATISFIED)
    by_level = {f"level{n:d}": Count("pk", filter=valid & Q(level=n)) for n in Level}
    body = "organisation__"
    counted = rows.values(
        "organisation", f"{body}code", f"{body}name", f"{body}division__name"
    ).annotate(
        **by_level,
        struck_out=Count("pk", filter=Q(struck=True)),
        fixed=Count("pk", filter=bad & Q(handled=Handled.FIXED)),
        open=Count("pk", filter=bad & Q(item__isnull=False, finished_at=None)),
    )
    return [
        Standing(
            row["organisation"],
            row[f"{body}code"],
            row[f"{body}name"],
            row[f"{body}division__name"],
            tuple(row[f"level{n:d}"] for n in Level),
            row["struck_out"],
            row["fixed"],
            row["open"],
        )
        for row in counted.order_by(f"{body}division__path", f"{body}pinyin", "organisation")
    ]


def told(
    organisation: int, *, bad: bool = False, before: int = 0, limit: int = 20
) -> Sequence[Rating]:
    """The ratings of a body that say something in public, newest first, by key: words that may be
    read, or an answer.
    """
    rows = Rating.objects.self_made().filter(organisation=organisation)
    public = Q(public=True) & (Q(item=None) | Q(finished_at__isnull=False))
    rows = rows.filter((public & ~Q(comment="")) | ~Q(answer=""))
    if bad:
        rows = rows.filter(level__gt=WORST_SATISFIED)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])
