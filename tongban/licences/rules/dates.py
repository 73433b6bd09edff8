"""The term of a licence."""

from datetime import date, timedelta


def last_day(start: date, years: int) -> date:
    """The last day of a term of `years` from `start`: the eve of the anniversary.

    Five years from 2026-11-23 end on 2031-11-22; from a 29 February they end on the 28th.
    """
    try:
        anniversary = start.replace(year=start.year + years)
    except ValueError:
        anniversary = date(start.year + years, 3, 1)
    return anniversary - timedelta(days=1)
