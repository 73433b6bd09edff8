"""How numbers become a value and a text, pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from tongban.core.figures.types import Figure, FigureQuery, Number, Parts
from tongban.core.workdays.rules import day_over, day_start

DASH = "—"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Round half up (as people and statistics offices do, not half to even)."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def compute(figure: Figure, parts: Parts) -> Decimal | None:
    """Give the value of the parts, rounded; None when there is nothing to divide by."""
    if figure.kind in {"ratio", "mean"} or (
        figure.kind == "reported" and parts.denominator is not None
    ):
        if not parts.denominator:
            return None
        scale = 100 if figure.unit == "%" else 1
        exact = Decimal(parts.numerator) * scale / Decimal(parts.denominator)
        return rounded(exact, figure.decimals)
    if figure.kind == "quantile" and not parts.denominator and parts.denominator is not None:
        return None
    return rounded(Decimal(parts.numerator), figure.decimals)


def text(figure: Figure, value: Decimal | None) -> str:
    """Give the value as it is read: `99.97%`, `12,015 件`, `—`."""
    if value is None:
        return DASH
    shown = f"{value:,.{figure.decimals}f}"
    return f"{shown}%" if figure.unit == "%" else f"{shown} {figure.unit}".rstrip()


def sound(figure: Figure, parts: Parts) -> bool:
    """Say whether parts can be true: nothing negative, a share no larger than its whole."""
    whole = parts.denominator
    if parts.numerator < 0 or (whole is not None and whole < 0):
        return False
    return not (figure.kind == "ratio" and figure.unit == "%" and whole is not None) or (
        parts.numerator <= (whole or 0)
    )


def ranks(values: list[Decimal | None], *, lower_is_better: bool) -> list[int | None]:
    """Give each value its rank, 1 the best; equal values share a rank, None has none."""
    known = [value for value in values if value is not None]
    known.sort(reverse=not lower_is_better)
    return [None if value is None else known.index(value) + 1 for value in values]


def whole(number: Number | None) -> str:
    """Give a part as it is read: `12,015`."""
    return DASH if number is None else f"{number:,}"


def lookups(
    query: FigureQuery,
    moment: str = "",
    *,
    organisation: str = "organisation__code",
    division: str = "division__path",
) -> dict[str, object]:
    """Give the lookups that keep the rows that a figure asks for.

    `moment` is the instant that counts them: not after the cut-off, and within the period; ""
    where their time is told otherwise. `organisation` and `division` lead from a row to the code
    of its body and the path of its place.
    """
    found: dict[str, object] = {}
    if moment:
        found[f"{moment}__lte"] = query.at
    if moment and query.period:
        found[f"{moment}__gte"] = day_start(query.period.first)
        found[f"{moment}__lt"] = day_over(query.period.last)
    if query.organisation:
        found[organisation] = query.organisation
    if query.division:
        found[f"{division}__contains"] = f"{query.division}/"
    return found


def below(path: str, division: str) -> str:
    """Give the code right below `division` on a path, "" where the path ends or lies elsewhere.

    >>> below("420000/421200/421202/421202001/", "421200")
    '421202'
    """
    codes = path.strip("/").split("/")
    return codes[codes.index(division) + 1] if division in codes[:-1] else ""


def folded(counted: Iterable[tuple[str, int]], division: str) -> Counter[str]:
    """Add (division path, number) up by the division right below the asked one."""
    found: Counter[str] = Counter()
    for path, number in counted:
        code = below(path, division)
        if code:
            found[code] += number
    return found


def folded_parts(rows: Iterable[tuple[str, int, int | None]], division: str) -> dict[str, Parts]:
    """Add (division path, numerator, denominator) up by the division right below `division`."""
    uppers: dict[str, int] = defaultdict(int)
    wholes: dict[str, int] = defaultdict(int)
    counted = False
    for path, upper, whole in rows:
        code = below(path, division)
        if code:
            uppers[code] += upper
            wholes[code] += whole or 0
            counted = counted or whole is not None
    return {code: Parts(n, wholes[code] if counted else None) for code, n in uppers.items()}
