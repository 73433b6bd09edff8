"""The desk's pages: what is to be typed in elsewhere, its receipt numbers, and the systems."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.cases.selectors import carrying
from tongban.core.accounts.requests import Request
from tongban.core.accounts.selectors import entries_of
from tongban.core.accounts.types import Actor
from tongban.core.figures import selectors as values
from tongban.core.figures.rules import compute, text
from tongban.core.figures.types import Figure, Parts, Period
from tongban.core.shell import clock, errors_text
from tongban.core.shell.faults import error_page
from tongban.core.shell.ports import Todo
from tongban.lib.errors import Refusal
from tongban.lib.keys import key_of
from tongban.reentry import figures, permissions, rules, selectors
from tongban.reentry.models import System
from tongban.reentry.services import packs, receipts
from tongban.reentry.services import systems as registry
from tongban.workflow import selectors as engine

PAGE = 50
SCREEN = 5
TABS = {"waiting": "待录入", "done": "已录入", "all": "按受理时间"}
SHARES: tuple[str | tuple[str, str], ...] = (
    "机构",
    ("受理", "num"),
    ("要二次录入", "num"),
    ("二次录入率", "num"),
    ("要录入（次）", "num"),
    ("已有回执", "num"),
    ("回执录入率", "num"),
)
TEXTS = ("name", "keeper", "address", "pattern", "sample", "note")


def todos(request: HttpRequest) -> list[Todo]:
    """Give the oldest cases that the viewer is to type in elsewhere."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    return [
        Todo(
            title=row.case.item.title,
            url=f"{reverse('cases-desk-detail', args=[row.case.item.number])}#reentry",
            number=row.case.item.number,
            state="yellow" if row.timing == "before" else "green",
            left=f"受理后 {rules.waited(row.accepted_at, now)} 天",
            meta=row.system.name,
        )
        for row in selectors.mine(actor, SCREEN)
    ]


def case_panel(request: HttpRequest) -> dict[str, Any] | None:
    """The panel on the page of a case: its systems, their receipt numbers; None without any."""
    case = getattr(request, "case", None)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if case is None or not permissions.may_list(actor):
        return None
    shown = selectors.of_case(actor, case, clock.now())
    if not shown:
        return None
    takes = next((one for one in shown if one.may_take), None)
    # The values to copy are there when the page shows them anyway, for a reason that is recorded.
    fields = carrying.fields(case) if takes and getattr(request, "case_clear", False) else []
    return {"duties": shown, "takes": takes, "fields": fields, "number": case.item.number}


@require_safe
def index(request: Request) -> HttpResponse:
    """What waits, the oldest acceptance first, or what was typed in, the latest first; by body."""
    if not permissions.may_list(request.actor):
        return error_page(request, 403)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "waiting"
    body = key_of(request.GET.get("body", ""))
    sought = request.GET.get("q", "").replace("\x00", "").strip()[:64]
    after = request.GET.get("after", "")
    now = clock.now()
    period = _period(request)
    if tab == "done":
        page = selectors.done(request.actor, body=body, text=sought, after=after, limit=PAGE)
    elif tab == "all":
        span = engine.span_of(period, now)
        page = selectors.every(request.actor, span, now, body=body, after=after, limit=PAGE)
    else:
        page = selectors.waiting(request.actor, body=body, after=after, limit=PAGE)
    query = request.GET.copy()
    query["after"] = page.next
    base = reverse("reentry-list")
    context = {
        "tab": tab,
        "tabs": [
            {"code": code, "label": title, "url": f"{base}?tab={code}"}
            for code, title in TABS.items()
        ],
        "rows": [(row, rules.waited(row.accepted_at, row.entered_at or now)) for row in page.rows],
        "bodies": [
            ("", "全部机构"),
            *((str(key), name) for key, name in _bodies(request, tab, period, now)),
        ],
        "period": period,
        "periods": list(engine.PERIODS.items()),
        "body": str(body) if body else "",
        "q": sought,
        "next_url": f"?{query.urlencode()}" if page.next else "",
        "keeps": permissions.keeps(request.actor),
        "reads": permissions.reads(request.actor),
    }
    return render(request, "reentry/list.html", context)


def _bodies(request: Request, tab: str, period: str, now: datetime) -> list[tuple[int, str]]:
    if tab == "waiting":
        found = selectors.bodies(request.actor)
        return [(key, f"{name}（{number}）") for key, name, number in found]
    if tab == "all":
        lines = selectors.shares(request.actor, engine.span_of(period, now), now)
        return [(one.body, f"{one.name}（{one.duties}）") for one in lines]
    return []


def _period(request: Request) -> str:
    given = request.GET.get("period", "")
    return given if given in engine.PERIODS else "month"


@require_safe
def share(request: Request) -> HttpResponse:
    """二次录入率 of the city and of each body, each number with its rows."""
    if not permissions.reads(request.actor):
        return error_page(request, 403)
    now, period = clock.now(), _period(request)
    span = engine.span_of(period, now)
    days = Period(span.first, span.last)
    lines = selectors.shares(request.actor, span, now)
    context = {
        "rate": values.value("reentry.rate", at=now, period=days),
        "entered": values.value("reentry.entered", at=now, period=days),
        "basis": f"二次录入率：{figures.RATE.basis}。回执录入率：{figures.ENTERED.basis}。",
        "columns": SHARES,
        "table": [_line(line, period) for line in lines],
        "period": period,
        "periods": list(engine.PERIODS.items()),
        "span": span,
    }
    return render(request, "reentry/share.html", context)


