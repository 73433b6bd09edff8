"""Acts on figures: freeze what was computed, enter what is reported."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from tongban.core.figures import rules, selectors
from tongban.core.figures.errors import FigureRefused
from tongban.core.figures.models import Frozen
from tongban.core.figures.ports import figures
from tongban.core.figures.types import Figure, Number, Parts, Period, Value


def freeze(
    *,
    code: str,
    at: datetime,
    now: datetime,
    division: str = "",
    period: Period | None = None,
    by: str = "system",
) -> Value:
    """Freeze the figure as it stands at the cut-off `at`; gives the frozen Value.

    Asked again for the same place, period and cut-off it gives what was frozen first, whatever
    the rows say now. Raises UnknownFigure, FigureRefused (`figure_numbers`).
    """
    figure = figures.get(code)
    done = selectors.frozen(code, cut_off=at, division=division, period=period)
    if done is not None:
        return done
    live = selectors.value(code, at=at, division=division, period=period)
    if live.numerator is None:
        return live
    parts = Parts(live.numerator, live.denominator)
    _keep(figure, parts, division=division, period=period, cut_off=at, now=now, by=by)
    return selectors.frozen(code, cut_off=at, division=division, period=period) or live


def freeze_all(
    *, codes: list[str], at: datetime, now: datetime, period: Period | None = None
) -> int:
    """Freeze each figure for the installation and for every county; gives how many values."""
    count = 0
    for code in codes:
        places = ["", *(row.division for row in selectors.by_division(code, at=at, period=period))]
        for place in places:
            freeze(code=code, at=at, now=now, division=place, period=period)
            count += 1
    return count


def report(
    *,
    code: str,
    numerator: Number,
    denominator: Number | None = None,
    cut_off: datetime,
    now: datetime,
    by: str,
    source: str,
    division: str = "",
    period: Period | None = None,
) -> Value:
    """Enter a value of a `reported` figure with its source; the same again changes nothing.

    Raises FigureRefused: `figure_computed` for a figure of another kind, `figure_numbers` for
    parts that cannot be true, `figure_frozen` when other numbers stand there already (a correction
    is a new cut-off).
    """
    figure = figures.get(code)
    if figure.kind != "reported":
        raise FigureRefused("figure_computed", figure=figure.title)
    parts = Parts(numerator, denominator)
    done = selectors.frozen(code, cut_off=cut_off, division=division, period=period)
    if done is None:
        _keep(
            figure,
            parts,
            division=division,
            period=period,
            cut_off=cut_off,
            now=now,
            by=by,
            origin="reported",
            source=source,
        )
        done = selectors.frozen(code, cut_off=cut_off, division=division, period=period)
    if done is None or (done.numerator, done.denominator) != (numerator, denominator):
        raise FigureRefused("figure_frozen", figure=figure.title)
    return done


def _keep(
    figure: Figure,
    parts: Parts,
    *,
    division: str,
    period: Period | None,
    cut_off: datetime,
    now: datetime,
    by: str,
    origin: str = "computed",
    source: str = "",
) -> None:
    if not rules.sound(figure, parts):
        raise FigureRefused("figure_numbers", figure=figure.title)
    whole = None if parts.denominator is None else Decimal(parts.denominator)
    try:
        with transaction.atomic():
            Frozen.objects.create(
                figure=figure.code,
                division=division,
                first=period.first if period else None,
                last=period.last if period else None,
                span=period.span if period else "",
                cut_off=cut_off,
                numerator=Decimal(parts.numerator),
                denominator=whole,
                value=rules.compute(figure, parts),
                basis=figure.basis,
                origin=origin,
                source=source,
                at=now,
                by=by,
            )
    except IntegrityError:
        return  # another one froze it first: the first stands
