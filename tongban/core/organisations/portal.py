"""The public page of an organisation: where, when, and whom to call."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.core.organisations import selectors
from tongban.core.organisations.errors import UnknownOrganisation
from tongban.core.organisations.types import KINDS


@login_not_required
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """An active organisation's public fields; 404 for another."""
    try:
        organisation = selectors.get(code)
    except UnknownOrganisation:
        raise Http404 from None
    if not organisation.active:
        raise Http404
    rows = [
        ("所在地区", organisation.division.name),
        ("类别", KINDS[organisation.kind]),
        ("统一社会信用代码", organisation.uscc),
        ("地址", organisation.address),
        ("办公时间", organisation.hours),
        ("咨询电话", organisation.phone),
        ("投诉电话", organisation.complaint_phone),
    ]
    context = {"organisation": organisation, "rows": [row for row in rows if row[1]]}
    return render(request, "organisations/detail.html", context)
