"""Values of figures, live or frozen."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings

from tongban.core.divisions import selectors as divisions
from tongban.core.figures import rules
from tongban.core.figures.models import Frozen
from tongban.core.figures.ports import figures
from tongban.core.figures.querysets import FrozenQuerySet
from tongban.core.figures.types import Figure, FigureQuery, Number, Parts, Period, Row, Value


def get(code: str) -> Figure:
    """Give the declared figure; raises UnknownFigure."""
    return figures.get(code)


def value(
    code: str,
    *,
    at: datetime,
    division: str = "",
    organisation: str = "",
    period: Period | None = None,
) -> Value:
    """Give the figure as it stands `at` (cut-off): parts, value, text. Raises UnknownFigure.

    A reported figure gives what was last reported for the place and period up to `at`.
    """
    figure = figures.get(code)
    query = FigureQuery(at=at, division=division, organisation=organisation, period=period)
    if figure.kind == "reported":
        return _reported(figure, query)
    return valued(figure, parts_of(figure, query), query)


def parts_of(figure: Figure, query: FigureQuery) -> Parts:
    """Ask a computed figure for its parts."""
    if figure.numerator is None:
        groups = figure.grouped(query).values() if figure.grouped else ()
        wholes = [p.denominator for p in groups if p.denominator is not None]
        return Parts(
            sum((p.numerator for p in groups), Decimal(0)),
            sum(wholes, Decimal(0)) if wholes or figure.denominator else None,
        )
    whole = figure.denominator(query) if figure.denominator else None
    return Parts(figure.numerator(query), whole)


def valued(figure: Figure, parts: Parts, query: FigureQuery, *, frozen: bool = False) -> Value:
    """Put parts together into a Value."""
    result = rules.compute(figure, parts)
    return Value(
        code=figure.code,
        numerator=parts.numerator,
        denominator=parts.denominator,
        value=result,
        text=rules.text(figure, result),
        unit=figure.unit,
        at=query.at,
        division=query.division,
        period=query.period,
        frozen=frozen,
    )


def nothing(figure: Figure, query: FigureQuery) -> Value:
    """Give the Value of a figure that nobody has numbers for."""
    return Value(
        figure.code,
        None,
        None,
        None,
        rules.DASH,
        figure.unit,
        query.at,
        query.division,
        query.period,
    )


def by_division(
    code: str, *, at: datetime, division: str = "", period: Period | None = None
) -> list[Row]:
    """Give the figure for each division right below `division` ("" = the city), with ranks.

    One query for a figure with `grouped`, one or two a division for the others. Divisions that
    have nothing are there too, with `—`.
    """
    figure = figures.get(code)
    places = divisions.children(division) if division else divisions.counties()
    base = FigureQuery(at=at, division=division or settings.CITY, period=period)
    groups = figure.grouped(base) if figure.grouped else None
    values = []
    for place in places:
        query = FigureQuery(at=at, division=place.code, period=period)
        if figure.kind == "reported":
            values.append(_reported(figure, query))
        elif groups is None:
            values.append(valued(figure, parts_of(figure, query), query))
        elif place.code in groups:
            values.append(valued(figure, groups[place.code], query))
        else:
            values.append(nothing(figure, query))
    ranks = rules.ranks([v.value for v in values], lower_is_better=figure.lower_is_better)
    return [
        Row(place.code, place.name, one, rank)
        for place, one, rank in zip(places, values, ranks, strict=True)
    ]


def frozen(
    code: str, *, cut_off: datetime, division: str = "", period: Period | None = None
) -> Value | None:
    """Give the value frozen at exactly this cut-off, or None."""
    figure = figures.get(code)
    row = _rows(code, division, period).filter(cut_off=cut_off).first()
    if row is None:
        return None
    return thawed(figure, row, period)


def _rows(code: str, division: str, period: Period | None) -> FrozenQuerySet:
    return Frozen.objects.of(code, division, period.span if period else "")


def thawed(figure: Figure, row: Frozen, period: Period | None) -> Value:
    """Give a frozen row as a Value: the number as it was published, never computed again."""
    return Value(
        code=row.figure,
        numerator=plain(row.numerator),
        denominator=None if row.denominator is None else plain(row.denominator),
        value=row.value,
        text=rules.text(figure, row.value),
        unit=figure.unit,
        at=row.cut_off,
        division=row.division,
        period=period,
        frozen=True,
    )


def plain(number: Decimal) -> Number:
    """Give a whole stored number as an int, another as it is."""
    return int(number) if number == number.to_integral_value() else number.normalize()


def _reported(figure: Figure, query: FigureQuery) -> Value:
    row = (
        _rows(figure.code, query.division, query.period)
        .filter(cut_off__lte=query.at)
        .order_by("-cut_off")
        .first()
    )
    return nothing(figure, query) if row is None else thawed(figure, row, query.period)