def _line(line: selectors.Share, period: str) -> list[Any]:
    rows = f"{reverse('reentry-list')}?tab=all&period={period}&body={line.body}"
    return [
        line.name,
        line.accepted,
        format_html('<a href="{}">{}</a>', rows, line.cases),
        _percent(figures.RATE, line.cases, line.accepted),
        line.duties,
        line.entered,
        _percent(figures.ENTERED, line.entered, line.duties),
    ]


def _percent(figure: Figure, part: int, whole: int) -> str:
    return text(figure, compute(figure, Parts(part, whole)))


@require_safe
def detail(request: Request, key: int) -> HttpResponse:
    """One case in one system: where it stands, and the form for its number."""
    return _show(request, key)


def _show(request: Request, key: int, status: int = 200, **more: Any) -> HttpResponse:
    number, shown = selectors.duty(request.actor, key, clock.now())
    context = {"duty": shown, "case_number": number, **more}
    return render(request, "reentry/detail.html", context, status=status)


@require_POST
def enter(request: Request, key: int) -> HttpResponse:
    """Enter a receipt number; who came second is shown what stands there."""
    sent = request.POST.get("number", "").replace("\x00", "")
    try:
        row = receipts.enter(actor=request.actor, now=clock.now(), key=key, number=sent)
    except Refusal as refusal:
        return _refused(request, key, refusal, sent=sent)
    messages.success(request, _("回执号 %(number)s 已录入。") % {"number": row.number})
    return redirect(_case(row.case.item.number))


@require_POST
def take(request: Request, key: int) -> HttpResponseBase:
    """Give the pack; who took it along is written down."""
    try:
        name, content = packs.take(actor=request.actor, now=clock.now(), key=key)
    except Refusal as refusal:
        return _refused(request, key, refusal)
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")


@require_POST
def correct(request: Request, key: int) -> HttpResponse:
    """Correct a receipt number; the former one is kept."""
    sent, seen, reason = (
        request.POST.get(name, "").replace("\x00", "") for name in ("number", "seen", "reason")
    )
    try:
        row = receipts.correct(
            actor=request.actor, now=clock.now(), key=key, number=sent, seen=seen, reason=reason
        )
    except Refusal as refusal:
        return _refused(request, key, refusal, sent=sent, reason=reason, correcting=True)
    messages.success(request, _("回执号已更正为 %(number)s。") % {"number": row.number})
    return redirect(_case(row.case.item.number))


def _refused(request: Request, key: int, refusal: Refusal, **sent: Any) -> HttpResponse:
    if refusal.status in {403, 404}:
        return error_page(request, refusal.status, text=errors_text(refusal))
    errors = {refusal.field or "number": errors_text(refusal)}
    return _show(request, key, status=refusal.status, errors=errors, **sent)


def _case(number: str) -> str:
    return f"{reverse('cases-desk-detail', args=[number])}#reentry"


@require_safe
def systems(request: Request) -> HttpResponse:
    """Every outside system, with what waits for it."""
    if not permissions.keeps(request.actor):
        return error_page(request, 403)
    return render(request, "reentry/systems.html", {"systems": selectors.systems()})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Register a system."""
    if not permissions.keeps(request.actor):
        return error_page(request, 403)
    if request.method != "POST":
        return _form(request, None, {"active": True}, {})
    code = request.POST.get("code", "").strip()
    try:
        registry.add(actor=request.actor, now=clock.now(), code=code, about=_about(request))
    except Refusal as refusal:
        errors = {refusal.field: errors_text(refusal)}
        return _form(request, None, request.POST, errors, refusal.status)
    messages.success(request, _("已登记。事项的实施清单里可以选这个系统了。"))
    return redirect("reentry-systems")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, key: int) -> HttpResponse:
    """Change what is said of a system."""
    if not permissions.keeps(request.actor):
        return error_page(request, 403)
    row = selectors.system(key)
    if request.method != "POST":
        said = {name: getattr(row, name) for name in (*TEXTS, "interface", "active")}
        return _form(request, row, said, {})
    try:
        registry.change(actor=request.actor, now=clock.now(), key=key, about=_about(request))
    except Refusal as refusal:
        errors = {refusal.field: errors_text(refusal)}
        return _form(request, row, request.POST, errors, refusal.status)
    messages.success(request, _("已保存。"))
    return redirect("reentry-systems")


def _about(request: Request) -> registry.About:
    texts = {name: request.POST.get(name, "").strip() for name in TEXTS}
    return registry.About(
        **texts,
        interface=bool(request.POST.get("interface")),
        active=bool(request.POST.get("active")),
    )


def _form(
    request: Request, row: System | None, said: Any, errors: dict[str, str], status: int = 200
) -> HttpResponse:
    history = entries_of(row.subject) if row else []
    context = {"row": row, "said": said, "errors": errors, "history": history}
    return render(request, "reentry/system.html", context, status=status)
