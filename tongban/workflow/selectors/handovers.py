"""Who has taken which open tasks, and whose work the actor may hand over."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import Actor
from tongban.workflow.errors import ItemNotFound, NotAllowed
from tongban.workflow.models import Handover, HandoverTask, Task
from tongban.workflow.querysets import HEADS, _under

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _within(actor: Actor) -> Q:
    """The tasks that the actor may hand on for others: of bodies that it heads."""
    if actor.kind == "system":
        return Q(pk__gt=0)
    found = Q(pk__in=[])
    for grant in actor.grants:
        if grant.role in HEADS:
            place = _under("organisation_path", grant.organisation_path)
            found |= place & _under("item__division_path", grant.division_path)
    return found


def _reach(actor: Actor) -> Q:
    own = Q(assignee=actor.account_id) if actor.account_id is not None else Q(pk__in=[])
    return own | _within(actor)


def may_hand_over(actor: Actor, leaver: int, *, now: datetime) -> None:
    """Raise unless the actor is the one who leaves, or heads a body where they work; ItemNotFound
    where it knows nothing of them.
    """
    if actor.kind == "system" or actor.account_id == leaver:
        return
    heads = [grant for grant in actor.grants if grant.role in HEADS]
    if not heads:
        raise NotAllowed("not_allowed")
    posts = accounts.roles_of(leaver, now=now)
    if any(grant.reaches(post.organisation.path) for grant in heads for post in posts):
        return
    # Who holds no post any more may still hold tasks: the case that hand-over is for.
    if not Task.objects.open().filter(_within(actor), assignee=leaver).exists():
        raise ItemNotFound


def held_by(actor: Actor, leaver: int) -> "Sequence[Task]":
    """Give the open tasks that `leaver` has taken and the actor may hand on, the earliest due
    first; one query.
    """
    rows: QuerySet[Task] = Task.objects.open().filter(_reach(actor), assignee=leaver)
    rows = rows.select_related("item__procedure", "organisation").order_by("due_at", "pk")
    return list(rows.defer("data", "item__facts", "item__offices", "item__procedure__definition"))


def holders(actor: Actor) -> list[tuple[int, str, int]]:
    """Give (account, name, number) of those who have taken open tasks that the actor may hand on;
    one query.
    """
    rows = Task.objects.open().filter(_reach(actor), assignee__isnull=False).order_by()
    counted = rows.values_list("assignee", "assignee__name").annotate(number=Count("pk"))
    return sorted(((one, name, n) for one, name, n in counted), key=lambda row: row[1])


def stayed(handover: int) -> int:
    """Give how many tasks a hand-over could not move."""
    return HandoverTask.objects.filter(handover=handover, moved=False).count()


def handovers(actor: Actor, limit: int = 30) -> "Sequence[Handover]":
    """Give the latest hand-overs that concern the actor or its bodies, with their numbers."""
    rows = Handover.objects.visible_to(actor).select_related("leaver", "taker")
    moved = Count("tasks", filter=Q(tasks__moved=True))
    kept = Count("tasks", filter=Q(tasks__moved=False))
    return list(rows.annotate(moved=moved, kept=kept).order_by("-pk")[:limit])
