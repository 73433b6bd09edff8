"""The citizens' home page, a person's own page, preferences, and every error page."""

import logging
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.core.shell import context
from tongban.core.shell.faults import error_page

logger = logging.getLogger(__name__)

YEAR_SECONDS = 365 * 24 * 3600


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page: search and the panels of slot `portal.home`."""
    return render(request, "shell/home.html")


def my_home(request: HttpRequest) -> HttpResponse:
    """Show a person's own page: the panels of slot `my.home`."""
    return render(request, "shell/my.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement 网站无障碍声明."""
    return render(request, "shell/accessibility.html")


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep `theme` (auto, light, dark) or `elder` (on, off) in a cookie and go back."""
    back = request.POST.get("next") or urlsplit(request.headers.get("Referer", "")).path
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    response = HttpResponseRedirect(back if safe else "/")
    theme, elder = request.POST.get("theme"), request.POST.get("elder")
    if theme in context.THEMES:
        _keep(request, response, context.THEME_COOKIE, theme)
    if elder in ("on", "off"):
        _keep(request, response, context.ELDER_COOKIE, elder)
    return response


def _keep(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )


@login_not_required
def error_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400)


@login_not_required
def error_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


@login_not_required
def error_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


@login_not_required
def error_500(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret is missing or old; it happens to honest people after a login."""
    logger.warning("csrf refused: %s", reason)
    return error_page(
        request,
        403,
        title=_("这一页打开得太久了"),
        text=_(
            "为了安全，系统没有接收这次提交。请返回上一页，刷新后再提交一次；"
            "如果一直这样，请在浏览器设置里允许本网站使用 Cookie。"
        ),
    )
