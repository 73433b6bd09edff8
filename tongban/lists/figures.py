"""The lists' figures: entries in force, by kind and division."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from tongban.core.divisions import selectors as divisions
from tongban.core.figures.types import Figure, FigureQuery, Grouped, One, Parts
from tongban.core.workdays.rules import local_date
from tongban.lists import rules, selectors
from tongban.lists.types import Kind


def _count(kind: str, level: str = "") -> One:
    def answer(query: FigureQuery) -> int:
        rows = selectors.counts(
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
        rows = selectors.counts(kind, on=local_date(query.at), level=level)
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
        title=title or _("{title}条目").format(title=kind.title.removesuffix("清单")),
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


def declared() -> list[Figure]:
    """Return the figures of the kinds that lists declare themselves."""
    found = [figure_of(kind) for kind in rules.KINDS if kind.figure]
    proofs = next(kind for kind in rules.KINDS if kind.code == "proofs-cancelled")
    # The work report counts them apart: 市规范性文件 1, 县市区 5.
    for level, title in (("city", _("市级取消的证明事项")), ("county", _("县级取消的证明事项"))):
        found.append(figure_of(proofs, code=f"proofs.cancelled_{level}", title=title, level=level))
    return found


def register(put: Callable[[Figure], Any]) -> None:
    """Hand every figure to `put`."""
    for figure in declared():
        put(figure)
