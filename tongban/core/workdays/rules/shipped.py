"""The days that the software ships with: announced years, then computed (provisional) ones.

Announced: `chinesecalendar` 1.11.0, which transcribes the State Council's yearly notices. Past its
last year the days are weekends and the statutory holidays of 全国年节及纪念日放假办法 (2024: 13
days), without the 调休 that nobody can know before the notice. Lunar days and 清明 of those years
are from the calendar of the Purple Mountain Observatory (GB/T 33661-2017).
"""

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
from chinese_calendar.constants import Holiday

from tongban.core.workdays.types import DayInfo

FIRST_YEAR = 2019
LAST_ANNOUNCED = 2026
LAST_YEAR = 2028

NAMES = {
    Holiday.new_years_day.value: "元旦",
    Holiday.spring_festival.value: "春节",
    Holiday.tomb_sweeping_day.value: "清明节",
    Holiday.labour_day.value: "劳动节",
    Holiday.dragon_boat_festival.value: "端午节",
    Holiday.national_day.value: "国庆节",
    Holiday.mid_autumn_festival.value: "中秋节",
    Holiday.anti_fascist_70th_day.value: "抗战胜利纪念日",
}

# 农历正月初一, 清明, 端午, 中秋 of the years that are not announced yet.
LUNAR: dict[int, dict[str, date]] = {
    2027: {
        "春节": date(2027, 2, 6),
        "清明节": date(2027, 4, 5),
        "端午节": date(2027, 6, 9),
        "中秋节": date(2027, 9, 15),
    },
    2028: {
        "春节": date(2028, 1, 26),
        "清明节": date(2028, 4, 4),
        "端午节": date(2028, 5, 28),
        "中秋节": date(2028, 10, 3),
    },
}


def statutory(year: int) -> dict[date, str]:
    """The 13 statutory days of a year in LUNAR: 元旦 1, 春节 4 (除夕 to 初三), 清明 1, 劳动节 2,
    端午 1, 中秋 1, 国庆 3 (放假办法 2024 §2)."""
    lunar = LUNAR[year]
    days = {date(year, 1, 1): "元旦", date(year, 5, 1): "劳动节", date(year, 5, 2): "劳动节"}
    days |= {lunar["春节"] + timedelta(days=n): "春节" for n in range(-1, 3)}
    days |= {date(year, 10, n): "国庆节" for n in (1, 2, 3)}
    for name in ("清明节", "端午节", "中秋节"):
        # 中秋 2028 falls on 3 October; both names are kept, the day rests once.
        known = days.get(lunar[name])
        days[lunar[name]] = f"{known}、{name}" if known else name
    return days


def announced(day: date) -> DayInfo:
    """A day as the State Council announced it."""
    resting, name = chinese_calendar.get_holiday_detail(day)  # type: ignore[no-untyped-call]
    return DayInfo(day, not resting, _word(name, resting, day))


def _word(name: str | None, resting: bool, day: date) -> str:
    word = NAMES.get(name or "", "")
    if not word:
        return ""
    if resting:
        return word
    return f"{word}调休上班" if day.weekday() >= 5 else ""


def provisional(day: date, holidays: dict[date, str]) -> DayInfo:
    """A day of a year without a notice: weekend and statutory days rest."""
    name = holidays.get(day, "")
    return DayInfo(day, not name and day.weekday() < 5, name, "provisional")


@lru_cache(maxsize=1)
def shipped() -> dict[date, DayInfo]:
    """Every day from 2019 to 2028; the same mapping each time: do not change it."""
    days: dict[date, DayInfo] = {}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        holidays = statutory(year) if year > LAST_ANNOUNCED else {}
        day = date(year, 1, 1)
        while day.year == year:
            days[day] = announced(day) if year <= LAST_ANNOUNCED else provisional(day, holidays)
            day += timedelta(days=1)
    return days
