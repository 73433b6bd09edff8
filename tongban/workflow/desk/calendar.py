"""What falls due, day by day, on the calendar of working days."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.core.accounts.requests import Request
from tongban.core.shell import clock
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import local_date
from tongban.workflow import selectors

WEEKS = 5


@require_safe
def month(request: Request) -> HttpResponse:
    """Five weeks from the week of `?from=` (else of today): each day with how much falls due, its
    to-dos one click away; days off are marked.
    """
    today = local_date(clock.now())
    try:
        start = date.fromisoformat(request.GET.get("from", ""))
        start = min(max(start, today - timedelta(days=370)), today + timedelta(days=370))
    except ValueError:
        start = today
    first = start - timedelta(days=start.weekday())
    last = first + timedelta(days=7 * WEEKS - 1)
    mine = bool(request.GET.get("mine"))
    due = selectors.falling_due(request.actor, first, last, mine=mine)
    calendar = workdays.calendar()
    days = [
        _day(first + timedelta(days=n), due, today, calendar, mine=mine) for n in range(7 * WEEKS)
    ]
    here = reverse("workflow-calendar")
    more = "&mine=on" if mine else ""
    context = {
        "weeks": [days[n : n + 7] for n in range(0, len(days), 7)],
        "list": [one for one in days if one["number"]],
        "total": _total(due.values()),
        "first": first,
        "last": last,
        "mine": "on" if mine else "",
        "earlier": f"{here}?from={first - timedelta(days=7 * WEEKS)}{more}",
        "later": f"{here}?from={last + timedelta(days=1)}{more}",
        "now_url": f"{here}?{more.lstrip('&')}" if more else here,
        "heads": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    }
    return render(request, "workflow/calendar.html", context)


def _total(numbers: Iterable[int]) -> str:
    """Give the sum; where a day was not counted to its end, as at least that many."""
    numbers = list(numbers)
    whole = sum(min(one, selectors.MOST) for one in numbers)
    if not whole:
        return ""
    return f"{whole:,}+" if max(numbers) > selectors.MOST else f"{whole:,}"


def _day(
    day: date, due: dict[date, int], today: date, calendar: Any, *, mine: bool
) -> dict[str, Any]:
    number = due.get(day, 0)
    more = "&mine=on" if mine else ""
    return {
        "day": day,
        "number": selectors.counted(number) if number else "",
        "today": day == today,
        "past": day < today,
        "off": not calendar.is_working(day),
        "url": f"{reverse('workflow-todos')}?due={day}{more}" if number else "",
    }
