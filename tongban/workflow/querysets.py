"""Row scope: what an actor may see. `acting` lists in services and pages narrow it further."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from tongban.core.accounts.ports import actor_facts
from tongban.core.accounts.types import Actor, Grant
from tongban.parties.types import limited
from tongban.workflow.states import OPEN, RUNNING

# Roles that see all work of their division, whoever handles it; they change nothing by seeing.
WATCHERS = frozenset({"service_office", "auditor", "leader"})


def parties_of(actor: Actor) -> frozenset[str]:
    """Give the refs of whom the actor may act for: "party:5", or "agent:5@CODE" for one matter."""
    if actor.account_id is None:
        return frozenset()
    return actor_facts.of(actor.account_id)


def _under(field: str, path: str) -> Q:
    clean = path.strip("/")
    return Q(**{f"{field}__startswith": f"{clean}/"}) if clean else Q()


def _body(grant: Grant, path: str = "organisation_path") -> Q:
    """Give the condition on the grant's organisation and those below it, by the field of the path:
    that of a row ("organisation_path") or of its organisation ("organisation__path").
    """
    if grant.leaf:
        return Q(**{path.removesuffix("path").rstrip("_"): grant.organisation_id})
    return _under(path, grant.organisation_path)


def scope_of(actor: Actor, parties: Iterable[str]) -> Q | None:
    """Give the condition on WorkItem for what `actor` may see; None means everything."""
    if actor.kind == "system":
        return None
    seen = Q(pk__in=[])
    for grant in actor.grants:
        division = _under("division_path", grant.division_path)
        if grant.role in WATCHERS:
            seen |= division if division else Q(pk__gt=0)
            continue
        at = _under("organisation_path", grant.organisation_path)
        seated = Exists(_tasks().filter(at, item=OuterRef("pk")))
        seen |= division & (at | Q(seated))
    mine = [int(ref[6:]) for ref in parties if ref.startswith("party:")]
    if mine:
        involved = _involved().filter(
            Q(party__in=mine) | Q(agent__in=mine), item=OuterRef("pk"), visible=True
        )
        seen |= Q(Exists(involved))
    for party, code in limited(parties):  # an authority for some matters shows those alone
        asking = _involved().filter(party=party, item=OuterRef("pk"), visible=True)
        seen |= Q(Exists(asking)) & Q(subject__contains=code)
    if actor.kind == "client":
        seen |= Q(opened_by=actor.ref)
    return seen


def _tasks() -> "models.QuerySet[Any]":
    from django.apps import apps  # the models of this area are defined after their querysets

    return apps.get_model("workflow", "Task")._default_manager.all()


def _involved() -> "models.QuerySet[Any]":
    from django.apps import apps

    return apps.get_model("workflow", "ItemParty")._default_manager.all()


class WorkItemQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "WorkItemQuerySet":
        """What the actor may read: staff by organisation, task and division, others by party."""
        scope = scope_of(actor, parties_of(actor))
        return self if scope is None else self.filter(scope)

    def watched_by(self, actor: Actor) -> "WorkItemQuerySet":
        """The items of bodies that the actor watches over."""
        found: WorkItemQuerySet = _watched(self, actor, "organisation_path", "division_path")
        return found

    def running(self) -> "WorkItemQuerySet":
        """Those that have not ended."""
        return self.filter(state__in=RUNNING)


class TaskQuerySet(models.QuerySet[Any]):
    def open(self) -> "TaskQuerySet":
        return self.filter(state=OPEN)

    def for_hands_of(self, actor: Actor) -> "TaskQuerySet":
        """The open tasks whose seat the actor may take: by role and organisation, and division."""
        seats = Q(pk__in=[])
        for grant in actor.grants:
            at = _body(grant)
            division = _under("division_path", grant.division_path)
            seat = Q(role=grant.role) & at & division
            if actor.account_id is not None:
                mine = Q(assignee=None) | Q(assignee=actor.account_id)
                absent = grant.deputy_for.removeprefix("account:")
                seat &= mine | Q(assignee=int(absent)) if absent.isdecimal() else mine
            seats |= seat
        return self.open().filter(seats)

    def watched_by(self, actor: Actor) -> "TaskQuerySet":
        """The tasks whose being done the actor watches over."""
        found: TaskQuerySet = _watched(self, actor, "organisation_path", "division_path")
        return found


class LatenessQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "LatenessQuerySet":
        """What was late where the actor watches over the work."""
        found: LatenessQuerySet = _watched(self, actor, "organisation_path", "division_path")
        return found


class RequestQuerySet(models.QuerySet[Any]):
    def watched_by(self, actor: Actor) -> "RequestQuerySet":
        """The requests about items of bodies that the actor watches over."""
        found: RequestQuerySet = _watched(
            self, actor, "item__organisation_path", "item__division_path"
        )
        return found

    def supervisions(self) -> "RequestQuerySet":
        """督办 alone."""
        return self.filter(code="supervise")


class SavedFilterQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "SavedFilterQuerySet":
        """One's own."""
        return self.filter(account=actor.account_id) if actor.account_id else self.none()


class HandoverQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "HandoverQuerySet":
        """Those that one made or is part of, and those of tasks of bodies that one heads."""
        if actor.kind == "system":
            return self
        mine = Q(by=actor.ref)
        if actor.account_id is not None:
            mine |= Q(leaver=actor.account_id) | Q(taker=actor.account_id)
        for grant in actor.grants:
            if grant.role in HEADS:
                place = _under("tasks__item__organisation_path", grant.organisation_path)
                mine |= place & Q(tasks__isnull=False)
        return self.filter(pk__in=self.model.objects.filter(mine).values("pk"))


# Roles that answer for a body's own work being done in time.
HEADS = frozenset({"chief"})


def watched(actor: Actor, organisation: str, division: str) -> Q | None:
    """Give the condition for what the actor watches over, by the fields that hold the paths: the
    division's work for WATCHERS, the body's for its head; None means everything.
    """
    if actor.kind == "system":
        return None
    seen = Q(pk__in=[])
    for grant in actor.grants:
        if grant.role in WATCHERS:
            place = _under(division, grant.division_path)
        elif grant.role in HEADS:
            place = _body(grant, organisation)
            place &= _under(division, grant.division_path)
        else:
            continue
        seen |= place if place else Q(pk__gt=0)
    return seen


def _watched(rows: Any, actor: Actor, organisation: str, division: str) -> Any:
    place = watched(actor, organisation, division)
    return rows if place is None else rows.filter(place)
