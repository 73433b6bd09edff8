"""The area's figures."""

from typing import Any

from django.db.models import Count

from tongban.core.figures.types import Figure, FigureQuery, Parts
from tongban.core.workdays.rules import day_end, day_start, local_date
from tongban.licences.models import Licence, Use
from tongban.licences.querysets import LicenceQuerySet


def _in_force(query: FigureQuery) -> LicenceQuerySet:
    found = Licence.objects.in_force(on=local_date(query.at)).filter(issued_at__lte=query.at)
    if query.organisation:
        found = found.filter(organisation__code=query.organisation)
    if query.division:
        found = found.filter(division__path__contains=f"{query.division}/")
    return found


def _grouped(query: FigureQuery) -> dict[str, Parts]:
    """Licences in force by the county (or zone) right below the division asked for."""
    rows = (
        _in_force(query)
        .values_list("division__path")
        .annotate(number=Count("id"))
        .order_by("division__path")
    )
    found: dict[str, int] = {}
    for path, number in rows:
        codes = path.strip("/").split("/")
        if query.division in codes and codes[-1] != query.division:
            below = codes[codes.index(query.division) + 1]
            found[below] = found.get(below, 0) + number
    return {code: Parts(number) for code, number in found.items()}


def _uses(query: FigureQuery) -> Any:
    found = Use.objects.filter(at__lte=query.at)
    if query.period is not None:
        found = found.filter(
            at__gte=day_start(query.period.first), at__lt=day_end(query.period.last)
        )
    if query.organisation:
        found = found.filter(licence__organisation__code=query.organisation)
    if query.division:
        found = found.filter(licence__division__path__contains=f"{query.division}/")
    return found


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
