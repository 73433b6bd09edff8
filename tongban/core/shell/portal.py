"""The citizens' home page, a person's own page, preferences, and every error page."""

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tongban.core.shell import context
from tongban.core.shell.logs import correlation

logger = logging.getLogger(__name__)

YEAR_SECONDS = 365 * 24 * 3600

# Title and what to do, by status.
ERRORS: dict[int, tuple[Any, Any]] = {
    400: (
        gettext_lazy("这个请求有问题，系统没有办理"),
        gettext_lazy("请返回上一页检查填写的内容，去掉特殊字符后重新提交。已填的内容一般还在。"),
    ),
    403: (
        gettext_lazy("您没有权限看这一页"),
        gettext_lazy("请确认登录的是办理这件事的账号。工作人员需要由本单位管理员授予相应角色。"),
    ),
    404: (
        gettext_lazy("没有找到这一页"),
        gettext_lazy("网址可能输错了，或者这一页已经移走。可以在下面搜索要办的事，或者回到首页。"),
    ),
    405: (
        gettext_lazy("这一页不能这样打开"),
        gettext_lazy("请回到上一页，用页面上的按钮操作。"),
    ),
    409: (
        gettext_lazy("这件事刚刚被别人处理过"),
        gettext_lazy("请刷新页面，看看最新的情况，再决定下一步。"),
    ),
    413: (
        gettext_lazy("上传的内容太大"),
        gettext_lazy("请压缩照片或把文件分成几份，再分别上传。每个文件的大小上限写在上传处。"),
    ),
    429: (
        gettext_lazy("操作太频繁"),
        gettext_lazy("请等一分钟再试。"),
    ),
    500: (
        gettext_lazy("系统出了问题"),
        gettext_lazy("不是您的错，我们已经记录下来。请过几分钟再试；已经提交成功的办件不受影响。"),
    ),
    503: (
        gettext_lazy("系统正在维护"),
        gettext_lazy("请过一会儿再来。着急的事请拨打 12345。"),
    ),
}


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


def _wants_problem(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _problem(status: int, title: str, text: str) -> HttpResponse:
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": text},
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def error_page(
    request: HttpRequest,
    status: int,
    *,
    title: str = "",
    text: str = "",
    actions: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Answer with a page that says what happened and what to do.

    `title` and `text` replace the usual words for `status`; `actions` maps button texts to URLs.
    Under /api/ the answer is problem+json. The page asks no database: it must also be shown when
    that is what failed.
    """
    usual_title, usual_text = ERRORS.get(status, ERRORS[500])
    title, text = title or str(usual_title), text or str(usual_text)
    if _wants_problem(request):
        return _problem(status, title, text)
    elder = request.COOKIES.get(context.ELDER_COOKIE) == "on"
    theme = request.COOKIES.get(context.THEME_COOKIE, "auto")
    page = render_to_string(
        "shell/error.html",
        {
            "status": status,
            "title": title,
            "text": text,
            "actions": actions or {_("回到首页"): "/"},
            "request_id": correlation.get(),
            "city": context.city_name(),
            "help_phone": context.help_phone(),
            "elder": elder,
            "theme": theme if theme in context.THEMES else "auto",
        },
    )
    return HttpResponse(page, status=status)


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
