"""The area's figures: 办件量, 受理量, 办结量, 按时办结率, 平均办理用时, 平均提速 (domain §2(e)).

All count cases by the act that closes them, within the asked period: what was received by when it
was received, what was decided by when it was decided. Working days are counted from rows, so the
grouping is done by day in the database and the days are told apart on the calendar here: one query
a figure, however many cases there are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, TruncDate

from tongban.cases.models import Case
from tongban.cases.querysets import CaseQuerySet
from tongban.core.figures.rules import folded_parts, lookups
from tongban.core.figures.types import Figure, FigureQuery, Grain, Parts
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import day_end, day_start, elapsed
from tongban.core.workdays.types import Pause

GRAIN: frozenset[Grain] = frozenset({"division", "organisation", "month"})
ZONE = ZoneInfo("Asia/Shanghai")  # the day of an instant is the office's, not the server's
ON_TIME = Q(item__decided_at__lte=F("item__decided_due_at"))


def _asked(query: FigureQuery, moment: str) -> CaseQuerySet:
    """The cases whose `moment` lies before the cut-off, in the period and place asked for."""
    return _within(Case.objects.order_by(), query, moment)


def _within(found: CaseQuerySet, query: FigureQuery, moment: str) -> CaseQuerySet:
    place = {"organisation": "item__organisation__code", "division": "item__division_path"}
    kept: CaseQuerySet = found.filter(**lookups(query, moment, **place))
    return kept


def _folded(rows: Iterable[tuple[str, int, int | None]], query: FigureQuery) -> dict[str, Parts]:
    return folded_parts(rows, query.division or settings.CITY)


# --- counts ---------------------------------------------------------------------------------------

Rows = Callable[[FigureQuery], CaseQuerySet]


def _received(query: FigureQuery) -> CaseQuerySet:
    return _asked(query, "received_at")


def _accepted(query: FigureQuery) -> CaseQuerySet:
    return _asked(query, "item__accepted_at")


def _decided(query: FigureQuery) -> CaseQuerySet:
    return _asked(query, "item__decided_at")


def _timed(query: FigureQuery) -> CaseQuerySet:
    return _decided(query).filter(item__decided_due_at__isnull=False)


def _count(rows: Rows, only: Q | None = None) -> Callable[[FigureQuery], int]:
    return lambda query: rows(query).filter(only or Q()).count()


def _by_place(rows: Rows, only: Q | None = None) -> Callable[[FigureQuery], Mapping[str, Parts]]:
    """Answer for every division below in one query; with `only`, as a part of the whole."""

    def answer(query: FigureQuery) -> Mapping[str, Parts]:
        found = rows(query).values_list("item__division_path")
        if only is None:
            counts = found.annotate(whole=Count("id"))
            return _folded(((path, n, None) for path, n in counts), query)
        counts = found.annotate(part=Count("id", filter=only), whole=Count("id"))
        return _folded(((path, part, whole) for path, part, whole in counts), query)

    return answer


def served(query: FigureQuery) -> Mapping[str, int]:
    """Count the services that were over, decided or closed without a decision, by the path of
    their division: what applicants could rate; one query.
    """
    over = Coalesce("item__decided_at", "item__closed_at")
    found = Case.objects.annotate(over_at=over).order_by()
    rows = _within(found, query, "over_at").values_list("item__division_path")
    return dict(rows.annotate(number=Count("id")))


# --- days -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spent:
    """`cases` cases of one place that took `days` working days each; by law `legal` (None: no
    limit in working days)."""

    path: str
    cases: int
    days: int
    legal: int | None


def _spent(query: FigureQuery) -> Iterator[Spent]:
    """Yield how long the decided cases took; one query.

    Cases without a pause come grouped by day; each with pauses comes alone, a row a pause.
    """
    rows = (
        _decided(query)
        .filter(item__accepted_at__isnull=False)
        .values_list(
            "item__division_path",
            "item__county",
            TruncDate("item__accepted_at", tzinfo=ZONE),
            TruncDate("item__decided_at", tzinfo=ZONE),
            "edition__statutory_value",
            "edition__statutory_unit",
            "edition__statutory_day_kind",
            "item__pauses__item_id",
            "item__pauses__started_at",
            "item__pauses__ended_at",
        )
        .annotate(cases=Count("id"))
    )
    paused: dict[int, tuple[Spent, str, date, date, list[Pause]]] = {}
    for path, county, start, end, value, unit, kind, item, since, until, cases in rows:
        legal = value if unit == "day" and kind == "working" else None
        if item is None:
            yield Spent(path, cases, _days(county, start, end), legal)
            continue
        held = paused.setdefault(item, (Spent(path, 1, 0, legal), county, start, end, []))
        held[4].append(Pause(since, until))
    for one, county, start, end, pauses in paused.values():
        yield Spent(one.path, 1, _days(county, start, end, pauses), one.legal)


def _days(county: str, start: date, end: date, pauses: list[Pause] | None = None) -> int:
    """Count the working days after `start` up to and with `end`, those of pauses left out."""
    calendar = workdays.calendar(county)
    return elapsed(day_start(start), day_end(end), calendar, pauses or ())


def _total_days(query: FigureQuery) -> int:
    return sum(one.days * one.cases for one in _spent(query))


def _mean_days(query: FigureQuery) -> Mapping[str, Parts]:
    return _folded(((one.path, one.days * one.cases, one.cases) for one in _spent(query)), query)


def _with_limit(query: FigureQuery) -> Iterator[tuple[str, int, int]]:
    """Yield (path, days saved, days allowed) of cases that have a limit in working days."""
    for one in _spent(query):
        if one.legal:
            yield one.path, (one.legal - one.days) * one.cases, one.legal * one.cases


def _saved(query: FigureQuery) -> int:
    return sum(saved for _path, saved, _legal in _with_limit(query))


def _legal(query: FigureQuery) -> int:
    return sum(legal for _path, _saved_days, legal in _with_limit(query))


def _speed(query: FigureQuery) -> Mapping[str, Parts]:
    return _folded(((path, saved, legal) for path, saved, legal in _with_limit(query)), query)


# --- declared -------------------------------------------------------------------------------------

RECEIVED = Figure(
    code="cases.received",
    title="办件量",
    unit="件",
    kind="count",
    basis="按收件时间计入期间的申请件数，网上、窗口和接口提交的都计，不论后来是否受理",
    numerator=_count(_received),
    grouped=_by_place(_received),
    decimals=0,
    grain=GRAIN,
    numerator_title="收件",
)
ACCEPTED = Figure(
    code="cases.accepted",
    title="受理量",
    unit="件",
    kind="count",
    basis="按受理时间计入期间的件数，逾期不答复而视为受理的也计；不予受理的没有受理，不计",
    numerator=_count(_accepted),
    grouped=_by_place(_accepted),
    decimals=0,
    grain=GRAIN,
    numerator_title="受理",
)
DECIDED = Figure(
    code="cases.decided",
    title="办结量",
    unit="件",
    kind="count",
    basis="按作出决定的时间计入期间的件数，准予和不予都计；不予受理、撤回和终止的没有决定，不计",
    numerator=_count(_decided),
    grouped=_by_place(_decided),
    decimals=0,
    grain=GRAIN,
    numerator_title="办结",
)
ON_TIME_RATE = Figure(
    code="cases.on_time",
    title="按时办结率",
    unit="%",
    kind="ratio",
    basis=(
        "作出决定的时刻不晚于届时期限的件数 ÷ 期间内作出决定且有期限的件数；"
        "期限取承诺时限和法定时限中先到的一个，已批准的延期计入，特别程序等停止计时的日子扣除"
    ),
    numerator=_count(_timed, ON_TIME),
    denominator=_count(_timed),
    grouped=_by_place(_timed, ON_TIME),
    decimals=2,
    grain=GRAIN,
    numerator_title="按时办结",
    denominator_title="办结（有期限）",
)
MEAN_DAYS = Figure(
    code="cases.days",
    title="平均办理用时",
    unit="个工作日",
    kind="mean",
    basis=(
        "从受理到作出决定的工作日数之和 ÷ 期间内作出决定的件数；受理当天不计，决定当天计，"
        "当天办结为 0；停止计时的工作日扣除，重叠的只扣一次"
    ),
    numerator=_total_days,
    denominator=lambda query: _decided(query).filter(item__accepted_at__isnull=False).count(),
    grouped=_mean_days,
    decimals=1,
    grain=GRAIN,
    lower_is_better=True,
    numerator_title="工作日合计",
    denominator_title="办结",
)
SPEED_UP = Figure(
    code="cases.speed_up",
    title="平均提速",
    unit="%",
    kind="ratio",
    basis=(
        "1 − 实际用时之和 ÷ 法定时限之和；期间内作出决定、且实施清单的法定时限以工作日计的件，"
        "实际用时同“平均办理用时”"
    ),
    numerator=_saved,
    denominator=_legal,
    grouped=_speed,
    decimals=2,
    grain=GRAIN,
    numerator_title="节省的工作日",
    denominator_title="法定工作日合计",
)
ALL = (RECEIVED, ACCEPTED, DECIDED, ON_TIME_RATE, MEAN_DAYS, SPEED_UP)
