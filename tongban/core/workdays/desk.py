"""The staff's page of the working-day calendar: a year at a glance."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tongban.core.shell import clock
from tongban.core.workdays import selectors
from tongban.core.workdays.rules import Calendar, local_date


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a grid: `kind` is work, rest, holiday or makeup; `label` says all in words."""

    day: int
    kind: str
    mark: str
    label: str
    today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month: `blanks` empty cells before the 1st (Monday first), then its days."""

    number: int
    working: int
    provisional: bool
    weeks: list[list[Cell | None]]


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring days of one name: a holiday, or a weekend day that is worked."""

    first: date
    last: date
    name: str
    working: bool
    provisional: bool

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


def _staff(request: HttpRequest) -> None:
    if not getattr(getattr(request, "actor", None), "is_staff", False):
        raise PermissionDenied


@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """This year's calendar."""
    _staff(request)
    return redirect("workdays-desk-year", year=local_date(clock.now()).year)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """A year as twelve small grids; 404 for a year that the calendar does not hold."""
    _staff(request)
    calendar = selectors.calendar()
    if not calendar.first.year <= year <= calendar.last.year:
        raise Http404
    today = local_date(clock.now())
    months = [_month(calendar, year, number, today) for number in range(1, 13)]
    context = {
        "year": year,
        "months": months,
        "working": sum(month.working for month in months),
        "provisional": any(month.provisional for month in months),
        "previous": year - 1 if year > calendar.first.year else None,
        "following": year + 1 if year < calendar.last.year else None,
        "runs": _runs(calendar, year),
        "versions": selectors.versions()[:5],
    }
    return render(request, "workdays/year.html", context)


def _runs(calendar: Calendar, year: int) -> list[Run]:
    runs: list[Run] = []
    for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days):
        info = calendar.info(date(year, 1, 1) + timedelta(days=number))
        if not info.name:
            continue
        guess = info.status == "provisional"
        same = runs[-1] if runs else None
        if (
            same is not None
            and (same.name, same.working, same.provisional) == (info.name, info.working, guess)
            and same.last == info.day - timedelta(days=1)
        ):
            runs[-1] = replace(same, last=info.day)
        else:
            runs.append(Run(info.day, info.day, info.name, info.working, guess))
    return runs


def _month(calendar: Calendar, year: int, number: int, today: date) -> Month:
    first, length = monthrange(year, number)
    cells: list[Cell | None] = [None] * first
    working = 0
    for day in range(1, length + 1):
        cell = _cell(calendar, date(year, number, day), today)
        working += cell.kind in {"work", "makeup"}
        cells.append(cell)
    cells += [None] * (-len(cells) % 7)
    weeks = [cells[n : n + 7] for n in range(0, len(cells), 7)]
    provisional = calendar.provisional(date(year, number, 1), date(year, number, length))
    return Month(number, working, provisional, weeks)


def _cell(calendar: Calendar, day: date, today: date) -> Cell:
    info = calendar.info(day)
    if info.working and day.weekday() >= 5:
        kind, mark, word = "makeup", "班", "上班"
    elif info.working:
        kind, mark, word = "work", "", "工作日"
    elif info.name:
        kind, mark, word = "holiday", "休", "放假"
    else:
        kind, mark, word = "rest", "", "休息"
    guess = "（预计）" if info.status == "provisional" else ""
    label = f"{day.month}月{day.day}日 {info.name or word}{guess}"
    return Cell(day.day, kind, mark, label, day == today)
