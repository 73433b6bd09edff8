"""Reads of ratings."""

from tongban.core.accounts.types import Actor
from tongban.ratings import ports
from tongban.ratings.errors import UnknownSubject
from tongban.ratings.models import Rating
from tongban.ratings.types import RatingTarget


def target(key: str) -> RatingTarget:
    """What is rated under a ref ("case:12") or a public token; raises UnknownSubject (404)."""
    found = ports.subjects.find(key)
    if found is None:
        raise UnknownSubject()
    return found


def of_subject(subject: str) -> Rating | None:
    """The rating of a subject, if it has one."""
    return Rating.objects.select_related("organisation", "division").filter(subject=subject).first()


def visible(actor: Actor, *, level: int = 0, before: int = 0, limit: int = 50) -> list[Rating]:
    """Ratings in the actor's scope, newest first, paged by key (`before` an id)."""
    found = Rating.objects.visible_to(actor).select_related("organisation", "division")
    if level:
        found = found.filter(level=level)
    if before:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-id")[:limit])


def visible_by_id(actor: Actor, rating_id: int) -> Rating:
    """One rating in the actor's scope; raises UnknownSubject."""
    found: Rating | None = (
        Rating.objects.visible_to(actor)
        .select_related("organisation", "division")
        .filter(pk=rating_id)
        .first()
    )
    if found is None:
        raise UnknownSubject()
    return found
