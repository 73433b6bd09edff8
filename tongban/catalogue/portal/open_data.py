"""The whole catalogue to take away: what it is, its terms, the files. No account is needed."""

import base64
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.catalogue.selectors import open_data
from tongban.catalogue.selectors.open_data import Dataset, Standing
from tongban.catalogue.wording import FIELDS, ROWS, SECTIONS
from tongban.catalogue.wording.open_data import HEAD, KINDS
from tongban.core.accounts.requests import count_use
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date

TAKEN_A_MINUTE = 30  # by one caller
MEDIA = {"jsonl": "application/jsonl; charset=utf-8", "csv": "text/csv; charset=utf-8"}


def files() -> list[Dataset]:
    """Return the files as they stand now."""
    now = clock.now()
    return open_data.datasets(on=local_date(now), now=now)


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the data are, their terms, fields, sizes and digests, and how to cite them."""
    by_place: dict[str, tuple[Standing, dict[str, Dataset]]] = {}
    for one in files():
        by_place.setdefault(one.standing.division, (one.standing, {}))[1][one.format] = one
    whole, _formats = by_place[""]
    context = {
        "places": [
            (standing, _shown(formats))
            for standing, formats in by_place.values()
            if standing.rows or not standing.division
        ],
        "city_code": settings.CITY,
        "whole": whole,
        "changed": whole.changed_at,
        "head": [(one, KINDS[one.kind]) for one in HEAD],
        "sections": _sections(),
        "citation": _citation(),
        "limit": TAKEN_A_MINUTE,
    }
    return render(request, "catalogue/open_data.html", context)


def _citation() -> str:
    """Return how to name the source, with the day on which it was taken."""
    return _("{city}政务服务事项目录，{day} 下载自 {address}").format(
        city=getattr(settings, "CITY_NAME", ""),
        day=local_date(clock.now()),
        address=f"{settings.SITE_URL}{reverse('catalogue-open-data')}",
    )


def _shown(formats: dict[str, Dataset]) -> list[tuple[Dataset, str, str]]:
    return [(one, open_data.FORMATS[code], url_of(one)) for code, one in formats.items()]


def url_of(one: Dataset) -> str:
    """Return the address of a file."""
    place = f"?division={one.standing.division}" if one.standing.division else ""
    return reverse("catalogue-open-file", args=[one.format]) + place


def _sections() -> list[tuple[str, list[tuple[Any, str, list[tuple[Any, str]]]]]]:
    """Return the fields by section, each with the fields of its records."""
    return [
        (
            title,
            [
                (one, KINDS[one.kind], [(row, KINDS[row.kind]) for row in ROWS.get(one.name, ())])
                for one in FIELDS
                if one.section == code
            ],
        )
        for code, title in SECTIONS.items()
    ]


@login_not_required
@require_safe
def file(request: HttpRequest, code: str) -> HttpResponseBase:
    """One file: `catalogue.jsonl?division=421202`, the whole without a division."""
    return taken(request, code, request.GET.get("division", ""))


def taken(request: HttpRequest, code: str, division: str) -> HttpResponseBase:
    """Answer with the file of a division ("" for all), in pieces; 304 where the caller has it, 404
    where there is none, 429 for whom takes too many."""
    found = next((o for o in files() if (o.format, o.standing.division) == (code, division)), None)
    if found is None:
        raise Http404(_("没有这个地方的数据。"))
    changed = found.standing.changed_at
    unchanged = get_conditional_response(
        request, etag=found.etag, last_modified=int(changed.timestamp()) if changed else None
    )
    if unchanged is not None:
        return unchanged
    count_use(request, "catalogue.open_data", most=TAKEN_A_MINUTE)
    answer = StreamingHttpResponse(_pieces(request, found), content_type=MEDIA[code])
    answer["Content-Disposition"] = f'attachment; filename="{found.name}"'
    answer["ETag"] = found.etag
    answer["Cache-Control"] = "public, max-age=0, must-revalidate"
    if changed:
        answer["Last-Modified"] = http_date(changed.timestamp())
    if found.sha256:
        digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
        answer["Repr-Digest"] = f"sha-256=:{digest}:"  # RFC 9530
    return answer


def _pieces(request: HttpRequest, found: Dataset) -> Iterator[bytes]:
    if request.method == "HEAD":
        return iter(())
    return open_data.stream(
        division=found.standing.division, on=local_date(clock.now()), code=found.format
    )
