"""The list of to-dos: all open tasks that the actor may take, by light, the earliest due first;
one's own filters; many of them done at once.
"""

from datetime import date
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import Actor
from tongban.core.shell import clock, errors_text
from tongban.lib.errors import Refusal
from tongban.workflow import handlers, ports, selectors, services
from tongban.workflow.errors import Invalid
from tongban.workflow.models import SavedFilter
from tongban.workflow.schemas import DIGITS, number
from tongban.workflow.selectors.todos import LIGHTS

PAGE = 50
LABELS = {"": "全部", "red": "已超期", "yellow": "将到期", "green": "正常", "paused": "暂停计时"}
FILTERS = ("light", "kind", "role", "mine", "due")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def day(text: str) -> date | None:
    """Read a day; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
def todos(request: HttpRequest) -> HttpResponse:
    """Show the to-dos, filtered by light, kind, role, day and "mine"; htmx asks for the rows alone.

    Answers 304 while nothing has changed, so that a list that refreshes stays still.
    """
    actor = _actor(request)
    now = clock.now()
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    due = day(asked["due"])
    asked["due"] = due.isoformat() if due else ""
    chosen = {name: value for name, value in asked.items() if value}
    kind, role, mine = asked["kind"], asked["role"], bool(asked["mine"])
    light = asked["light"] if asked["light"] in LIGHTS else ""
    after = request.GET.get("after", "")
    page = selectors.todos(
        actor, now, light=light, kind=kind, mine=mine, role=role, due=due, after=after, limit=PAGE
    )
    counts = selectors.counts(actor, now, kind=kind, mine=mine, role=role)
    rows = [handlers.shown(todo, now) for todo in page.rows]
    context = {
        "rows": [
            (row, f"{todo.item}:{todo.task}") for row, todo in zip(rows, page.rows, strict=True)
        ],
        "total": selectors.counted(counts["all"]),
        "chosen": asked,
        "tabs": [_tab(code, counts, chosen) for code in ("", *LIGHTS)],
        "light": light,
        "due": due,
        "kinds": [("", "全部种类"), *((one.code, one.title) for one in ports.kinds.all())],
        "roles": [("", "全部角色"), *_roles(actor)],
        "next_url": _address({**chosen, "after": page.after}) if page.after else "",
        "previous_url": _address(chosen) if after else "",
        "poll_url": _address({**chosen, "after": after} if after else chosen),
    }
    partial = request.headers.get("HX-Request") == "true"
    if not partial:
        return render(request, "workflow/todos.html", context | _tools(actor, chosen))
    response = render(request, "workflow/parts/todo_rows.html", context)
    # Of what is shown, not of the page: a token in the frame must not make every answer new.
    state = repr([(row, todo.assignee) for row, todo in zip(rows, page.rows, strict=True)])
    etag = f'"{salted_hmac("workflow.todos", state + repr(counts)).hexdigest()}"'
    response["ETag"] = etag
    response["Vary"] = "HX-Request, Cookie"
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


def _tools(actor: Actor, chosen: dict[str, str]) -> dict[str, object]:
    """Give what stands around the rows: saved filters, and to whom one may hand on."""
    saved = SavedFilter.objects.visible_to(actor)
    here = urlencode(chosen)
    colleagues = (
        accounts.colleagues_of(actor.account_id, now=clock.now()) if actor.account_id else []
    )
    address = reverse("workflow-todos")
    return {
        "saved": [(one, f"{address}?{one.query}", one.query == here) for one in saved],
        "query": here,
        "colleagues": [("", "转给……"), *((one.pk, one.name) for one in colleagues)],
        "supervises": selectors.watches(actor),
    }


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
        "count": selectors.counted(counts[code or "all"]),
    }


def _roles(actor: Actor) -> list[tuple[str, str]]:
    return [(role, handlers.role_title(role)) for role in sorted(actor.roles)]


# --- many at once ---------------------------------------------------------------------------------


@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """Do one act to everything that is ticked, and say what could not be done and why."""
    act, picked = request.POST.get("act", ""), _picked(request)
    if not picked:
        messages.error(request, errors_text(Invalid("nothing_picked")))
        return redirect("workflow-todos")
    try:
        results = services.batch(
            actor=_actor(request),
            now=clock.now(),
            act=act,
            tasks=picked,
            assignee=number(request.POST, "assignee") or None,
            reason=request.POST.get("reason", "").strip()[:300],
        )
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
        return redirect("workflow-todos")
    failed = [(one, errors_text(one.refusal)) for one in results if one.refusal is not None]
    context = {
        "act": services.BATCH_ACTS[act],
        "done": [one for one in results if one.refusal is None],
        "failed": failed,
        "back": reverse("workflow-todos"),
    }
    return render(request, "workflow/batch.html", context)


def _picked(request: HttpRequest) -> list[tuple[int, int]]:
    found = []
    for text in request.POST.getlist("pick"):
        item, _colon, task = text.partition(":")
        if all(key.isascii() and key.isdecimal() and len(key) < DIGITS for key in (item, task)):
            found.append((int(item), int(task)))
    return found


# --- one's own filters ----------------------------------------------------------------------------


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filter that is shown under a name."""
    pairs = [
        (name, value) for name, value in parse_qsl(request.POST.get("query", "")) if name in FILTERS
    ]
    query = urlencode(pairs)
    try:
        services.save_filter(
            actor=_actor(request), now=clock.now(), name=request.POST.get("name", ""), query=query
        )
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("已保存筛选。"))
    return redirect(f"{reverse('workflow-todos')}?{query}" if query else "workflow-todos")


@require_POST
def remove(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Take a filter away."""
    row = services.remove_filter(actor=_actor(request), now=clock.now(), filter_id=filter_id)
    if row is not None:
        messages.success(request, _("已删除筛选“{name}”。").format(name=row.name))
    return redirect("workflow-todos")
