"""办件归档率: of what was due for archiving, how much is."""

from django.conf import settings
from django.db.models import Count

from tongban.archives import states
from tongban.archives.models import Item
from tongban.archives.querysets import ItemQuerySet
from tongban.core.figures.rules import folded_parts, lookups
from tongban.core.figures.types import Figure, FigureQuery, Parts
from tongban.core.workdays.rules import local_date

DONE = (states.ARCHIVED, states.PACKED)


def _due(query: FigureQuery) -> ItemQuerySet:
    rows: ItemQuerySet = Item.objects.filter(due_on__lte=local_date(query.at)).order_by()
    if query.period:
        rows = rows.filter(due_on__gte=query.period.first, due_on__lte=query.period.last)
    found: ItemQuerySet = rows.filter(**lookups(query))
    return found


def _archived(query: FigureQuery) -> ItemQuerySet:
    return _due(query).filter(archived_at__lte=query.at, state__in=DONE)


def _grouped(query: FigureQuery) -> dict[str, Parts]:
    every = dict(_due(query).values_list("division__path").annotate(n=Count("pk")))
    done = dict(_archived(query).values_list("division__path").annotate(n=Count("pk")))
    found = [(path, done.get(path, 0), number) for path, number in every.items()]
    return folded_parts(found, query.division or settings.CITY)


RATE = Figure(
    code="archives.rate",
    title="办件归档率",
    unit="%",
    kind="ratio",
    basis="四性检测通过并已编档号的件数 ÷ 期内到归档日期的件数；办结满规定天数（参数"
    " archive.after）为到归档日期",
    numerator=lambda query: _archived(query).count(),
    denominator=lambda query: _due(query).count(),
    grouped=_grouped,
    grain=frozenset({"division", "organisation", "month"}),
    numerator_title="已归档的件",
    denominator_title="到归档日期的件",
)
