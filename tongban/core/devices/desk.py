"""窗口设备: which devices answer at this window, tried one by one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.core.accounts.requests import Request
from tongban.core.devices import permissions, requests
from tongban.core.devices.types import CAMERA, CARD, PRINTER, TITLES
from tongban.core.shell.faults import error_page

# What the desk uses, and where; a kind that no page uses is not shown.
USED = (
    (CARD, "帮办代办时读出姓名和证件号码", "identification", "请放上任意一张身份证"),
    (CAMERA, "帮办上传材料时拍摄原件", "camera", "请把一页纸放到高拍仪下"),
    (PRINTER, "在办件页打印凭证和文书", "printer", "正在试打一页"),
)


@require_safe
def index(request: Request) -> HttpResponse:
    """The page; its script asks the bridge of the computer that shows it."""
    if not permissions.may_use(request.actor):
        return error_page(request, 403)
    rows = [
        {"kind": kind, "title": TITLES[kind], "what": what, "icon": icon, "hint": hint}
        for kind, what, icon, hint in USED
    ]
    page = render(request, "devices/desk.html", {"rows": rows, **requests.bridge(request.actor)})
    return requests.opened(page, request.actor)
