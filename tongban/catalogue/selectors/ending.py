"""What cancelling an entry of the basic catalogue would mean, before anybody does it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tongban.catalogue import states
from tongban.catalogue.errors import DelegationUnknown
from tongban.catalogue.models import Delegation, Implementation, Matter
from tongban.catalogue.selectors.rebasing import subject_of
from tongban.catalogue.selectors.tree import below
from tongban.lib import canonical
from tongban.workflow import selectors as workflow

NUMBERS = 200


@dataclass(frozen=True, slots=True)
class Ended:
    """One implementation list: whether it goes with the entry (never published, its draft dropped)
    or stays in force until somebody ends it; the open applications under it, and the first of their
    numbers."""

    implementation: Implementation
    draft: bool
    open: int
    numbers: Sequence[str]

    @property
    def goes(self) -> bool:
        return self.implementation.state == states.PENDING


@dataclass(frozen=True, slots=True)
class Ending:
    """All of it: the entries that end, the lists, the powers over them that are handed on.

    `seen` identifies what was shown: whoever confirms it confirms this and nothing else.
    """

    entries: Sequence[Matter]
    lists: Sequence[Ended]
    delegations: Sequence[Delegation]

    @property
    def open(self) -> int:
        return sum(one.open for one in self.lists)

    @property
    def seen(self) -> str:
        said = {
            "entries": [one.catalog_code for one in self.entries],
            "lists": [[one.implementation.task_code, one.implementation.state, one.draft]
                      for one in self.lists],
        }  # fmt: skip
        return hashlib.sha256(canonical.text(said).encode()).hexdigest()[:32]


def ending(matter: Matter, on: date) -> Ending:
    """Return what cancelling an entry would mean; nothing but the entry's own for a leaf that
    nobody handles. The open applications are no part of `seen`: new ones come every minute."""
    live = states.IN_USE
    entries = [one for one in [matter, *below(matter)] if one.state == live]
    rows = list(
        Implementation.objects.filter(matter__in=entries)
        .exclude(state=states.CANCELLED)
        .select_related("matter", "organisation", "division")
        .order_by("matter__catalog_code", "division__path", "pk")
    )
    drafted = set(
        Implementation.objects.filter(
            pk__in=[one.pk for one in rows], drafts__state__in=states.OPEN_DRAFT
        ).values_list("pk", flat=True)
    )
    subjects = [subject_of(one) for one in rows]
    counts = workflow.open_counts(subjects)
    numbers = workflow.open_numbers(list(counts), limit=NUMBERS)
    return Ending(
        entries,
        [
            Ended(one, one.pk in drafted, counts.get(key, 0), numbers.get(key, []))
            for one, key in zip(rows, subjects, strict=True)
        ],
        list(
            Delegation.objects.filter(Q(until__isnull=True) | Q(until__gte=on), matter__in=entries)
            .select_related("giver", "taker")
            .order_by("pk")
        ),
    )


def delegation(pk: int) -> Delegation:
    """Return a power that was handed on, with both bodies; raises DelegationUnknown."""
    found = (
        Delegation.objects.select_related("matter", "giver__division", "taker__division")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise DelegationUnknown()
    return found
