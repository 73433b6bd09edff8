"""The words of the search: synonyms, and what people looked for in vain.

The index lies below accounts and has no desk of its own; who edits its words is who keeps the
catalogue, so its pages are here.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.core.accounts.types import Actor
from tongban.core.search import permissions, selectors, services
from tongban.core.search.errors import SearchError, SynonymsUnknown
from tongban.core.search.ports import kinds
from tongban.core.search.rules import split_words
from tongban.core.shell import clock, errors_text

PAGE = 50
TRIED = 8
STATES = {"open": _("待处理"), "done": _("已处理"), "ignored": _("不用管")}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not permissions.may_edit_words(actor):
        raise PermissionDenied
    return actor


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Sets in use, one to add, and a box to try what a query becomes; a POST adds a set."""
    actor = _actor(request)
    typed = {name: request.POST.get(name, "") for name in ("words", "note")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            row = services.put_synonyms(
                actor=actor, now=clock.now(), words=split_words(typed["words"]), note=typed["note"]
            )
        except SearchError as refusal:
            errors["words"] = errors_text(refusal)
        else:
            messages.success(request, _("已定为同义词：{words}。").format(words=row.words))
            return redirect("catalogue-desk-words")
    context = {**_listed(request), **_tried(request), "typed": typed, "errors": errors}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return render(request, "catalogue/words.html", context, status=status)


def _listed(request: HttpRequest) -> dict[str, Any]:
    """A page of the sets, and the tabs above it."""
    q, removed = request.GET.get("q", "").strip()[:20], bool(request.GET.get("removed"))
    before = _number(request.GET.get("before", ""))
    rows = selectors.synonyms(q=q, removed=removed, before=before, limit=PAGE + 1)
    more = {"q": q, "removed": "1" if removed else "", "before": rows[PAGE - 1].pk} if (
        len(rows) > PAGE
    ) else {}  # fmt: skip
    return {
        "rows": rows[:PAGE],
        "q": q,
        "removed": removed,
        "gone": selectors.synonym_removed(_number(request.GET.get("gone", ""))),
        "next_url": f"?{urlencode(more)}" if more else "",
        "first_url": f"?{urlencode({'q': q})}" if before else "",
        "tabs": _tabs(),
        "tab": "removed" if removed else "words",
    }


def _tabs() -> list[dict[str, Any]]:
    address = reverse("catalogue-desk-words")
    return [
        {"code": "words", "label": _("同义词"), "url": address, "count": selectors.synonym_count()},
        {
            "code": "missed",
            "label": _("搜不到的词"),
            "url": reverse("catalogue-desk-missed"),
            "count": selectors.miss_counts()["open"],
        },
        {"code": "removed", "label": _("最近删除"), "url": f"{address}?removed=1"},
    ]


def _tried(request: HttpRequest) -> dict[str, Any]:
    """What the query in the try-it box becomes, and finds."""
    q = " ".join(request.GET.get("try", "").split())[:60]
    if not q:
        return {"tried": ""}
    found = selectors.look_up(q, limit=TRIED)
    return {
        "tried": q,
        "reading": selectors.reading(q),
        "found": found,
        "hits": [(hit, kinds.get(hit.kind).label) for hit in found.hits],
    }


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, synonyms: int) -> HttpResponse:
    """One set, to change; a POST changes it, unless somebody else did meanwhile."""
    actor, status, error = _actor(request), HTTPStatus.OK, ""
    row = _set(synonyms)
    typed = {"words": row.words, "note": row.note, "version": str(row.version)}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            services.change_synonyms(
                actor=actor,
                now=clock.now(),
                synonyms=row.pk,
                version=_number(typed["version"]),
                words=split_words(typed["words"]),
                note=typed["note"],
            )
        except SearchError as refusal:
            error, status = errors_text(refusal), HTTPStatus(refusal.status)
            row = _set(synonyms)
            typed["version"] = str(row.version)
        else:
            messages.success(request, _("已保存，下一次搜索就生效。"))
            return redirect("catalogue-desk-words")
    context = {"row": row, "typed": typed, "error": error}
    return render(request, "catalogue/words_one.html", context, status=status)


def _set(synonyms: int) -> Any:
    try:
        return selectors.synonym_set(synonyms)
    except SynonymsUnknown as unknown:
        raise Http404 from unknown


@require_POST
def remove(request: HttpRequest, synonyms: int) -> HttpResponse:
    """Take a set out of use; the list then offers to undo it."""
    try:
        services.remove_synonyms(actor=_actor(request), now=clock.now(), synonyms=synonyms)
    except SynonymsUnknown as unknown:
        raise Http404 from unknown
    return redirect(f"{reverse('catalogue-desk-words')}?gone={synonyms}")


@require_POST
def restore(request: HttpRequest, synonyms: int) -> HttpResponse:
    """Bring a removed set back."""
    try:
        row = services.restore_synonyms(actor=_actor(request), now=clock.now(), synonyms=synonyms)
    except SynonymsUnknown as unknown:
        raise Http404 from unknown
    except SearchError as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("已恢复：{words}。").format(words=row.words))
    return redirect("catalogue-desk-words")


@require_http_methods(["GET", "POST"])
def missed(request: HttpRequest) -> HttpResponse:
    """What was looked for in vain, the most frequent first; a POST says what became of one."""
    actor = _actor(request)
    error: dict[str, Any] = {}
    if request.method == "POST":
        try:
            return _settle(request, actor)
        except SearchError as refusal:
            if refusal.status == HTTPStatus.NOT_FOUND:
                raise Http404 from refusal
            error = {
                "miss": _number(request.POST.get("miss", "")),
                "means": request.POST.get("means", "")[:60],
                "text": errors_text(refusal),
            }
    state = request.GET.get("state", "")
    state = state if state in STATES else "open"
    rows = selectors.misses(state=state, after=request.GET.get("after", ""), limit=PAGE + 1)
    more = {"state": state, "after": selectors.after(rows[PAGE - 1])} if len(rows) > PAGE else {}
    counts = selectors.miss_counts()
    settled = selectors.miss(_number(request.GET.get("settled", "")))
    context = {
        "rows": rows[:PAGE],
        "error": error,
        "state": state,
        "states": [
            {"code": code, "label": label, "url": f"?state={code}", "count": counts[code]}
            for code, label in STATES.items()
        ],
        "next_url": f"?{urlencode(more)}" if more else "",
        "settled": settled if settled is not None and settled.state != "open" else None,
        "tabs": _tabs(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "catalogue/words_missed.html", context, status=status)


def _settle(request: HttpRequest, actor: Actor) -> HttpResponse:
    miss, act = _number(request.POST.get("miss", "")), request.POST.get("act", "")
    address = reverse("catalogue-desk-missed")
    if act == "synonym":
        row = services.answer_miss(
            actor=actor, now=clock.now(), miss=miss, means=request.POST.get("means", "")[:60]
        )
        messages.success(request, _("已定为同义词：{words}。").format(words=row.words))
    elif act in STATES:
        services.settle_miss(actor=actor, now=clock.now(), miss=miss, state=act)
    else:
        raise Http404
    return redirect(f"{address}?settled={miss}" if act != "open" else address)
