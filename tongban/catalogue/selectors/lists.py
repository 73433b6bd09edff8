"""Implementation lists on the desk, and two editions to compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from tongban.catalogue import states
from tongban.catalogue.errors import MatterUnknown
from tongban.catalogue.models import ChangeNotice, Edition, EditionDraft, Implementation
from tongban.catalogue.querysets import ImplementationQuerySet

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of implementation lists; `after` continues behind the last row ("" at the end).

    `drafts` are the states of the open drafts by the id of their list.
    """

    rows: Sequence[Implementation]
    drafts: Mapping[int, str]
    after: str


@dataclass(frozen=True, slots=True)
class ListFilters:
    """What to keep: words of a name or a whole code, state, division, body (its code); `waiting`
    "draft" keeps those that a draft is open of, "notice" those that a change from above waits at.
    """

    text: str = ""
    state: str = ""
    division: str = ""
    waiting: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class ListCounts:
    """How many each choice of a filter would leave, the others kept; `places` are (code, name,
    how many) by path."""

    states: Mapping[str, int]
    places: Sequence[tuple[str, str, int]]
    drafts: int
    notices: int
    total: int


def _open_drafts() -> QuerySet[EditionDraft]:
    return EditionDraft.objects.open().filter(implementation=OuterRef("pk"))


def found_lists(actor: "Actor", filters: ListFilters, *, but: str = "") -> ImplementationQuerySet:
    """Return the lists of the actor's bodies that the filters keep, one of them (`but`) left out of
    account; what is no state narrows nothing."""
    found = Implementation.objects.visible_to(actor)
    if filters.state in states.IMPLEMENTATION and but != "state":
        found = found.filter(state=filters.state)
    if filters.body:
        found = found.filter(organisation__code=filters.body)
    if filters.division and but != "division":
        found = found.filter(division=filters.division)
    if but != "waiting":
        found = _waiting(found, filters.waiting)
    if filters.text:
        found = found.filter(
            Q(matter__name__contains=filters.text)
            | Q(organisation__name__contains=filters.text)
            | Q(task_code=filters.text.upper())
        )
    return found


def _waiting(found: ImplementationQuerySet, waiting: str) -> ImplementationQuerySet:
    asked = ChangeNotice.objects.filter(implementation=OuterRef("pk"), state=states.ASKED)
    if waiting == "draft":
        return found.filter(Exists(_open_drafts()))
    return found.filter(Exists(asked)) if waiting == "notice" else found


def list_counts(actor: "Actor", filters: ListFilters) -> ListCounts:
    """Return what the lists could be narrowed by, with counts; four queries."""

    def counted(*names: str, but: str) -> list[Any]:
        rows = found_lists(actor, filters, but=but).order_by().values_list(*names)
        return list(rows.annotate(n=Count("pk")))

    places = counted("division__path", "division", "division__name", but="division")
    open_ = found_lists(actor, filters, but="waiting").order_by()
    by_state = dict(counted("state", but="state"))
    return ListCounts(
        states=by_state,
        places=[(code, name, n) for _path, code, name, n in sorted(places)],
        drafts=_waiting(open_, "draft").count(),
        notices=_waiting(open_, "notice").count(),
        total=by_state.get(filters.state, 0) if filters.state else sum(by_state.values()),
    )


def lists_of(actor: "Actor", filters: ListFilters, *, after: str = "", limit: int = 50) -> ListPage:
    """Return a page of the lists of the actor's bodies by name (pinyin), with their open draft."""
    found = (
        found_lists(actor, filters)
        .select_related("matter", "organisation", "division")
        .annotate(open_draft=Subquery(_open_drafts().values("state")[:1]))
        .order_by("matter__pinyin", "id")
    )
    pinyin, _, last = after.rpartition("|")
    if pinyin and last.isdecimal() and len(last) < 19:
        found = found.filter(
            Q(matter__pinyin__gt=pinyin) | Q(matter__pinyin=pinyin, id__gt=int(last))
        )
    rows: list[Any] = list(found[: limit + 1])  # with their annotation
    more = len(rows) > limit
    rows = rows[:limit]
    drafting = {row.pk: row.open_draft for row in rows if row.open_draft}
    return ListPage(rows, drafting, f"{rows[-1].matter.pinyin}|{rows[-1].pk}" if more else "")


def bodies_with_lists(actor: "Actor") -> list[tuple[str, str]]:
    """Return the bodies that have lists which `actor` sees, as (code, name), by name."""
    rows = (
        Implementation.objects.visible_to(actor)
        .exclude(state=states.CANCELLED)
        .order_by()
        .values_list("organisation__pinyin", "organisation__code", "organisation__name")
        .distinct()
    )
    return [(code, name) for _pinyin, code, name in sorted(rows)]


def list_of(actor: "Actor", task_code: str) -> Implementation:
    """Return one list of the actor's bodies; raises MatterUnknown."""
    found = (
        Implementation.objects.visible_to(actor)
        .select_related("matter", "organisation__division", "division")
        .filter(task_code=task_code)
        .first()
    )
    if found is None:
        raise MatterUnknown(matter=task_code)
    return found


def two_editions(
    task_code: str, a: int | None, b: int | None
) -> tuple[Edition, Edition, list[Edition]]:
    """Return editions `a` and `b`, and all there are without their text, the newest first.

    Without `b` the newest counts, without `a` the one before `b`. Raises MatterUnknown where the
    matter, or one of the editions, is not there.
    """
    every = Edition.objects.filter(implementation__task_code=task_code)
    listed = list(every.defer("content_text").order_by("-number"))
    if not listed:
        raise MatterUnknown(matter=task_code)
    numbers = [one.number for one in listed]
    second = b if b is not None else numbers[0]
    first = a if a is not None else max((n for n in numbers if n < second), default=second)
    found = {one.number: one for one in every.with_names().filter(number__in={first, second})}
    missing = {first, second} - found.keys()
    if missing:
        raise MatterUnknown(matter=f"{task_code}/{min(missing)}")
    return found[first], found[second], listed
