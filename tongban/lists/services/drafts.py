"""Drafting: begin from what holds, put, take out, put back, move and import entries, discard."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from tongban.core.divisions import selectors as divisions
from tongban.core.divisions.types import LEVELS
from tongban.core.organisations import selectors as organisations
from tongban.lists import permissions, ports, rules, states
from tongban.lists.errors import EntriesInvalid, ListForbidden, ListMisplaced, ListUnknown
from tongban.lists.models import Entry, ListEdition, PublishedList
from tongban.lists.services import common
from tongban.lists.types import ENTRIES_MAX, Item, Kind, Values

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

BATCH = 500


def address(kind: str, division: str, organisation: str = "") -> str:
    """Return the code under which a list of this kind and place is published."""
    return "-".join(part for part in (kind, division, organisation) if part)


@transaction.atomic
def begin(
    *, actor: "Actor", now: datetime, kind: str, division: str, organisation: str = ""
) -> ListEdition:
    """Return the open edition of a list, or begin one from the entries of the last edition.

    `organisation` is the code of the body whose list it is, "" for the division's own. Raises
    KindUnknown, ListMisplaced, ListForbidden, UnknownDivision, UnknownOrganisation.
    """
    declared = ports.kinds.get(kind)
    owner = owner_of(actor, now, declared, division, organisation)
    running = owner.editions.open().first()
    if running is not None:
        return running
    edition = new_edition(actor, now, owner)
    former = owner.editions.public().defer("content_text").order_by("-number").first()
    copied = _copy(declared, former, edition) if former else 0
    common.record(actor, now, owner, "begin", number=edition.number, entries=copied)
    return edition


def owner_of(
    actor: "Actor", now: datetime, kind: Kind, division: str, organisation: str
) -> PublishedList:
    """Return the list, locked, made if it is new; checks that it belongs there and to the actor."""
    place = divisions.get(division)
    if place.level not in kind.levels:
        names = "、".join(LEVELS[level] for level in kind.levels)
        raise ListMisplaced("list_level", field="division", kind=kind.title, levels=names)
    if kind.by_body != bool(organisation):
        reason = "list_needs_body" if kind.by_body else "list_without_body"
        raise ListMisplaced(reason, field="organisation", kind=kind.title)
    body = organisations.get(organisation) if organisation else None
    if body is not None and body.division_id != division:
        raise ListMisplaced("list_body_elsewhere", field="organisation", kind=kind.title)
    wanted = PublishedList(
        code=address(kind.code, division, organisation),
        kind=kind.code,
        title=kind.title,
        division=place,
        organisation=body,
        created_at=now,
    )
    if not permissions.may_edit(actor, wanted):
        raise ListForbidden("list_edit_forbidden")
    PublishedList.objects.get_or_create(
        code=wanted.code,
        defaults={
            "kind": kind.code,
            "title": kind.title,
            "division": place,
            "organisation": body,
            "created_at": now,
        },
    )
    return common.locked(wanted.code)


def new_edition(actor: "Actor", now: datetime, owner: PublishedList) -> ListEdition:
    """Return the next edition of a list, as an empty draft."""
    last = owner.editions.order_by("-number").values_list("number", flat=True).first()
    return ListEdition.objects.create(
        published_list=owner,
        number=(last or 0) + 1,
        created_at=now,
        created_by=actor.ref,
        edited_at=now,
        edited_by=actor.ref,
    )


def _copy(kind: Kind, former: ListEdition, edition: ListEdition) -> int:
    """Copy the entries; what the kind has no column for any more is left behind."""
    rows = []
    for order, entry in enumerate(former.entries.order_by("order", "pk"), start=1):
        known = {c.name: entry.values.get(c.name) for c in kind.columns}
        values, _problems = rules.cleaned(kind, known)
        rows.append(common.entry_row(edition, kind, Item(entry.key, values), order))
    Entry.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


@transaction.atomic
def put_entry(
    *,
    actor: "Actor",
    now: datetime,
    code: str,
    values: Values,
    key: str = "",
    seen: int,
    session: str = "",
    final: bool = True,
) -> Entry:
    """Keep what an entry of the draft says, complete or not; without `key` it is a new one.

    `seen` is the draft's revision when the entry was read, `session` names the form it is being
    edited in: one's own saves since then are no conflict, anybody else's are. `final` is False for
    what was saved while typing: a sitting of those is one line in the ledger. The same values
    again change nothing. Raises EditConflict, EntriesInvalid for values that no column can hold,
    WrongListState, ListUnknown, ListForbidden.
    """
    owner = common.to_edit(actor, code)
    edition = common.open_edition(owner)
    states.after(edition.state, "edit")
    kind = ports.kinds.get(owner.kind)
    (clean,) = common.checked(kind, owner, [values])
    entry = _entry(edition, key) if key else _fresh(edition)
    if key and rules.overtaken(
        revision=entry.revision, session=entry.session, seen=seen, ours=session
    ):
        raise common.conflict("list_entry_changed", entry.edited_by, entry.edited_at)
    if entry.pk and not entry.removed and entry.values == clean:
        return entry
    worth = rules.worth_recording(
        by=entry.edited_by,
        at=entry.edited_at,
        session=entry.session,
        actor=actor.ref,
        ours=session,
        now=now,
        final=final,
    )
    _say(entry, kind, clean)
    entry.removed, entry.session = False, session
    entry.revision = common.touched(edition, actor, now)
    entry.edited_by, entry.edited_at = actor.ref, now
    entry.save()
    if worth:
        common.record(actor, now, owner, "put", key=entry.key, name=entry.title)
    return entry


def _say(entry: Entry, kind: Kind, values: Values) -> None:
    """Let an entry's row say these values, and be found by them."""
    made = common.entry_row(entry.edition, kind, Item(entry.key, values), entry.order)
    entry.values_text, entry.title, entry.text = made.values_text, made.title, made.text
    entry.__dict__.pop("values", None)


