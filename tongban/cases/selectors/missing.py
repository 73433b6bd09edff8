"""Which body has not entered what: matters it is open for, of which others entered cases in the
same days and it none.

No proof of neglect: nobody may have come. But where every other county had applicants, the page
asks.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from tongban.cases.models import Case
from tongban.catalogue import selectors as catalogue
from tongban.core.accounts.types import Actor
from tongban.workflow import selectors as engine
from tongban.workflow.selectors import Span


@dataclass(frozen=True, slots=True)
class Gap:
    """A matter that a body entered nothing of: how much others did, and how many they are."""

    title: str
    task_code: str
    cases: int
    bodies: int


@dataclass(slots=True)
class Body:
    """A body: matters that others entered cases of while it was open for them, and its gaps."""

    organisation: int
    name: str
    place: str
    matters: int = 0
    cases: int = 0
    gaps: list[Gap] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether it entered nothing at all of what others did."""
        return self.cases == 0


def gaps(actor: Actor, span: Span, *, organisation: int = 0) -> list[Body]:
    """Give the bodies that the actor watches over, those with the most gaps first; two queries.

    A body without any matter that others entered cases of is not there.
    """
    entered = Case.objects.filter(span.of("received_at")).order_by()
    cases: dict[int, int] = {}
    by_matter: dict[int, list[int]] = defaultdict(list)
    counted = entered.values_list(
        "edition__implementation", "edition__implementation__matter"
    ).annotate(number=Count("pk"))
    for implementation, matter, number in counted:
        cases[implementation] = number
        by_matter[matter].append(number)
    scope = engine.within(actor, "organisation__path", "division__path")
    matters = entered.values("edition__implementation__matter")
    found: dict[int, Body] = {}
    for row in catalogue.serving(matters, scope=scope):
        key = row["organisation_id"]
        if organisation and key != organisation:
            continue
        own, all_ = cases.get(row["id"], 0), by_matter[row["matter_id"]]
        others = len(all_) - (1 if own else 0)
        if not others:
            continue  # nobody else entered any: nothing to compare with
        body = found.setdefault(
            key, Body(key, row["organisation__name"], row["organisation__division__name"])
        )
        body.matters += 1
        body.cases += own
        if not own:
            body.gaps.append(Gap(row["matter__name"], row["task_code"], sum(all_), others))
    for body in found.values():
        body.gaps.sort(key=lambda gap: (-gap.cases, gap.title))
    return sorted(found.values(), key=lambda one: (-len(one.gaps), one.cases, one.name))


def total_gaps(bodies: Sequence[Body]) -> int:
    """Give how many gaps there are."""
    return sum(len(body.gaps) for body in bodies)
