"""Row scope: which cases and drafts an actor sees."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from tongban.core.accounts.querysets import places
from tongban.parties.selectors import my_refs
from tongban.workflow.selectors import visible

ASSIST = "cases.assist"  # 帮办代办: entering an application for who stands at the counter

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "CaseQuerySet":
        """Keep the cases whose work item the actor sees: own, organisation's, division's."""
        return self.filter(item__in=visible(actor))

    def of_parties(
        self, parties: Iterable[int], limited: Iterable[tuple[int, str]] = ()
    ) -> "CaseQuerySet":
        """Keep the cases in which one of the parties applies or is the agent; of those in
        `limited` (party, matter code) only those of that matter."""
        ids = list(parties)
        wanted = models.Q(applicant_id__in=ids) | models.Q(agent_id__in=ids)
        for party, code in limited:
            wanted |= models.Q(applicant_id=party, item__subject__contains=code)
        return self.filter(wanted)

    def for_lists(self) -> "CaseQuerySet":
        """Load what a line of a list shows, and none of what is large or sealed."""
        return self.select_related("item__organisation", "edition__implementation").defer(
            "data",
            "answers",
            "edition__content_text",
            "item__facts",
            "item__limits",
            "item__offices",
        )

    def for_work(self) -> "CaseQuerySet":
        """Load what the rules ask of the item, and of all else only what a line shows: the list's
        code as `task_code`, the body's name as `body`."""
        found: CaseQuerySet = (
            self.select_related("item__procedure")
            .defer("data", "answers", "item__procedure__definition")
            .annotate(
                task_code=models.F("edition__implementation__task_code"),
                body=models.F("item__organisation__name"),
            )
        )
        return found

    def with_names(self) -> "CaseQuerySet":
        """Load what every list and page shows, in the same query."""
        return self.select_related(
            "item__division",
            "item__organisation",
            "item__procedure",
            "edition__implementation__matter",
            "applicant",
            "agent",
        ).defer("item__procedure__definition")


class CancellationQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "CancellationQuerySet":
        """Keep the cancellations of licences that the actor may read at their bodies."""
        at = {"organisation": "licence__organisation", "division": "licence__division"}
        return self.filter(places(actor, "licences.read", **at))

    def with_names(self) -> "CancellationQuerySet":
        """Load what every line shows, in the same query."""
        return self.select_related("licence__organisation", "licence__division", "case__item")


class InterestedQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "InterestedQuerySet":
        """Keep those that are, or have given authority to, the actor, and those of whoever works
        at the case; the applicant sees what was said in the decision, not who lives where."""
        own = models.Q(party__in=my_refs(actor))
        if actor.kind == "system":
            return self.all()
        if actor.grants:
            own |= models.Q(case__item__in=visible(actor))
        return self.filter(own)


class CustodyQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "CustodyQuerySet":
        """Keep what the actor's window took in for bodies elsewhere."""
        return self.filter(places(actor, ASSIST))

    def with_names(self) -> "CustodyQuerySet":
        """Load what a line shows and an act asks; nothing of what was typed."""
        return self.select_related(
            "organisation", "division", "case__item__organisation", "case__item__division"
        ).defer("case__data", "case__answers")

    def to_return(self) -> "CustodyQuerySet":
        """Those whose originals are kept although the case has ended or is decided."""
        over = models.Q(case__item__decided_at__isnull=False) | models.Q(
            case__item__closed_at__isnull=False
        )
        return self.filter(over, state="kept")


class DraftQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: "Actor") -> "DraftQuerySet":
        """A draft is its writer's alone until it is submitted."""
        if actor.account_id is None:
            return self.none()
        return self.filter(account_id=actor.account_id)

    def open(self) -> "DraftQuerySet":
        return self.filter(case__isnull=True, discarded_at__isnull=True)
