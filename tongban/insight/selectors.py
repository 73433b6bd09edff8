"""Reads: the public figures by county, and for those who watch, the lights of running cases.

A board is the same for everybody and may have to walk over every case, so it is computed once a
minute at most: the cut-off is the full minute, and the minute is its name in the cache.
"""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Q

from tongban.cases.selectors import rows as cases
from tongban.core.accounts.types import Actor
from tongban.core.divisions import selectors as divisions
from tongban.core.figures import rules as figure_rules
from tongban.core.figures import selectors as figures
from tongban.core.figures.errors import UnknownFigure
from tongban.core.figures.ports import figures as registry
from tongban.core.figures.ports import prints
from tongban.core.figures.types import Figure, FigureQuery, Parts, Period, Printed, Row, Value
from tongban.core.workdays.rules import local_date
from tongban.insight.types import Board, Compared, Lights
from tongban.workflow.states import CORRECTING, NEVER, RUNNING

# What the public page shows first, in this order; what an installation lacks is left out.
HEADLINES = (
    "cases.on_time",
    "cases.days",
    "ratings.satisfaction",
    "licences.in_force",
    "catalogue.instant",
    "catalogue.online",
    "catalogue.zero",
    "catalogue.once",
)
HOME = ("catalogue.online", "cases.on_time", "ratings.satisfaction")
KEEP_SECONDS = 120


def public() -> list[Figure]:
    """Return every figure that the public may see: the headlines first, then the others."""
    first = [registry.get(code) for code in HEADLINES if code in registry]
    others = (figure for figure in registry if figure.code not in HEADLINES)
    return [*first, *(figure for figure in others if figure.public)]


def period_of(figure: Figure, at: datetime) -> Period | None:
    """Return the year up to the cut-off for what flows, None for what is counted at a moment."""
    if "month" not in figure.grain:
        return None
    today = local_date(at)
    return Period(today.replace(month=1, day=1), today)


def cut_off(now: datetime) -> datetime:
    """Return the full minute before `now`."""
    return now.replace(second=0, microsecond=0)


def board(code: str, *, now: datetime) -> Board:
    """Return the figure for the city and its counties; raises UnknownFigure (404), also for one
    that is not the public's.
    """
    figure = figures.get(code)
    if not figure.public:
        raise UnknownFigure(code=code)
    at = cut_off(now)
    period = period_of(figure, at)
    key = f"insight:board:{code}:{at:%Y%m%d%H%M}"
    kept: tuple[Value, tuple[Row, ...]] | None = cache.get(key)
    if kept is None:
        city = figures.value(code, at=at, division=settings.CITY, period=period)
        kept = (city, _rows(figure, at, period))
        cache.set(key, kept, KEEP_SECONDS)
    return Board(figure, at, period, kept[0], kept[1])


def _rows(figure: Figure, at: datetime, period: Period | None) -> tuple[Row, ...]:
    """Return the counties in the order of their codes; a county without rows counts nothing."""
    found = figures.by_division(figure.code, at=at, division=settings.CITY, period=period)
    found.sort(key=lambda row: row.division)
    if figure.kind not in {"count", "sum"}:
        return tuple(found)
    values = [
        row.value
        if row.value.value is not None
        else figures.valued(
            figure, Parts(0), FigureQuery(at=at, division=row.division, period=period)
        )
        for row in found
    ]
    ranks = figure_rules.ranks(
        [value.value for value in values], lower_is_better=figure.lower_is_better
    )
    return tuple(
        Row(row.division, row.name, value, rank)
        for row, value, rank in zip(found, values, ranks, strict=True)
    )


def headlines(*, now: datetime, codes: tuple[str, ...] = HEADLINES) -> list[Board]:
    """Return the boards of the headlines that this installation has."""
    return [board(code, now=now) for code in codes if code in registry]


def compared(*, now: datetime, code: str = "") -> list[Compared]:
    """Return what reports print beside what their figures are now (of one figure, if asked).

    Empty where no report speaks of this installation. Kept for a minute as boards are.
    """
    at = cut_off(now)
    key = f"insight:printed:{at:%Y%m%d%H%M}"
    kept: list[Compared] | None = cache.get(key)
    if kept is None:
        kept = [_beside(row, at) for row in prints if row.figure in registry]
        cache.set(key, kept, KEEP_SECONDS)
    return [one for one in kept if not code or one.printed.figure == code]


def _beside(row: Printed, at: datetime) -> Compared:
    place = row.division or settings.CITY
    period = period_of(figures.get(row.figure), at)
    return Compared(row, figures.value(row.figure, at=at, division=place, period=period))


def watches(actor: Actor) -> bool:
    """Say whether the actor watches over work: 市领导, 政务办, 审计."""
    return any(grant.role in {"leader", "service_office", "auditor"} for grant in actor.grants)


def lights(actor: Actor, *, now: datetime) -> list[Lights]:
    """Return the lights of the running cases in the actor's scope by county; three queries."""
    due, never = Q(item__due_at__lte=now), Q(item__due_at__gte=NEVER)
    stands = never & (Q(item__suspended=True) | Q(item__state=CORRECTING))
    counted = (
        cases.visible(actor)
        .filter(item__state__in=RUNNING)
        .order_by()
        .values_list("item__county")
        .annotate(
            red=Count("id", filter=due),
            yellow=Count("id", filter=Q(item__warn_at__lte=now) & ~due),
            paused=Count("id", filter=stands),
            all=Count("id"),
        )
    )
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for county, red, yellow, paused, every in counted:
        found[county] = [red, yellow, every - red - yellow - paused, paused]
    places = {place.code: place.name for place in divisions.counties()}
    extra = {code: "市本级" for code in found if code not in places}
    return [
        Lights(code, name, *found[code]) for code, name in (places | extra).items() if code in found
    ]
