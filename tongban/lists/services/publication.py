"""From draft to force: submit, send back, publish with a date, withdraw; a whole list at once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.core.search import services as search
from tongban.core.workdays.rules import local_date
from tongban.lists import ports, rules, states
from tongban.lists.errors import EntriesInvalid, ListUnknown, ReasonMissing, WrongListState
from tongban.lists.models import (
    Entry,
    EntryFacet,
    EntryMatter,
    EntryPlace,
    ListEdition,
    PublishedList,
)
from tongban.lists.services import common, drafts
from tongban.lists.types import ENTRIES_MAX, Kind, Values

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

SEARCH_KIND = "list"
REASON_MAX, NOTE_MAX, DOCUMENT_MAX = 500, 1000, 100


@transaction.atomic
def submit(*, actor: "Actor", now: datetime, code: str, seen: int, note: str = "") -> ListEdition:
    """Hand the draft in for review; `note` says what was changed and why.

    Submitted already, it is given back as it is. What was taken out is gone from here on. Raises
    EntriesInvalid with every problem, EditConflict unless the draft is as `seen`.
    """
    owner = common.to_edit(actor, code)
    edition = common.open_edition(owner)
    if edition.state == states.REVIEW:
        return edition
    common.untouched(edition, seen)
    kind = ports.kinds.get(owner.kind)
    items = [one.item for one in _present(edition)]
    if not items:
        raise EntriesInvalid("list_empty")
    problems = rules.problems(kind, items)
    if problems:
        raise common.invalid(problems)
    edition.entries.filter(removed=True).delete()
    edition.imports.all().delete()
    _number(edition)
    edition.state = states.after(edition.state, "submit")
    edition.submitted_at, edition.submitted_by = now, actor.ref
    edition.note, edition.returned_reason = _words(note, NOTE_MAX) or edition.note, ""
    edition.revision += 1
    edition.save()
    digest = rules.content_hash(rules.content_text(kind, {}, items))
    common.record(
        actor, now, owner, "submit", number=edition.number, entries=len(items), entries_hash=digest
    )
    return edition


def _present(edition: ListEdition) -> list[Entry]:
    return list(edition.entries.filter(removed=False).order_by("order", "pk"))


def _number(edition: ListEdition) -> None:
    """Give the entries the places 1, 2, 3 …; what has its place is not written."""
    moved = []
    for place, entry in enumerate(_present(edition), start=1):
        if entry.order != place:
            entry.order = place
            moved.append(entry)
    Entry.objects.bulk_update(moved, ["order"], batch_size=drafts.BATCH)


def _words(text: str, most: int) -> str:
    return rules.plain_text(text, lines=True)[:most]


@transaction.atomic
def send_back(*, actor: "Actor", now: datetime, code: str, reason: str) -> ListEdition:
    """Give a submitted edition back to be changed, saying why. Given back already, nothing
    happens. Raises ReasonMissing, WrongListState."""
    owner = common.to_publish(actor, code)
    edition = common.open_edition(owner)
    reason = _words(reason, REASON_MAX)
    if edition.state == states.DRAFT and edition.returned_reason == reason and reason:
        return edition
    state = states.after(edition.state, "send_back")
    if not reason:
        raise ReasonMissing("list_reason_missing", field="reason")
    edition.state, edition.returned_reason = state, reason
    edition.revision += 1
    edition.save()
    common.record(actor, now, owner, "send_back", number=edition.number, reason=reason)
    return edition


@transaction.atomic
def publish(
    *,
    actor: "Actor",
    now: datetime,
    code: str,
    seen: int,
    effective_from: date,
    document: str = "",
    note: str | None = None,
) -> ListEdition:
    """Publish the submitted edition, in force from `effective_from`: today or later.

    The former one ends the day before. It comes into force by itself: reads go by date. Published
    already with this date, it is given back. `document` is the number of the official document
    文号. Raises WrongDate, EditConflict unless the edition is as `seen`, EntriesInvalid.
    """
    owner = common.to_publish(actor, code)
    edition = owner.editions.open().first()
    if edition is None:
        return _published_so(owner, effective_from)
    states.after(edition.state, "publish")
    common.untouched(edition, seen)
    if note is not None:
        edition.note = _words(note, NOTE_MAX)
    edition.document = _words(document, DOCUMENT_MAX)
    return _publish(actor, now, owner, edition, effective_from)


def _published_so(owner: PublishedList, effective_from: date) -> ListEdition:
    last = owner.editions.filter(state=states.PUBLISHED).order_by("-number").first()
    if last is None or last.effective_from != effective_from:
        raise ListUnknown("list_no_draft", list=owner.code)
    return last


def _publish(
    actor: "Actor",
    now: datetime,
    owner: PublishedList,
    edition: ListEdition,
    effective_from: date,
) -> ListEdition:
    kind = ports.kinds.get(owner.kind)
    former = owner.editions.filter(state=states.PUBLISHED, effective_to__isnull=True).first()
    rules.check_date(
        effective_from=effective_from,
        today=local_date(now),
        last=former.effective_from if former else None,
        number=former.number if former else None,
    )
    entries = _present(edition)
    problems = rules.problems(kind, [one.item for one in entries])
    if problems or not entries:
        raise common.invalid(problems) if problems else EntriesInvalid("list_empty")
    if former is not None:
        former.effective_to = effective_from - timedelta(days=1)
        former.save(update_fields=["effective_to"])
    edition.state = states.PUBLISHED
    edition.effective_from, edition.size = effective_from, len(entries)
    edition.published_at, edition.published_by = now, actor.ref
    edition.columns_text = rules.columns_text(kind.columns)
    edition.content_text = rules.content_text(
        kind, _head(owner, edition), [one.item for one in entries]
    )
    edition.content_hash = rules.content_hash(edition.content_text)
    edition.save()
    if owner.title != kind.title:
        owner.title = kind.title
        owner.save(update_fields=["title"])
    _find_by(kind, entries)
    _index(owner, edition, kind, [one.title for one in entries])
    common.record(
        actor,
        now,
        owner,
        "publish",
        number=edition.number,
        effective_from=effective_from,
        entries=len(entries),
        hash=edition.content_hash,
    )
    return edition


def _head(owner: PublishedList, edition: ListEdition) -> dict[str, Any]:
    return {
        "list": owner.code,
        "title": owner.title,
        "division": owner.division_id,
        "organisation": owner.organisation.code if owner.organisation else "",
        "number": edition.number,
        "effective_from": edition.effective_from,
        "document": edition.document,
        "note": edition.note,
    }


def _find_by(kind: Kind, entries: Sequence[Entry]) -> None:
    """Write the rows by which entries are found: matters, choices, places."""
    matters, facets, places = [], [], []
    for entry in entries:
        matters += [
            EntryMatter(
                entry=entry, catalog_code=code[:12], item_code=code if len(code) > 12 else ""
            )
            for code in rules.matters(kind.columns, entry.values)
        ]
        facets += [
            EntryFacet(entry=entry, column=column, value=value)
            for column, value in rules.facets(kind, entry.values)
        ]
        places += [
            EntryPlace(entry=entry, division_id=code)
            for code in rules.places(kind.columns, entry.values)
        ]
    EntryMatter.objects.bulk_create(matters, batch_size=drafts.BATCH)
    EntryFacet.objects.bulk_create(facets, batch_size=drafts.BATCH)
    EntryPlace.objects.bulk_create(places, batch_size=drafts.BATCH)


def _index(owner: PublishedList, edition: ListEdition, kind: Kind, titles: Sequence[str]) -> None:
    body = owner.organisation.name if owner.organisation else kind.about
    search.put(
        kind=SEARCH_KIND,
        ref=owner.code,
        title=f"{owner.division.name}{owner.title}",
        body=" ".join([body, *titles]),
        aliases=kind.aliases,
        url=f"/lists/{owner.code}/",
        division=owner.division_id,
    )


@transaction.atomic
def withdraw(*, actor: "Actor", now: datetime, code: str, number: int, reason: str) -> ListEdition:
    """Withdraw a published edition, saying why; it stays readable.

    One that is not in force yet never comes into force, and the one before it goes on. One in
    force ends the day before: from today the list has nothing in force, until another edition is
    published. Withdrawn already, nothing happens. Raises ReasonMissing, WrongListState (also for an
    edition that has run out), ListUnknown.
    """
    owner = common.to_publish(actor, code)
    edition = owner.editions.filter(number=number).first()
    if edition is None:
        raise ListUnknown("list_edition_unknown", number=number)
    if edition.state == states.WITHDRAWN:
        return edition
    state = states.after(edition.state, "withdraw")
    today = local_date(now)
    if edition.effective_to is not None and edition.effective_to < today:
        raise WrongListState(act=states.ACTS["withdraw"], state="已停用")
    reason = _words(reason, REASON_MAX)
    if not reason:
        raise ReasonMissing("list_reason_missing", field="reason")
    starts = edition.effective_from or today
    future = starts > today
    edition.state, edition.withdrawn_at, edition.withdrawn_reason = state, now, reason
    edition.effective_to = (starts if future else today) - timedelta(days=1)
    edition.save(update_fields=["state", "withdrawn_at", "withdrawn_reason", "effective_to"])
    if future:
        _resume(owner, starts)
    elif not owner.editions.filter(state=states.PUBLISHED, effective_from__gt=today).exists():
        search.drop(SEARCH_KIND, owner.code)
    common.record(actor, now, owner, "withdraw", number=number, reason=reason)
    return edition


def _resume(owner: PublishedList, starts: date) -> None:
    """Let the edition go on that was to end when the withdrawn one began."""
    ended = owner.editions.filter(state=states.PUBLISHED, effective_to=starts - timedelta(days=1))
    former = ended.order_by("-number").first()
    if former is not None:
        former.effective_to = None
        former.save(update_fields=["effective_to"])


@transaction.atomic
def publish_whole(
    *,
    actor: "Actor",
    now: datetime,
    kind: str,
    division: str,
    entries: Sequence[Values],
    effective_from: date,
    organisation: str = "",
    document: str = "",
    note: str = "",
) -> ListEdition:
    """Publish a list whole: its entries, in this order, become its next edition in one act.

    An entry keeps the key that it had under its identity. The same entries again give the edition
    that holds them. A draft that somebody has open is refused (`list_draft_open`). A constant
    number of statements for each 500 entries. Raises what begin, submit and publish raise.
    """
    declared = ports.kinds.get(kind)
    owner = drafts.owner_of(actor, now, declared, division, organisation)
    common.to_publish(actor, owner.code)
    open_one = owner.editions.open().first()
    if open_one is not None:
        raise common.conflict("list_draft_open", open_one.edited_by, open_one.edited_at)
    former = owner.editions.public().defer("content_text").order_by("-number").first()
    known = [one.item for one in _present(former)] if former else []
    items = rules.keyed(declared, common.checked(declared, owner, entries), known)
    if former is not None and former.state == states.PUBLISHED and items == known:
        return former
    if len(items) > ENTRIES_MAX:
        raise EntriesInvalid("list_too_long", most=ENTRIES_MAX)
    edition = drafts.new_edition(actor, now, owner)
    edition.document, edition.note = _words(document, DOCUMENT_MAX), _words(note, NOTE_MAX)
    edition.submitted_at, edition.submitted_by = now, actor.ref
    Entry.objects.bulk_create(
        [
            common.entry_row(edition, declared, item, place)
            for place, item in enumerate(items, start=1)
        ],
        batch_size=drafts.BATCH,
    )
    return _publish(actor, now, owner, edition, effective_from)
