"""The list of to-dos: all open tasks that the actor may take, by light, the earliest due first."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_GET

from tongban.core.accounts.types import Actor
from tongban.core.shell import clock
from tongban.workflow import handlers, ports, selectors
from tongban.workflow.selectors.todos import LIGHTS

PAGE = 50
LABELS = {"": "全部", "red": "已超期", "yellow": "将到期", "green": "正常", "paused": "暂停计时"}


@require_GET
def todos(request: HttpRequest) -> HttpResponse:
    """Show the to-dos, filtered by light, kind, role and "mine"; htmx asks for the rows alone.

    Answers 304 while nothing has changed, so that a list that refreshes stays still.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    asked = {name: request.GET.get(name, "") for name in ("light", "kind", "role", "mine")}
    chosen = {name: value for name, value in asked.items() if value}
    kind, role, mine = asked["kind"], asked["role"], bool(asked["mine"])
    light = asked["light"] if asked["light"] in LIGHTS else ""
    after = request.GET.get("after", "")
    page = selectors.todos(
        actor, now, light=light, kind=kind, mine=mine, role=role, after=after, limit=PAGE
    )
    counts = selectors.counts(actor, now, kind=kind, mine=mine, role=role)
    rows = [handlers.shown(todo, now) for todo in page.rows]
    context = {
        "rows": rows,
        "counts": counts,
        "chosen": asked,
        "tabs": [_tab(code, counts, chosen) for code in ("", *LIGHTS)],
        "light": light,
        "kinds": [("", "全部种类"), *((one.code, one.title) for one in ports.kinds.all())],
        "roles": [("", "全部角色"), *_roles(actor)],
        "next_url": _address({**chosen, "after": page.after}) if page.after else "",
        "previous_url": _address(chosen) if after else "",
        "poll_url": _address({**chosen, "after": after} if after else chosen),
    }
    partial = request.headers.get("HX-Request") == "true"
    template = "workflow/parts/todo_rows.html" if partial else "workflow/todos.html"
    response = render(request, template, context)
    if not partial:
        return response
    # Of what is shown, not of the page: a token in the frame must not make every answer new.
    state = repr([(row, todo.assignee) for row, todo in zip(rows, page.rows, strict=True)])
    etag = f'"{salted_hmac("workflow.todos", state + repr(counts)).hexdigest()}"'
    response["ETag"] = etag
    response["Vary"] = "HX-Request, Cookie"
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


def _address(query: dict[str, str]) -> str:
    address = reverse("workflow-todos")
    return f"{address}?{urlencode(query)}" if query else address


def _tab(code: str, counts: dict[str, int], chosen: dict[str, str]) -> dict[str, object]:
    query = {name: value for name, value in chosen.items() if name != "light"}
    if code:
        query["light"] = code
    return {
        "code": code,
        "label": LABELS[code],
        "url": _address(query),
        "count": counts[code or "all"],
    }


def _roles(actor: Actor) -> list[tuple[str, str]]:
    return [(role, handlers.role_title(role)) for role in sorted(actor.roles)]
