"""Entries of one's own on the desk: a form with the checks of its code, review, entering."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue import permissions, selectors, states
from tongban.catalogue.errors import (
    CatalogueError,
    CatalogueForbidden,
    DraftConflict,
    EditionInvalid,
    EntryRefused,
)
from tongban.catalogue.models import Matter, MatterProposal
from tongban.catalogue.rules import modes
from tongban.catalogue.rules.codes import parts_of
from tongban.catalogue.selectors import above as reading
from tongban.catalogue.selectors import entries
from tongban.catalogue.selectors import proposals as found_by
from tongban.catalogue.services import proposals
from tongban.catalogue.types import Problem
from tongban.catalogue.wording import basic as wording
from tongban.core.accounts.requests import Request
from tongban.core.accounts.selectors import names_of
from tongban.core.accounts.types import Actor
from tongban.core.ledger import selectors as ledger
from tongban.core.shell import clock, errors_text
from tongban.core.shell.ports import Todo
from tongban.core.shell.templatetags.values import day

PAGE, HOME = 50, 8
TABS = (states.EDITING, states.BODY_REVIEW, states.OFFICE_REVIEW, states.PUBLISHED, states.DROPPED)
LEVELS = [(code, str(title)) for code, title in wording.LEVELS.items() if code in "3456"]
AUDIENCES = [("person", _("个人")), ("enterprise", _("企业和其他组织"))]
ACTS = {
    "submit": (proposals.submit_proposal, _("已提交，等待本部门审核。")),
    "take-back": (proposals.take_proposal_back, _("已撤回，可以继续修改。")),
    "drop": (proposals.drop_proposal, _("已放弃，目录没有变化。")),
    "pass": (proposals.pass_proposal, _("已通过，报市政务办审核。")),
    "enter": (proposals.enter_proposal, _("已录入基本目录。")),
}


@require_safe
def index(request: Request) -> HttpResponse:
    """The proposals that the reader may see, by where they stand."""
    if not permissions.works_here(request.actor):
        raise CatalogueForbidden
    state = request.GET.get("state", states.EDITING)
    state = state if state in TABS else states.EDITING
    page = found_by.proposals_in(
        request.actor, state, after=request.GET.get("after", ""), limit=PAGE
    )
    names = names_of(one.saved_by for one in page.rows)
    titles = dict(MatterProposal._meta.get_field("state").choices or ())
    context = {
        "rows": [(one, one.raw, names.get(one.saved_by, "")) for one in page.rows],
        "state": state,
        "tabs": [{"code": c, "label": titles[c], "url": f"?state={c}"} for c in TABS],
        "next_url": f"?state={state}&after={page.after}" if page.after else "",
        "may_propose": bool(bodies(request.actor)),
    }
    return render(request, "catalogue/desk/proposals.html", context)


def bodies(actor: Actor) -> list[Any]:
    """Return the bodies for which the reader may write."""
    return [one for one in selectors.bodies_of(actor) if permissions.may_edit(actor, one)]


def may_propose_change(actor: Actor, matter: Matter) -> bool:
    """Whether the reader is offered to propose a change of an entry."""
    ours = modes.may_change(settings.CATALOGUE_MODE, matter.origin)
    return ours and matter.state == states.IN_USE and bool(bodies(actor))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin a new entry, or (`?matter=`) a change of one; a POST keeps it as a draft."""
    mine = bodies(request.actor)
    if not mine:
        raise CatalogueForbidden
    code = request.GET.get("matter", "")[:20]
    matter = entries.entry(code).matter if code else None
    if matter is not None and not modes.may_change(settings.CATALOGUE_MODE, matter.origin):
        raise EntryRefused("entry_above")
    given = _typed(request.POST) if request.method == "POST" else _begun(matter, mine)
    chosen = request.POST.get("body", mine[0].code if len(mine) == 1 else "")
    errors: dict[str, str] = {}
    if request.method == "POST":
        body = next((one for one in mine if one.code == chosen), None)
        if body is None:
            errors["body"] = _("请选择由哪个机构提出。")
        else:
            try:
                proposal = proposals.propose(
                    actor=request.actor,
                    now=clock.now(),
                    organisation=body,
                    entry=given,
                    reason=request.POST.get("reason", ""),
                    matter=matter,
                )
            except CatalogueForbidden:
                raise
            except CatalogueError as refusal:
                errors["body"] = errors_text(refusal)
            else:
                return _after_save(request, proposal)
    context = _form(given, request.POST.get("reason", ""), matter) | {
        "bodies": [(one.code, one.name) for one in mine],
        "body": chosen,
        "errors": errors,
    }
    status = 422 if errors else 200
    return render(request, "catalogue/desk/proposal_form.html", context, status=status)


