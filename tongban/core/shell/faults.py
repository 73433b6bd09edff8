"""The page that says what went wrong and what to do; needs neither database nor login."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.core.shell import context
from tongban.core.shell.logs import correlation

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
