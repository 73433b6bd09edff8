"""Whether a visit may be asked for so. Pure: the day, the age and the calendar are arguments."""

from collections.abc import Callable
from datetime import date, timedelta

from tongban.windows.types import AGED, DAYS_OFF, HOME, HOURS, KINDS, PARTS, WHY, Wish

ADDRESS_MOST = 200
NOTE_MOST = 500
PHONE_MOST = 20


def age_on(born: date, day: date) -> int:
    """Return the full years of somebody born on `born`; a 29 February comes on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def problems(
    wish: Wish,
    *,
    born: date | None,
    today: date,
    age: int,
    ahead: int,
    is_working: Callable[[date], bool],
) -> list[tuple[str, str]]:
    """Return what is wrong with a wish, as (field, code); nothing for one that may be asked.

    `born` is the day of birth where the number says it; `age` the years from which somebody is
    visited for their age, `ahead` the days until which one may ask.
    """
    if wish.kind not in KINDS:
        return [("kind", "visit_kind")]
    found = []
    if wish.kind == HOME:
        found += _reason(wish, born, today, age)
        if not wish.address.strip():
            found.append(("address", "visit_address"))
    if not wish.phone.strip():
        found.append(("phone", "visit_phone"))
    for field, text, most in (
        ("address", wish.address, ADDRESS_MOST),
        ("note", wish.note, NOTE_MOST),
        ("phone", wish.phone, PHONE_MOST),
    ):
        if len(text.strip()) > most:
            found.append((field, "visit_long"))
    return found + _time(wish, today, ahead, is_working)


def _reason(wish: Wish, born: date | None, today: date, age: int) -> list[tuple[str, str]]:
    if wish.why not in WHY:
        return [("why", "visit_why")]
    # A number that is no 居民身份号码 says no age: then the window looks at the papers.
    if wish.why == AGED and born is not None and age_on(born, today) < age:
        return [("why", "visit_young")]
    return []


def _time(
    wish: Wish, today: date, ahead: int, is_working: Callable[[date], bool]
) -> list[tuple[str, str]]:
    found = []
    if wish.part not in PARTS[wish.kind]:
        found.append(("part", "visit_part"))
    if wish.day is None:
        return [*found, ("day", "visit_day")]
    if not today < wish.day <= today + timedelta(days=ahead):
        return [*found, ("day", "visit_day_far")]
    off = wish.kind == HOURS and wish.part == DAYS_OFF
    if is_working(wish.day) == off:
        found.append(("day", "visit_day_off" if off else "visit_day_working"))
    return found