def _after_save(request: HttpRequest, proposal: MatterProposal) -> HttpResponse:
    """Say what is still missing, or hand it in where that was asked."""
    if request.POST.get("act") == "submit":
        return _done(request, proposal.pk, "submit")
    messages.success(request, _("已保存。"))
    return redirect("catalogue-desk-proposal", proposal.pk)


def _begun(matter: Matter | None, mine: list[Any]) -> dict[str, Any]:
    if matter is None:
        region = settings.CITY[:2]
        return {"code": region, "department": mine[0].short_name if len(mine) == 1 else ""}
    said = reading.present([matter.catalog_code])[matter.catalog_code].said
    lines = wording.basis_text(said["basis"]).splitlines()
    return {**said, "basis_lines": lines, "effective_from": ""}


def _typed(post: QueryDict) -> dict[str, Any]:
    """Return the entry as it was typed."""
    audience = post.getlist("audience")
    aliases = post.get("aliases", "").replace("，", "、").split("、")
    topics = reading.topic_names()
    return {
        "code": post.get("code", "").strip().upper()[:20],
        "name": post.get("name", "").strip()[:300],
        "type": post.get("type", "") if post.get("type", "") in wording.TYPES else "",
        "department": post.get("department", "").strip()[:60],
        "levels": "".join(sorted(set(post.getlist("levels")) & set(wording.LEVELS))),
        "person": "person" in audience,
        "enterprise": "enterprise" in audience,
        "basis_lines": [one.strip() for one in post.get("basis", "").splitlines() if one.strip()],
        "aliases": list(dict.fromkeys(one.strip()[:40] for one in aliases if one.strip())),
        "topics": [one for one in post.getlist("topics") if one in topics],
        "effective_from": _day(post.get("effective_from", "")),
    }


