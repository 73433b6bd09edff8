"""The staff's home page: what waits for me, by light."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.core.shell import ports
from tongban.core.shell.faults import error_page


def home(request: HttpRequest) -> HttpResponse:
    """Show the lists of waiting things and the panels of slot `desk.home`."""
    actor = getattr(request, "actor", None)
    if not getattr(actor, "grants", ()):
        return error_page(
            request,
            403,
            title="这里是工作人员的工作台",
            text="您登录的账号没有工作人员角色。办事请到“我的”；工作人员请联系本单位管理员授权。",
            actions={"我的办件": "/my/", "回到首页": "/"},
        )
    sources = [
        (source, list(source.rows(request)))
        for source in ports.todos.ordered()
        if source.visible(actor)
    ]
    return render(request, "shell/desk_home.html", {"sources": sources})
