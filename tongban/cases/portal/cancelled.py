"""注销公告: what was cancelled, for everybody to read."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.cases.selectors import cancellation
from tongban.core.accounts.requests import Request, page_key

PAGE = 20


def panel(_request: HttpRequest) -> dict[str, Any] | None:
    """Lead from where licences are verified to the notices, where there are any."""
    return {} if cancellation.any_notice() else None


@login_not_required
@require_safe
def notices(request: Request) -> HttpResponse:
    """List the public notices, the latest first, a page at a time."""
    rows = cancellation.notices(before=page_key(request), limit=PAGE + 1)
    context = {
        "rows": rows[:PAGE],
        "next_url": f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
    }
    return render(request, "cases/cancelled.html", context)
