"""What the desk reads: the lists that somebody keeps, drafts, what waits for review."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, Subquery

from tongban.core.accounts.types import Actor
from tongban.lists import ports
from tongban.lists.models import Entry, ListEdition, PublishedList
from tongban.lists.selectors.reading import holds
from tongban.lists.states import PUBLISHED
from tongban.lists.types import Kind


@dataclass(frozen=True, slots=True)
class Kept:
    """A list on the desk: the edition in force, the one to come, the open one and its size."""

    list: PublishedList
    held: ListEdition | None
    coming: ListEdition | None
    draft: ListEdition | None
    drafted: int


def kept(actor: Actor, *, on: date) -> list[Kept]:
    """Return the lists that the actor keeps, by kind and division; three queries for any number."""
    owners = PublishedList.objects.kept_by(actor).with_names().order_by("division__path", "code")
    editions = ListEdition.objects.filter(published_list__in=owners.values("pk"))
    editions = editions.defer("content_text", "columns_text").order_by("number")
    sizes = {row.published_list_id: row for row in editions.open().annotate(drafted=_draft_size())}
    held: dict[int, ListEdition] = {}
    coming: dict[int, ListEdition] = {}
    standing = Q(effective_to__isnull=True) | Q(effective_to__gte=on)
    for row in editions.filter(standing, state=PUBLISHED):
        (held if holds(row, on) else coming)[row.published_list_id] = row
    order = {kind.code: place for place, kind in enumerate(ports.kinds)}
    rows = []
    for owner in owners:
        open_one = sizes.get(owner.pk)
        rows.append(
            Kept(
                owner,
                held.get(owner.pk),
                coming.get(owner.pk),
                open_one,
                (getattr(open_one, "drafted", 0) or 0) if open_one else 0,
            )
        )
    return sorted(rows, key=lambda row: order.get(row.list.kind, len(order)))


def _draft_size() -> Subquery:
    rows = Entry.objects.filter(edition=OuterRef("pk"), removed=False).order_by()
    return Subquery(rows.values("edition").annotate(n=Count("pk")).values("n"))


def waiting(actor: Actor, *, limit: int = 20) -> list[ListEdition]:
    """Return the editions that wait on lists that the actor keeps, the oldest first: those under
    review, and drafts that were sent back."""
    lists = PublishedList.objects.kept_by(actor)
    return list(
        ListEdition.objects.open()
        .filter(Q(state="review") | ~Q(returned_reason=""), published_list__in=lists)
        .with_names()
        .order_by("submitted_at")[:limit]
    )


def draft(code: str) -> ListEdition | None:
    """Return the open edition of a list, if there is one."""
    return ListEdition.objects.open().with_names().filter(published_list__code=code).first()


def last_published(owner: PublishedList) -> ListEdition | None:
    """Return the edition that was published last and not withdrawn: in force, or to be."""
    return (
        owner.editions.filter(state=PUBLISHED)
        .select_related("published_list")
        .defer("content_text")
        .order_by("-number")
        .first()
    )


def removed(edition: ListEdition) -> list[Entry]:
    """Return what was taken out of a draft and can still be put back, the last first."""
    return list(Entry.objects.filter(edition=edition, removed=True).order_by("-revision"))


def kind_of(owner: PublishedList) -> Kind:
    """Return the kind of a list; raises KindUnknown where its area is not installed any more."""
    return ports.kinds.get(owner.kind)
