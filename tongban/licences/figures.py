"""The area's figures."""

from typing import Any

from django.db.models import Count

from tongban.core.figures.rules import folded, lookups
from tongban.core.figures.types import Figure, FigureQuery, Parts
from tongban.core.workdays.rules import local_date
from tongban.licences.models import Licence, Use
from tongban.licences.querysets import LicenceQuerySet


def _in_force(query: FigureQuery) -> LicenceQuerySet:
    found = Licence.objects.in_force(on=local_date(query.at)).filter(issued_at__lte=query.at)
    return found.filter(**lookups(query))


def _grouped(query: FigureQuery) -> dict[str, Parts]:
    """Licences in force by the county (or zone) right below the division asked for."""
    rows = _in_force(query).order_by().values_list("division__path").annotate(number=Count("id"))
    return {code: Parts(number) for code, number in folded(rows, query.division).items()}


def _uses(query: FigureQuery) -> Any:
    place = {"organisation": "licence__organisation__code", "division": "licence__division__path"}
    return Use.objects.filter(**lookups(query, "at", **place))


USES = Figure(
    code="licences.uses",
    title="电子证照调用次数",
    unit="次",
    kind="count",
    basis="截至时点，凭出示码查看、办事免交材料和部门系统调用的次数之和；核验真伪不计",
    numerator=lambda query: _uses(query).count(),
    decimals=0,
    grain=frozenset({"division", "organisation"}),
    numerator_title="调用次数",
)

IN_FORCE = Figure(
    code="licences.in_force",
    title="有效电子证照",
    unit="份",
    kind="count",
    basis="截至时点状态为有效且在有效期内的电子证照份数，一证一份，换发只计最新一份",
    numerator=lambda query: _in_force(query).count(),
    grouped=_grouped,
    decimals=0,
    grain=frozenset({"division", "organisation"}),
    numerator_title="有效证照",
)