def _entry(edition: ListEdition, key: str) -> Entry:
    found = edition.entries.filter(key=key).first()
    if found is None:
        raise ListUnknown("list_entry_unknown", key=key)
    return found


def _fresh(edition: ListEdition) -> Entry:
    last = edition.entries.order_by("-order").values_list("order", flat=True).first() or 0
    if edition.entries.filter(removed=False).count() >= ENTRIES_MAX:
        raise EntriesInvalid("list_too_long", most=ENTRIES_MAX)
    return Entry(edition=edition, key=secrets.token_hex(6), order=last + 1)


@transaction.atomic
def remove_entry(*, actor: "Actor", now: datetime, code: str, key: str, seen: int) -> Entry:
    """Take an entry out of the draft; until the draft is submitted it can be put back.

    Raises EditConflict if somebody changed the entry since `seen`.
    """
    return _set_removed(actor, now, code, key, seen, removed=True)


@transaction.atomic
def restore_entry(*, actor: "Actor", now: datetime, code: str, key: str) -> Entry:
    """Put an entry back that was taken out, at its place."""
    return _set_removed(actor, now, code, key, None, removed=False)


def _set_removed(
    actor: "Actor", now: datetime, code: str, key: str, seen: int | None, *, removed: bool
) -> Entry:
    owner = common.to_edit(actor, code)
    edition = common.open_edition(owner)
    states.after(edition.state, "edit")
    entry = _entry(edition, key)
    if entry.removed == removed:
        return entry
    if seen is not None and rules.overtaken(
        revision=entry.revision, session=entry.session, seen=seen, ours=""
    ):
        raise common.conflict("list_entry_changed", entry.edited_by, entry.edited_at)
    entry.removed, entry.session = removed, ""
    entry.revision = common.touched(edition, actor, now)
    entry.edited_by, entry.edited_at = actor.ref, now
    entry.save(update_fields=["removed", "session", "revision", "edited_by", "edited_at"])
    verb = "remove" if removed else "restore"
    common.record(actor, now, owner, verb, key=entry.key, name=entry.title)
    return entry


@transaction.atomic
def move_entry(*, actor: "Actor", now: datetime, code: str, key: str, to: int) -> Entry:
    """Move an entry to a place (from 1) among those that are not taken out; the others close up.

    Places past the end mean the last. Moving is no conflict with anybody's words.
    """
    owner = common.to_edit(actor, code)
    edition = common.open_edition(owner)
    states.after(edition.state, "edit")
    entry = _entry(edition, key)
    others = edition.entries.filter(removed=False).exclude(pk=entry.pk).order_by("order", "pk")
    at = max(to, 1)
    before = others[at - 1 : at].first() if at > 1 else others.first()
    last = others.last()
    target = before.order if before else (last.order + 1 if last else 1)
    here = edition.entries.filter(removed=False, order__lt=entry.order).count() + 1
    if here == at or (before is None and here > others.count()):
        return entry
    edition.entries.filter(order__gte=target).update(order=F("order") + 1)
    entry.order = target
    entry.save(update_fields=["order"])
    common.touched(edition, actor, now)
    common.record(actor, now, owner, "move", key=entry.key, name=entry.title, to=at)
    return entry


@transaction.atomic
def discard(*, actor: "Actor", now: datetime, code: str, seen: int) -> None:
    """Delete the draft with what was typed; the list that holds is not touched.

    Raises EditConflict unless the draft is as `seen`, ListUnknown where there is none.
    """
    owner = common.to_edit(actor, code)
    edition = common.open_edition(owner)
    states.after(edition.state, "discard")
    common.untouched(edition, seen)
    number, entries = edition.number, edition.entries.filter(removed=False).count()
    edition.delete()
    common.record(actor, now, owner, "discard", number=number, entries=entries)
