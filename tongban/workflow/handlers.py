"""What the engine shows on the desk: to-dos on the home page, the panel of lights, the badge."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from tongban.core.accounts.rules import ROLE_TITLES
from tongban.core.accounts.types import Actor
from tongban.core.shell import clock, ports
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import left, local_date
from tongban.workflow import selectors
from tongban.workflow.selectors import Todo

_HOME = 8


def left_text(due_at: datetime, now: datetime) -> str:
    """Say how much time is left in working days, or that there is none."""
    days = left(now, local_date(due_at), workdays.calendar())
    if due_at <= now:
        return f"已超期 {-days} 个工作日" if days < 0 else "已超期"
    return f"还剩 {days} 个工作日" if days else "今天到期"


def shown(todo: Todo, now: datetime) -> ports.Todo:
    """Put a to-do into the shell's words."""
    due_at = todo.due_at
    owner = " · 已签收" if todo.assignee else ""
    return ports.Todo(
        title=todo.title,
        url=todo.url,
        number=todo.number,
        state=todo.light,
        due=f"{local_date(due_at):%m-%d}" if due_at else "",
        left=left_text(due_at, now) if due_at else "",
        meta=f"{todo.kind_title} · {todo.organisation} · {todo.step_title}{owner}",
    )


def role_title(code: str) -> str:
    """Give a role's Chinese name, or its code."""
    return ROLE_TITLES.get(code, code)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def home_rows(request: HttpRequest) -> list[ports.Todo]:
    """Give the most urgent to-dos for the desk's home page."""
    now = clock.now()
    page = selectors.todos(_actor(request), now, limit=_HOME)
    return [shown(todo, now) for todo in page.rows]


def lights(request: HttpRequest) -> dict[str, Any] | None:
    """Give the counts by light, for the panel."""
    actor = _actor(request)
    if not actor.grants:
        return None
    numbers = selectors.counts(actor, clock.now())
    return {"counts": {light: selectors.counted(number) for light, number in numbers.items()}}


def seen_by_staff(viewer: Any) -> bool:
    """Say whether the to-dos concern this viewer at all."""
    return bool(getattr(viewer, "grants", ()))


def register() -> None:
    """Plug in; called once, when the application is ready."""
    ports.menu.register(
        ports.MenuItem(
            face="desk",
            code="todos",
            label="待办",
            url_name="workflow-todos",
            icon="inbox-stack",
            order=10,
            visible=seen_by_staff,
        )
    )
    ports.menu.register(
        ports.MenuItem(
            face="desk",
            code="supervision",
            label="时限督办",
            url_name="workflow-supervision",
            icon="clock",
            order=15,
            visible=selectors.watches,
        )
    )
    ports.todos.register("workflow", "最急的待办", home_rows, order=10, url_name="workflow-todos")
    ports.panels.register("desk.home", "lights", 10, "workflow/parts/lights.html", lights)