def _day(text: str) -> str:
    """Return a day as it was typed; "" for what is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _form(given: Mapping[str, Any], reason: str, matter: Matter | None) -> dict[str, Any]:
    return {
        "given": given,
        "reason": reason,
        "matter": matter,
        "audience": [name for name, _title in AUDIENCES if given.get(name)],
        "levels": list(given.get("levels", "")),
        "basis": "\n".join(given.get("basis_lines", ())),
        "aliases": "、".join(given.get("aliases", ())),
        "topics": given.get("topics", ()),
        "type_options": [(str(code), str(title)) for code, title in wording.TYPES.items()],
        "level_options": LEVELS,
        "audience_options": AUDIENCES,
        "topic_options": list(reading.topic_names().items()),
        "parts": wording.explained(parts_of(str(given.get("code", "")))),
        "mode": wording.MODES.get(settings.CATALOGUE_MODE, ("", "")),
        "region": settings.CITY[:2],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Request, proposal_id: int) -> HttpResponse:
    """One proposal: the form while it is written, else what it says and what may be done."""
    proposal = found_by.proposal_of(request.actor, proposal_id)
    edits = permissions.may_edit(request.actor, proposal.organisation)
    if request.method == "POST":
        typed = _typed(request.POST)
        try:
            proposal = proposals.save_proposal(
                actor=request.actor,
                now=clock.now(),
                proposal_id=proposal_id,
                entry=typed,
                reason=request.POST.get("reason", ""),
                revision=_number(request.POST.get("revision", "")),
            )
        except DraftConflict as refusal:
            who = names_of([refusal.detail["by"]]).get(refusal.detail["by"], "")
            error = _("{who}刚刚保存过这份草稿。您填的还在下面，核对以后再保存一次。").format(
                who=who
            )
            return _shown(request, proposal, given=typed, error=error, status=409)
        return _after_save(request, proposal)
    return _shown(request, proposal, edits=edits)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _shown(
    request: Request,
    proposal: MatterProposal,
    *,
    edits: bool = True,
    given: Mapping[str, Any] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    problems = found_by.problems_of(proposal) if proposal.state in states.OPEN_DRAFT else []
    writing = edits and proposal.state == states.EDITING
    entry = given if given is not None else proposal.raw
    reason = request.POST.get("reason", proposal.reason)
    context = _form(entry, reason, proposal.matter) | {
        "proposal": proposal,
        "body_name": proposal.organisation.name,
        "revision": proposal.revision,
        "problems": problems,
        "errors": _by_field(problems) if writing else {},
        "error": error,
        "timeline": _timeline(proposal),
        "acts": _acts(request.actor, proposal),
        "rows": _rows(proposal),
    }
    name = "proposal_form" if writing else "proposal"
    return render(request, f"catalogue/desk/{name}.html", context, status=status)


def _by_field(problems: list[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in problems:
        found[one.field] = (
            f"{found[one.field]}；{one.message}" if one.field in found else one.message
        )
    return found


def _acts(actor: Actor, proposal: MatterProposal) -> set[str]:
    body = proposal.organisation
    found: set[str] = set()
    if permissions.may_edit(actor, body) and proposal.state in states.OPEN_DRAFT:
        found |= {"drop"} if proposal.state == states.EDITING else {"take-back"}
    if proposal.state == states.BODY_REVIEW and permissions.may_review(actor, body):
        found |= {"own"} if proposal.submitted_by == actor.ref else {"pass", "back"}
    if proposal.state == states.OFFICE_REVIEW and permissions.may_keep(actor):
        found |= {"enter", "back"}
    return found


def _rows(proposal: MatterProposal) -> list[tuple[str, str, str]]:
    """Return what the proposal says, element by element, beside what stands there now."""
    entry, before = proposal.raw, proposal.matter
    said = reading.present([before.catalog_code])[before.catalog_code].said if before else {}
    lines = "\n".join(entry.get("basis_lines", ()))
    topics = reading.topic_names()

    def text(name: str, values: Mapping[str, Any]) -> str:
        if name == "audience":
            return "、".join(title for code, title in AUDIENCES if values.get(code))
        if name == "topics":
            return "、".join(topics.get(code, code) for code in values.get("topics") or ())
        if name == "aliases":
            return "、".join(values.get("aliases") or ())
        return wording.element_text(name, values.get(name))

    titles = {**wording.ELEMENTS, "audience": _("服务对象"), "aliases": wording.KEYS["aliases"],
              "topics": wording.KEYS["topics"]}  # fmt: skip
    return [
        (str(title), text(name, said), lines if name == "basis" else text(name, entry))
        for name, title in titles.items()
    ]


def _timeline(proposal: MatterProposal) -> list[dict[str, Any]]:
    found = ledger.timeline(f"catalogue-proposal:{proposal.pk}")
    names = names_of(one.actor for one in found)
    return [
        {"at": one.at, "title": one.text.rstrip("："), "actor": names.get(one.actor, "")}
        for one in reversed(found)
    ]


@require_POST
def act(request: Request, proposal_id: int, act: str) -> HttpResponse:
    """Submit, take back, drop, pass on, send back or enter a proposal."""
    found_by.proposal_of(request.actor, proposal_id)
    return _done(request, proposal_id, act)


def _done(request: HttpRequest, proposal_id: int, act: str) -> HttpResponse:
    given: dict[str, Any] = {
        "actor": request.actor,  # type: ignore[attr-defined]
        "now": clock.now(),
        "proposal_id": proposal_id,
    }
    try:
        if act == "back":
            proposals.send_proposal_back(**given, note=request.POST.get("note", ""))
            messages.success(request, _("已退回，编写的人会看到原因。"))
        elif act in ACTS:
            service, said = ACTS[act]
            service(**given)
            messages.success(request, said)
    except EditionInvalid as refusal:
        many = len(refusal.detail["problems"])
        messages.error(request, _("已保存，还有 {n} 处要改，改好再提交。").format(n=many))
    except CatalogueForbidden:
        raise
    except CatalogueError as refusal:
        messages.error(request, errors_text(refusal))
    return redirect("catalogue-desk-proposal", proposal_id)


def todos(request: HttpRequest) -> list[Todo]:
    """Give the proposals that wait for the reader's own act, for the desk's home page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not permissions.works_here(actor):
        return []
    return [
        Todo(
            title=str(one.raw.get("name") or _("没有名称")),
            url=reverse("catalogue-desk-proposal", args=[one.pk]),
            state="yellow" if one.state == states.EDITING else "green",
            left=_("%(day)s 起") % {"day": day(one.moved_at)},
            meta=f"{one.organisation.name} · "
            + (_("被退回") if one.state == states.EDITING else one.get_state_display()),
        )
        for one in found_by.waiting_proposals(actor, HOME)
    ]


def waits(actor: Actor) -> bool:
    """Whether any proposal waits for the reader: an empty list of them is not drawn."""
    return permissions.works_here(actor) and bool(found_by.waiting_proposals(actor, 1))
