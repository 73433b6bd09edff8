"""How many entries are in force, and the figure that says so."""

from datetime import date

from django.utils.translation import gettext as _

from tongban.core.divisions import selectors as divisions
from tongban.core.figures.types import Figure, FigureQuery, Grouped, One, Parts
from tongban.core.workdays.rules import local_date
from tongban.lists.models import ListEdition
from tongban.lists.types import Kind


def counts(
    kind: str, *, on: date, division: str = "", organisation: str = "", level: str = ""
) -> list[tuple[str, int]]:
    """Return (path of the division, entries in force) of the lists of a kind; one query more than
    the path of `division`. `level` keeps the lists of divisions of that level."""
    found = ListEdition.objects.in_force(on).filter(published_list__kind=kind)
    if division:
        path = divisions.tree_path(division)
        found = found.filter(published_list__division__path__startswith=path)
    if organisation:
        found = found.filter(published_list__organisation__code=organisation)
    if level:
        found = found.filter(published_list__division__level=level)
    return list(found.values_list("published_list__division__path", "size").order_by())


def _count(kind: str, level: str = "") -> One:
    def answer(query: FigureQuery) -> int:
        rows = counts(
            kind,
            on=local_date(query.at),
            division=query.division,
            organisation=query.organisation,
            level=level,
        )
        return sum(size for _path, size in rows)

    return answer


def _grouped(kind: str, level: str = "") -> Grouped:
    """Answer for all divisions right below the asked one with one query for the lists."""

    def answer(query: FigureQuery) -> dict[str, Parts]:
        rows = counts(kind, on=local_date(query.at), level=level)
        return {
            child.code: Parts(sum(size for path, size in rows if path.startswith(child.path)))
            for child in divisions.children(query.division)
        }

    return answer


def figure_of(kind: Kind, *, code: str = "", title: str = "", level: str = "") -> Figure:
    """Return the figure that counts the entries in force of a kind of list.

    Later areas register it for their own kinds.
    """
    of_level = {"city": _("，只数市级公布的"), "county": _("，只数县级公布的")}.get(level, "")
    return Figure(
        code=code or kind.figure,
        title=title or _("{title}条目").format(title=kind.title),
        unit=kind.unit,
        kind="count",
        basis=_("截止时刻施行中的《{title}》的条目数{more}").format(
            title=kind.title, more=of_level
        ),
        numerator=_count(kind.code, level),
        grouped=_grouped(kind.code, level),
        decimals=0,
        grain=frozenset({"division", "organisation"}),
    )
