"""The followers of a guide are told when it changes: noted by the act, told by a job.

An act notes the change in its own transaction; a job tells the followers from the moment on from
which the change counts, 500 a run. Whoever began to follow after that has read it already. A run
may be killed at any moment and begun again: the batch, its notices and the place up to which all
have been told are one transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from tongban.catalogue import states
from tongban.catalogue.models import Edition, GuideChange, Implementation, Subscription
from tongban.catalogue.wording.changes import changed_text
from tongban.core.notices import services as notices
from tongban.core.workdays.rules import day_start, local_date

BATCH = 500
TEMPLATE = "catalogue.guide_{}"


def note_editions(editions: Iterable[Edition], *, now: datetime) -> None:
    """Note that these were published; the caller's transaction. A first edition has no followers.

    One that holds later is told of twice: now, and on the day on which it begins to hold.
    """
    today = local_date(now)
    found: list[GuideChange] = []
    for one in editions:
        if one.number == 1:
            continue
        found.append(_change(one, states.NEW_EDITION, now))
        if one.effective_from is not None and one.effective_from > today:
            found.append(_change(one, states.EDITION_HOLDS, day_start(one.effective_from)))
    GuideChange.objects.bulk_create(found, ignore_conflicts=True)


def _change(edition: Edition, kind: str, at: datetime) -> GuideChange:
    return GuideChange(
        implementation_id=edition.implementation_id, edition=edition, kind=kind, at=at
    )


def note_life(implementation: Implementation, *, now: datetime) -> None:
    """Note that it was suspended, resumed or cancelled; the caller's transaction."""
    GuideChange.objects.create(
        implementation=implementation,
        kind=implementation.state,
        note=implementation.state_note,
        at=now,
    )


def due(now: datetime, limit: int = 100) -> list[int]:
    """Close the changes that nobody follows, and return the ids of those to be told."""
    followed = Subscription.objects.filter(implementation=OuterRef("implementation"))
    found = GuideChange.objects.untold(now)
    found.filter(~Exists(followed)).update(done_at=now)
    return list(found.order_by("at", "id").values_list("pk", flat=True)[:limit])


@transaction.atomic
def tell(*, now: datetime, change: int, limit: int = BATCH) -> bool:
    """Tell the next batch of a change's followers; say whether there are more."""
    row = (
        GuideChange.objects.untold(now)
        .select_for_update(of=("self",))
        .select_related(
            "edition", "implementation__matter", "implementation__division",
            "implementation__organisation",
        )
        .filter(pk=change)
        .first()
    )  # fmt: skip
    if row is None:
        return False
    followers = _followers(row, limit) if _counts(row, now) else []
    if followers:
        row.told += _notify(row, [account for _pk, account in followers], now)
        row.cursor = followers[-1][0]
    more = len(followers) == limit
    row.done_at = None if more else now
    row.save(update_fields=["told", "cursor", "done_at"])
    return more


def _followers(row: GuideChange, limit: int) -> list[tuple[int, int]]:
    found = Subscription.objects.filter(
        implementation_id=row.implementation_id, pk__gt=row.cursor, created_at__lte=row.at
    )
    return list(found.order_by("pk").values_list("pk", "account_id")[:limit])


def _counts(row: GuideChange, now: datetime) -> bool:
    """Whether it is still so: an edition that was overtaken or suspended before its day never came
    to hold, and nobody is told that it does."""
    if row.kind != states.EDITION_HOLDS:
        return True
    return Edition.objects.in_force(local_date(now)).filter(pk=row.edition_id or 0).exists()


def _notify(row: GuideChange, accounts: Sequence[int], now: datetime) -> int:
    place = row.implementation
    link = reverse("catalogue-guide", args=[place.task_code])
    context = {
        "name": place.matter.name,
        "place": f"{place.division.name}{place.organisation.short_name}",
        "note": f"{row.note.rstrip('。')}。" if row.note else "",
    }
    if row.edition is not None:
        former = _former(row.edition)
        context |= {
            "number": str(row.edition.number),
            "when": _when(row),
            "changes": changed_text(former.raw, row.edition.raw) if former else "",
        }
        if former is not None:
            compare = reverse("catalogue-compare", args=[place.task_code])
            link = f"{compare}?a={former.number}&b={row.edition.number}"
    return notices.notify_many(
        to_accounts=accounts,
        template=TEMPLATE.format(row.kind),
        context=context,
        now=now,
        key=f"catalogue.change.{row.pk}",
        link=link,
    )


def _former(edition: Edition) -> Edition | None:
    earlier = Edition.objects.filter(
        implementation_id=edition.implementation_id, number__lt=edition.number
    )
    return earlier.order_by("-number").first()


def _when(row: GuideChange) -> str:
    since = row.edition.effective_from if row.edition else None
    return f"{since} 起施行" if since and since > local_date(row.at) else "现已施行"
