"""Which kinds of licence there are, what stands on each, and what each said before: open to all."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.licences import selectors
from tongban.licences.errors import UnknownType
from tongban.licences.schemas import type_lines, type_shown


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All types, by code."""
    rows = [type_shown(row) for row in selectors.types()]
    return render(request, "licences/types.html", {"rows": rows})


@login_not_required
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """A type's newest version, or with `?version=` an earlier one; its versions below."""
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else None
    try:
        version = selectors.type_version(code, number)
    except UnknownType as error:
        raise Http404 from error
    context = type_shown(version.type) | {
        "version": version,
        "lines": type_lines(version),
        "versions": selectors.type_versions(code),
        "current": version.number == version.type.version,
    }
    return render(request, "licences/type.html", context)
