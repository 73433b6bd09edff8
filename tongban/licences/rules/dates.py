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


def next_term(
    kind: str,
    *,
    start: date,
    end: date | None,
    years: int | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> tuple[date, date | None]:
    """First and last day of a newer version; what is given beats what would follow.

    A change, a replacement and a correction leave the term as it is. A renewal goes on from the
    day after the old one's last, by the type's `years` (None: 长期), and keeps the first day, so
    that a licence renewed in time is in force on every day between.
    """
    if kind != "renew" or end is None:
        return valid_from or start, valid_to or end
    following = last_day(end + timedelta(days=1), years) if years else None
    return valid_from or start, valid_to or following
