"""Row scope: what is public, and what a body's own people see of the rest."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tongban.catalogue import states

if TYPE_CHECKING:
    from tongban.catalogue.models import (  # noqa: F401  (named in strings below)
        ChangeNotice,
        Claim,
        Edition,
        EditionDraft,
        Finding,
        GuideChange,
        Implementation,
        ImportRun,
        MatterProposal,
        Subscription,
    )
    from tongban.core.accounts.types import Actor, Grant

# Whoever holds one of these sees the unpublished work of the bodies that they are held in.
POWERS = ("catalogue.edit", "catalogue.review", "catalogue.publish", "catalogue.read")


def within(actor: "Actor", organisation: str) -> Q:
    """Return the filter for rows of the bodies whose unpublished work `actor` sees.

    `organisation` is the path to the organisation's row. The service office sees the bodies of its
    division and all below it, everybody else those that they hold a role in.
    """
    if actor.kind == "system":
        return Q()
    found = Q(pk__in=[])
    for grant in actor.grants:
        if not grant.powers & set(POWERS):
            continue
        if grant.division_path and "catalogue.publish" in grant.powers:
            found |= Q(**{f"{organisation}__division__path__startswith": grant.division_path})
        else:
            found |= Q(**{f"{organisation}__path__startswith": grant.organisation_path})
    return found


def keeps_city(grant: "Grant") -> bool:
    """Whether a grant is of the office that keeps the basic catalogue of the whole city."""
    return "catalogue.publish" in grant.powers and grant.division_path.endswith(f"{settings.CITY}/")


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions by their place in time."""

    def in_force(self, on: date) -> Self:
        """Keep the editions that can be applied under on the day `on`."""
        return self.filter(
            Q(effective_to__isnull=True) | Q(effective_to__gte=on),
            state="published",
            effective_from__lte=on,
            implementation__state=states.IN_USE,
        )

    def with_names(self) -> Self:
        """Fetch what a list shows of each in the same query."""
        return self.select_related(
            "implementation__matter",
            "implementation__organisation",
            "implementation__division",
        )


class ImplementationQuerySet(models.QuerySet["Implementation"]):
    """Implementations; those never published are their body's own business."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep what `actor` may see on the desk."""
        return self.filter(within(actor, "organisation"))


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the claims of the bodies whose work `actor` sees."""
        return self.filter(within(actor, "organisation"))


class EditionDraftQuerySet(models.QuerySet["EditionDraft"]):
    """Drafts of editions."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the drafts of the bodies whose work `actor` sees."""
        return self.filter(within(actor, "implementation__organisation"))

    def open(self) -> Self:
        """Keep those that are still on their way."""
        return self.filter(state__in=states.OPEN_DRAFT)

    def with_names(self) -> Self:
        """Fetch what a list shows of each in the same query."""
        return self.select_related(
            "implementation__matter", "implementation__organisation", "implementation__division"
        )

    def waiting_for(self, actor: "Actor") -> Self:
        """Keep those that wait for what `actor` may do: mend what was sent back, review what
        somebody else submitted, publish."""
        found = Q(pk__in=[])
        for grant in actor.grants:
            body = Q(implementation__organisation__path__startswith=grant.organisation_path)
            place = Q(implementation__division__path__startswith=grant.division_path)
            if "catalogue.edit" in grant.powers:
                found |= body & Q(state=states.EDITING) & ~Q(note="")
            if "catalogue.review" in grant.powers:
                found |= body & Q(state=states.BODY_REVIEW) & ~Q(submitted_by=actor.ref)
            if "catalogue.publish" in grant.powers:
                found |= place & Q(state=states.OFFICE_REVIEW)
        return self.filter(found)


class MatterProposalQuerySet(models.QuerySet["MatterProposal"]):
    """Proposals of entries."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the proposals of the bodies whose work `actor` sees; who keeps the catalogue of the
        city sees all that have left their body."""
        found = within(actor, "organisation")
        if any(keeps_city(grant) for grant in actor.grants):
            found |= Q(state__in=(states.OFFICE_REVIEW, states.PUBLISHED))
        return self.filter(found)

    def open(self) -> Self:
        """Keep those that are still on their way."""
        return self.filter(state__in=states.OPEN_DRAFT)

    def waiting_for(self, actor: "Actor") -> Self:
        """Keep those that wait for what `actor` may do: mend what was sent back, review what
        somebody else submitted, enter what a body passed on."""
        found = Q(pk__in=[])
        for grant in actor.grants:
            body = Q(organisation__path__startswith=grant.organisation_path)
            if "catalogue.edit" in grant.powers:
                found |= body & Q(state=states.EDITING) & ~Q(note="")
            if "catalogue.review" in grant.powers:
                found |= body & Q(state=states.BODY_REVIEW) & ~Q(submitted_by=actor.ref)
            if keeps_city(grant):
                found |= Q(state=states.OFFICE_REVIEW)
        return self.filter(found)


class ChangeNoticeQuerySet(models.QuerySet["ChangeNotice"]):
    """Changes from above."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the notices of the bodies whose work `actor` sees."""
        return self.filter(within(actor, "implementation__organisation"))

    def waiting_for(self, actor: "Actor") -> Self:
        """Keep those that wait for what `actor` may do: the body's own to answer; of those whose
        matter has ended above, the service office's, which alone may end a list."""
        found = Q(pk__in=[])
        for grant in actor.grants:
            if "catalogue.edit" in grant.powers:
                found |= Q(implementation__organisation__path__startswith=grant.organisation_path)
            if "catalogue.publish" in grant.powers and grant.division_path:
                place = {"implementation__division__path__startswith": grant.division_path}
                found |= Q(content_text__contains='"ended"', **place)
        return self.filter(found, state=states.ASKED)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions: each is its account's own."""

    def visible_to(self, actor: Any) -> Self:
        """Keep the actor's own."""
        return self.filter(account_id=actor.account_id or 0)


class GuideChangeQuerySet(models.QuerySet["GuideChange"]):
    """Changes of guides, published like the guides."""

    def untold(self, now: datetime) -> Self:
        """Keep those whose time has come and whose followers have not all been told."""
        return self.filter(done_at__isnull=True, at__lte=now)


class FindingQuerySet(models.QuerySet["Finding"]):
    """What the check-up found."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep what concerns the bodies whose work `actor` sees; what concerns no body, such as a
        life event, is for the service office of its division."""
        found = within(actor, "organisation")
        for grant in actor.grants:
            if "catalogue.publish" in grant.powers and grant.division_path:
                path = {"division__path__startswith": grant.division_path}
                found |= Q(organisation__isnull=True, **path)
        return self.filter(found)


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Imports: one's own, and those of the bodies whose work one sees."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep what `actor` may see on the desk."""
        if actor.kind == "system":
            return self
        return self.filter(within(actor, "organisation") | Q(begun_by=actor.ref))
