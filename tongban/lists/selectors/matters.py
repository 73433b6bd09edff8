"""What in force touches a matter, and how many entries there are."""

from datetime import date

from tongban.lists import ports, rules
from tongban.lists.models import Entry, EntryMatter, ListEdition
from tongban.lists.types import Touch


def touching(catalog_code: str, *, on: date, division_path: str) -> list[Touch]:
    """Return the entries in force that touch a matter, for a reader in a division: from its lists
    and those of the divisions above it; one query.

    A code of 12 characters is touched by entries that name it or an item of it; one of 14 by
    entries that name this item or the whole matter. Kinds that have nothing to say are left out.
    """
    item = catalog_code if len(catalog_code) > 12 else ""
    named = EntryMatter.objects.filter(catalog_code=catalog_code[:12])
    if item:
        named = named.filter(item_code__in=["", item])
    holding = ListEdition.objects.in_force(on).filter(
        published_list__division__in=division_path.strip("/").split("/")
    )
    rows = (
        Entry.objects.filter(pk__in=named.values("entry"), edition__in=holding.values("pk"))
        .select_related("edition__published_list__division")
        .defer("edition__content_text", "text")
        .order_by("edition__published_list__division__path", "order", "pk")
    )
    order = {kind.code: place for place, kind in enumerate(ports.kinds)}
    found = [touch for row in rows if (touch := _touch(row)) is not None]
    return sorted(found, key=lambda touch: order[touch.kind])


def _touch(row: Entry) -> Touch | None:
    owner = row.edition.published_list
    kind = ports.kinds.find(owner.kind)
    columns = row.edition.columns
    text = rules.sentence(kind, columns, row.values) if kind else ""
    if kind is None or not text:
        return None
    return Touch(
        kind=kind.code,
        kind_title=kind.title,
        list_code=owner.code,
        list_title=owner.title,
        key=row.key,
        title=row.title,
        text=text,
        division=owner.division.name,
        values=row.values,
        columns=columns,
    )
