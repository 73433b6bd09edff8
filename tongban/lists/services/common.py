"""What every act on a list begins and ends with: the lock, the permission, the ledger."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongban.core.accounts.selectors import name_of
from tongban.core.divisions import selectors as divisions
from tongban.core.ledger import services as ledger
from tongban.core.workdays.rules import ZONE
from tongban.lists import permissions, rules
from tongban.lists.errors import EditConflict, EntriesInvalid, ListForbidden, ListUnknown
from tongban.lists.models import Entry, ListEdition, PublishedList
from tongban.lists.types import Column, Item, Problem, Values

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor


def locked(code: str) -> PublishedList:
    """Return the list, locked until the act commits; raises ListUnknown."""
    found = (
        PublishedList.objects.select_for_update(of=("self",))
        .select_related("division", "organisation")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise ListUnknown(list=code)
    return found


def to_edit(actor: "Actor", code: str) -> PublishedList:
    """Return the list, locked, if the actor may edit it; raises ListUnknown, ListForbidden."""
    found = locked(code)
    if not permissions.may_edit(actor, found):
        raise ListForbidden("list_edit_forbidden")
    return found


def to_publish(actor: "Actor", code: str) -> PublishedList:
    """Return the list, locked, if the actor may publish it; raises ListUnknown, ListForbidden."""
    found = locked(code)
    if not permissions.may_publish(actor, found):
        raise ListForbidden("list_publish_forbidden")
    return found


def open_edition(owner: PublishedList) -> ListEdition:
    """Return the open edition of a list; raises ListUnknown where there is none."""
    found = owner.editions.open().first()
    if found is None:
        raise ListUnknown("list_no_draft", list=owner.code)
    return found


def untouched(edition: ListEdition, seen: int) -> None:
    """Raise EditConflict if the draft as a whole is not what was `seen`."""
    if edition.revision != seen:
        raise conflict("list_draft_changed", edition.edited_by, edition.edited_at)


def conflict(reason: str, who: str, when: datetime | None) -> EditConflict:
    """Return the refusal that names who changed it and when."""
    text = f"{when.astimezone(ZONE):%Y-%m-%d %H:%M}" if when else ""
    return EditConflict(reason, who=name_of(who), when=text)


def touched(edition: ListEdition, actor: "Actor", now: datetime) -> int:
    """Count a change of the draft; returns its new revision."""
    edition.revision += 1
    edition.edited_at, edition.edited_by = now, actor.ref
    edition.save(update_fields=["revision", "edited_at", "edited_by"])
    return edition.revision


def record(actor: "Actor", now: datetime, owner: PublishedList, verb: str, **payload: Any) -> None:
    """Write an act into the list's chain."""
    ledger.append(
        subject=owner.subject,
        verb=f"lists.{verb}",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"title": owner.title, "division": owner.division_id, **payload},
    )


def checked(kind: Any, owner: PublishedList, rows: Iterable[Values]) -> list[dict[str, Any]]:
    """Return the values of entries in their one form; raises EntriesInvalid with every problem at
    its place (from 1)."""
    found: list[Problem] = []
    cleaned: list[dict[str, Any]] = []
    for place, raw in enumerate(rows, start=1):
        values, problems = rules.cleaned(kind, raw)
        found += [Problem(p.column, p.rule, p.message, "", place) for p in problems]
        cleaned.append(values)
    found += _strange_places(kind.columns, owner, cleaned)
    if found:
        raise invalid(found)
    return cleaned


def _strange_places(
    columns: Iterable[Column], owner: PublishedList, rows: list[dict[str, Any]]
) -> list[Problem]:
    """Find divisions that do not lie in the list's own."""
    listed = tuple(columns)
    named = [rules.places(listed, values) for values in rows]
    if not any(named):
        return []
    known = {one.code for one in divisions.descendants(owner.division_id, include_self=True)}
    column = next(one for one in listed if one.type == "places")
    return [
        Problem(
            column.name, "place", f"{column.title}：{owner.division.name}没有代码 {code}", "", n
        )
        for n, codes in enumerate(named, start=1)
        for code in codes
        if code not in known
    ]


def invalid(problems: list[Problem]) -> EntriesInvalid:
    """Return the refusal with every problem; its sentence quotes the first."""
    first = problems[0]
    where = f"第 {first.place} 条：" if first.place else ""
    return EntriesInvalid(
        field=first.column,
        problems=problems,
        count=len(problems),
        first=f"{where}{first.message}",
    )


def entry_row(edition: ListEdition, kind: Any, item: Item, order: int, **more: Any) -> Entry:
    """Return an entry's row, not yet saved."""
    return Entry(
        edition=edition,
        key=item.key,
        order=order,
        title=rules.title(kind.columns, kind.head, item.values),
        values_text=rules.values_text(item.values),
        text=rules.searchable(kind, item.values),
        **more,
    )
