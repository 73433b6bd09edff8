"""What machines ask: is it alive, and how busy is it."""

import logging
import math
import tempfile
from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from tongban.core.shell import ports

logger = logging.getLogger(__name__)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("healthz: database")
        return "failed"
    return "ok"


def _disk() -> str:
    try:
        folder = settings.MEDIA_ROOT
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError:
        logger.exception("healthz: disk")
        return "failed"
    return "ok"


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and files can be written, else 503; JSON says which."""
    checks = {"database": _database(), "disk": _disk()}
    healthy = all(result == "ok" for result in checks.values())
    return JsonResponse(
        {"status": "ok" if healthy else "failed", "checks": checks},
        status=200 if healthy else 503,
        headers={"Cache-Control": "no-store"},
    )


def _lines(gauge: ports.Gauge) -> list[str]:
    value = gauge.read()
    name = f"tongban_{gauge.name}"
    lines = [f"# HELP {name} {gauge.help}", f"# TYPE {name} gauge"]
    if isinstance(value, Mapping):
        lines += [f"{name}{{{label}}} {_number(each)}" for label, each in value.items()]
    else:
        lines.append(f"{name} {_number(value)}")
    return lines


def _number(value: float) -> str:
    return "NaN" if math.isnan(value) else f"{value:g}" if value < 1e15 else f"{value:.0f}"


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give every registered gauge in the Prometheus text format; a gauge that fails is left out."""
    lines: list[str] = []
    for gauge in sorted(ports.gauges, key=lambda each: each.name):
        try:
            lines += _lines(gauge)
        except Exception:
            logger.exception("gauge %s failed", gauge.name)
    return HttpResponse(
        "\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8"
    )
