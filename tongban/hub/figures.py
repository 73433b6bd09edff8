"""The hub's figures: 外部办件量, 补录率, 外部办件按时办结率."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from tongban.core.figures.rules import folded_parts, lookups
from tongban.core.figures.types import Figure, FigureQuery, Grain, Parts
from tongban.core.workdays.rules import ZONE
from tongban.hub.models import Record
from tongban.hub.querysets import RecordQuerySet

GRAIN: frozenset[Grain] = frozenset({"division", "organisation", "month"})
Rows = Callable[[FigureQuery], RecordQuerySet]


def _asked(query: FigureQuery, moment: str) -> RecordQuerySet:
    """The records whose `moment` lies before the cut-off, in the period and place asked for."""
    found: RecordQuerySet = Record.objects.filter(**lookups(query, moment)).order_by()
    return found


def _received(query: FigureQuery) -> RecordQuerySet:
    return _asked(query, "received_at")


def _entered(query: FigureQuery) -> RecordQuerySet:
    return _asked(query, "entered_at")


def _promised(query: FigureQuery) -> RecordQuerySet:
    """What was closed as done and had a promised day."""
    found: RecordQuerySet = _asked(query, "closed_at").filter(state="10", promised_on__isnull=False)
    return found


def _on_time(rows: RecordQuerySet) -> RecordQuerySet:
    day = TruncDate("closed_at", tzinfo=ZONE)
    found: RecordQuerySet = rows.annotate(closed_on=day).filter(closed_on__lte=F("promised_on"))
    return found


def _late(rows: RecordQuerySet) -> RecordQuerySet:
    return rows.backfilled()


def _grouped(
    whole: Rows, part: Callable[[RecordQuerySet], RecordQuerySet] | None = None
) -> Callable[[FigureQuery], dict[str, Parts]]:
    def group(query: FigureQuery) -> dict[str, Parts]:
        rows = whole(query)
        if part is None:
            counted = rows.values_list("division__path").annotate(number=Count("pk"))
            found = [(path, number, None) for path, number in counted]
        else:
            chosen = Q(pk__in=part(rows).values("pk"))
            counted = rows.values_list("division__path").annotate(
                number=Count("pk", filter=chosen), every=Count("pk")
            )
            found = list(counted)
        return folded_parts(found, query.division or settings.CITY)

    return group


RECEIVED = Figure(
    code="hub.received",
    title="外部办件量",
    unit="件",
    kind="count",
    basis="期内收件、由其他系统报送到办件库的办件数，按收件时间",
    numerator=lambda query: _received(query).count(),
    grouped=_grouped(_received),
    decimals=0,
    grain=GRAIN,
    numerator_title="外部办件",
)
BACKFILLED = Figure(
    code="hub.backfilled",
    title="补录率",
    unit="%",
    kind="ratio",
    basis="第一次报来时距收件超过 24 小时的办件数 ÷ 期内第一次报来的办件数，按录入时间",
    numerator=lambda query: _late(_entered(query)).count(),
    denominator=lambda query: _entered(query).count(),
    grouped=_grouped(_entered, _late),
    grain=GRAIN,
    lower_is_better=True,
    numerator_title="补录的办件",
    denominator_title="报来的办件",
)
ON_TIME = Figure(
    code="hub.on_time",
    title="外部办件按时办结率",
    unit="%",
    kind="ratio",
    basis="在承诺办结日当天或之前办结的办件数 ÷ 期内办结且有承诺办结日的外部办件数，按办结时间",
    numerator=lambda query: _on_time(_promised(query)).count(),
    denominator=lambda query: _promised(query).count(),
    grouped=_grouped(_promised, _on_time),
    grain=GRAIN,
    numerator_title="按时办结的外部办件",
    denominator_title="办结的外部办件",
)
ALL = (RECEIVED, BACKFILLED, ON_TIME)
