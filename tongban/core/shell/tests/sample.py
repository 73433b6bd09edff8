"""Pages that show every component: rendered by tests, and served to look at the kit.

`ROOT_URLCONF` may point here; it adds /sample/, /sample/desk/ to the pages of the frame.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from tongban.core.shell import ports, urls

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

COUNTIES = [("咸安区", 812), ("赤壁市", 655), ("嘉鱼县", 421), ("通城县", 388), ("崇阳县", 367)]


def context() -> dict[str, Any]:
    """Give something for every component."""
    return {
        "now": NOW,
        "lights": ["red", "yellow", "green", "paused", "done"],
        "steps": [
            {"title": "提交申请", "state": "done", "text": "11-20"},
            {"title": "受理", "state": "done", "text": "11-20"},
            {"title": "审查", "state": "current", "text": "预计 11-26 前"},
            {"title": "领证", "state": "todo"},
        ],
        "tab_items": [
            {"code": "todo", "label": "待我办", "url": "/sample/", "count": 12},
            {"code": "all", "label": "全部", "url": "/sample/?all"},
            {"code": "late", "label": "已超期", "url": "/sample/?late", "count": 0},
        ],
        "rows": [
            ("名称", "演示餐饮店", "/sample/edit", "修改"),
            ("统一社会信用代码", "91421299MA00000000"),
            ("联系电话", "120****0001"),
        ],
        "entries": [
            {"at": NOW, "title": "审查人员开始审查", "actor": "市场监管局 · 李演示"},
            {"at": NOW, "title": "已受理", "text": "材料齐全，符合法定形式。", "actor": "综合窗口"},
            {"at": NOW, "title": "要求补正", "tone": "warn", "text": "缺少健康证明"},
        ],
        "errors": [("id_phone", "手机号应为 11 位数字"), ("", "请稍后再提交")],
        "options": [
            ("hot", "热食类食品制售", "现场加工、加热后食用"),
            ("cold", "冷食类食品制售"),
            "自制饮品制售",
        ],
        "divisions": [("421202", "咸安区"), ("421281", "赤壁市")],
        "files": [{"token": "t0", "name": "平面图.jpg", "size": 1_258_291, "url": "/files/t0/"}],
        "columns": ["县（市、区）", ("办件量", "num"), ("按时率", "num")],
        "table": [(name, count, "98.5%") for name, count in COUNTIES],
        "option": {
            "xAxis": {"type": "category", "data": [name for name, _ in COUNTIES]},
            "yAxis": {"type": "value"},
            "series": [{"type": "bar", "name": "办件量", "data": [n for _, n in COUNTIES]}],
        },
        "todos": [
            ports.Todo("食品经营许可（新办）演示店", "/", "XN2026…0123", state, due, left, meta)
            for state, due, left, meta in [
                ("red", "11-20", "已超期 1 个工作日", "市场监管局 · 审查"),
                ("yellow", "11-24", "还剩 1 个工作日", "市场监管局 · 审查"),
                ("green", "12-01", "还剩 6 个工作日", "综合窗口 · 受理"),
                ("paused", "", "等待申请人补正", "综合窗口 · 补正"),
                ("done", "11-18", "提前 3 天办结", "市场监管局 · 领证"),
            ]
        ],
    }


def _render(name: str, request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string((HERE / name).read_text())
    return HttpResponse(template.render(context(), request))


@login_not_required
def portal(request: HttpRequest) -> HttpResponse:
    return _render("portal_sample.html", request)


@login_not_required
def desk(request: HttpRequest) -> HttpResponse:
    return _render("desk_sample.html", request)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError("on purpose")


@login_not_required
def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@login_not_required
def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse("好")


urlpatterns = [
    *urls.plain,
    *urls.portal,
    path("sample/", portal),
    path("sample/desk/", desk),
    path("sample/broken", broken),
    path("sample/forbidden", forbidden),
    path("sample/echo", echo),
    path("api/v1/echo", echo),
    path("desk/", include(urls.desk)),
]
handler400 = "tongban.core.shell.portal.error_400"
handler403 = "tongban.core.shell.portal.error_403"
handler404 = "tongban.core.shell.portal.error_404"
handler500 = "tongban.core.shell.portal.error_500"
