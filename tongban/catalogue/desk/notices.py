"""Changes from above on the desk: what was taken at once, what is asked, what must be mended."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.catalogue import permissions, selectors, states, wording
from tongban.catalogue.errors import CatalogueForbidden, DraftRefused
from tongban.catalogue.selectors import NoticeRead
from tongban.catalogue.services import following
from tongban.core.accounts.requests import Request
from tongban.core.accounts.types import Actor
from tongban.core.shell import clock, errors_text
from tongban.core.shell.ports import Todo
from tongban.core.shell.templatetags.values import day

PAGE, HOME = 50, 8
TONES = {"asked": "warn", "taken": "good", "kept": "neutral", "settled": "good"}


@require_safe
def index(request: Request) -> HttpResponse:
    """List the changes from above that reached the reader's bodies; those that wait by default."""
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden
    state = request.GET.get("state", states.ASKED)
    state = state if state in states.NOTICE or state == "all" else states.ASKED
    found = selectors.notices_of(
        request.actor,
        state="" if state == "all" else state,
        after=request.GET.get("after", ""),
        limit=PAGE,
    )
    query = request.GET.copy()
    query["after"] = found.after
    context = {
        "rows": [(one, TONES[one.state]) for one in found.rows],
        "tabs": [
            {"code": code, "label": title, "url": f"?state={code}"}
            for code, title in (*states.NOTICE.items(), ("all", _("全部")))
        ],
        "state": state,
        "next_url": f"?{query.urlencode()}" if found.after else "",
    }
    return render(request, "catalogue/desk/notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Request, notice_id: int) -> HttpResponse:
    """One change: what stood above, what the list says, what stands above now; a POST answers."""
    read = selectors.notice_of(request.actor, notice_id)
    if request.method != "POST":
        return _shown(request, read)
    take = request.POST.getlist("take") if request.POST.get("act") == "take" else []
    if request.POST.get("act") == "take" and not take:
        messages.error(request, _("请先勾选要采用的要素。"))
        return _shown(request, read, status=422)
    if not take and not read.settled:
        messages.error(request, _("还有要改的地方，请先发布改好的新版本。"))
        return _shown(request, read, status=409)
    try:
        draft = following.take_up(
            actor=request.actor, now=clock.now(), notice_id=notice_id, take=take
        )
    except DraftRefused as refusal:
        messages.error(request, errors_text(refusal))
        return _shown(request, read, status=409)
    if draft is None:
        messages.success(request, _("已处理，清单保留本地内容。"))
        return redirect("catalogue-desk-notice", notice_id)
    messages.success(request, _("已写进草稿，请检查后提交审核。"))
    return redirect("catalogue-desk-draft", draft.pk)


def _shown(request: Request, read: NoticeRead, status: int = 200) -> HttpResponse:
    notice, content = read.notice, read.notice.content
    old, new = (read.former.suggested if read.former else {}), notice.version.suggested
    names = wording.names_of(read.mine, new, old)

    def said(values: Any, name: str) -> str:
        return wording.said(name, values.get(name), names)

    context = {
        "notice": notice,
        "implementation": notice.implementation,
        "matter": notice.implementation.matter,
        "organisation": notice.implementation.organisation,
        "tone": TONES[notice.state],
        "taken": [wording.label(name) for name in content.get("taken", ())],
        "asked": [
            (name, wording.label(name), said(old, name), said(read.mine, name), said(new, name))
            for name in content.get("asked", ())
        ],
        "problems": [
            (wording.label(field, names), text) for field, text in content.get("problems", ())
        ],
        "ended": content.get("ended"),
        "is_ended": "ended" in content,
        "newest": read.newest,
        "settled": read.settled,
        "waits": notice.state == states.ASKED,
        "may_edit": permissions.may_edit(request.actor, notice.implementation.organisation),
        "may_publish": permissions.may_publish(request.actor, notice.implementation),
    }
    return render(request, "catalogue/desk/notice.html", context, status=status)


def todos(request: HttpRequest) -> list[Todo]:
    """Give the changes from above that wait for the reader's own act, for the desk's home page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return [
        Todo(
            title=one.implementation.matter.name,
            url=reverse("catalogue-desk-notice", args=[one.pk]),
            state="yellow",
            left=_("%(day)s 起") % {"day": day(one.at)},
            meta=f"{one.implementation.organisation.name} · {_kind(one.content)}",
        )
        for one in selectors.waiting_notices(actor, HOME)
    ]


def waits(actor: Actor) -> bool:
    """Whether any change waits for the reader: an empty list of them is not drawn."""
    return permissions.works_here(actor) and bool(selectors.waiting_notices(actor, 1))


def _kind(content: Mapping[str, Any]) -> str:
    """Say in a word what is asked."""
    if "ended" in content:
        return _("上级已取消，清单要取消")
    return (
        _("统一要素改了，清单要改正")
        if content.get("problems")
        else _("建议内容改了，请看要不要采用")
    )
