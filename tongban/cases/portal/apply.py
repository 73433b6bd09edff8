"""Applying, step by step.

The way of an application has four pages (情形, 填表, 材料, 核对), and one before them where it is
about a licence (证照); each saved as it is typed, each reachable at any time; only submitting
checks everything, and sends one back to the first page that has something to mend.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.cases.errors import DraftGone, EditionChanged, Incomplete
from tongban.cases.models import Channel, Draft
from tongban.cases.portal import about
from tongban.cases.rules import deferrable
from tongban.cases.selectors import custody, rows
from tongban.cases.selectors.beside import beside_draft
from tongban.cases.services import commitment, drafts, intake
from tongban.catalogue.errors import MatterNotInForce
from tongban.core.accounts.requests import Request
from tongban.core.devices import requests as devices
from tongban.core.files import selectors as stored_files
from tongban.core.params import selectors as params
from tongban.core.shell import clock, errors_text
from tongban.core.shell.faults import error_page
from tongban.core.workdays.rules import local_date
from tongban.forms import rules as forms
from tongban.forms import selectors as forms_selectors
from tongban.forms.types import FieldError, Prefilled
from tongban.parties.selectors import identity_of, parties_i_may_act_for

if TYPE_CHECKING:
    from tongban.catalogue.types import Skipped
    from tongban.parties.models import Party

PAGES = (
    ("licence", "选择证照"),
    ("questions", "选择情形"),
    ("form", "填写表单"),
    ("materials", "上传材料"),
    ("check", "核对提交"),
)
QUESTION, MATERIAL = "question:", "material:"
MISSING = object()
NAME_MOST = 80


def fragment(request: Request) -> bool:
    """Say whether only the changed part of the page is asked for."""
    return request.headers.get("HX-Request") == "true"


def begin(request: Request, task_code: str) -> HttpResponse:
    """Begin, or take up again, an application for a matter."""
    try:
        draft = drafts.open_draft(actor=request.actor, now=clock.now(), task_code=task_code)
    except MatterNotInForce as refusal:
        return error_page(request, 409, title=_("现在不能申请"), text=errors_text(refusal))
    first = "questions" if draft.edition.parsed.questions else "form"
    if about.asks(draft.edition):
        chosen = about.taken_up(request, draft)  # by the wallet's button: one press
        first = first if chosen else "licence"
    return redirect("cases-apply", token=draft.token, page=first)


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: Request, token: str, page: str) -> HttpResponse:
    """Show a page of the application; a POST keeps what it holds and goes on to the next."""
    draft = rows.draft(request.actor, token)
    if draft.case is not None:
        return redirect("cases-my-detail", number=draft.case.item.number)
    if request.method == "POST":
        keep(request, draft, page)
        if page == "licence" and (missing := about.missing(request, draft)):
            return show(request, rows.draft(request.actor, token), page, missing)
        if fragment(request):
            return show(request, rows.draft(request.actor, token), page)
        return redirect("cases-apply", token=token, page=following(draft, page, request.POST))
    return show(request, draft, page)


@require_POST
def save(request: Request, token: str, page: str) -> HttpResponse:
    """Keep what was typed so far (called while typing); 204."""
    draft = rows.draft(request.actor, token)
    keep(request, draft, page)
    return HttpResponse(status=204)


def keep(request: Request, draft: Draft, page: str) -> None:
    """Write down what the page holds."""
    now, post = clock.now(), request.POST
    former: dict[str, Any] = {}
    if (
        draft.channel != Channel.HALL
        and "applicant" in post
        and post["applicant"].isdecimal()
        and len(post["applicant"]) < 19
    ):
        chosen = int(post["applicant"])
        if chosen != draft.applicant_id:
            former = {key: one.value for key, one in known(request, draft).items()}
            drafts.apply_as(actor=request.actor, now=now, token=draft.token, party=chosen)
    if page == "licence":
        about.keep(request, draft)
    elif page == "questions":
        answers = {
            name.removeprefix(QUESTION): str(value)
            for name, value in post.items()
            if name.startswith(QUESTION)
        }
        drafts.save(actor=request.actor, now=now, token=draft.token, answers=answers)
    elif page == "form":
        wanted, _received = rows.asked_of(draft, now=now)
        data = forms.parse(wanted.form, post)
        # What was only known of the former applicant must not stay as if it had been typed.
        data = {key: value for key, value in data.items() if former.get(key, MISSING) != value}
        drafts.save(actor=request.actor, now=now, token=draft.token, data=data)
    elif page == "materials":
        drafts.keep_files(
            actor=request.actor, now=now, token=draft.token, given=files_in(draft, post)
        )
        if "shown-defers" in post:  # a box that is not ticked sends nothing
            ticked = post.get("defers") == "1"
            drafts.save(actor=request.actor, now=now, token=draft.token, defers=ticked)


def known(request: Request, draft: Draft) -> Mapping[str, Prefilled]:
    """Return what is known of the applicant for the draft's form, each with its source."""
    wanted, _received = rows.asked_of(draft, now=clock.now())
    subject = f"party:{draft.applicant_id}" if draft.applicant_id else ""
    found = forms_selectors.prefill(wanted.form, actor=request.actor, subject=subject)
    if draft.channel == Channel.HALL and draft.applicant is not None:
        found |= at_the_counter(wanted.form, draft.applicant)
    return {**about.known(draft, wanted.form), **found}


def at_the_counter(schema: Mapping[str, Any], party: "Party") -> dict[str, Prefilled]:
    """Return what the window has typed of who stands there; a clerk reads nothing else of them."""
    said, source = identity_of(party), _("窗口核验证件")
    return {
        key: Prefilled(said[prop["x-element"]], source)
        for key, prop in schema["properties"].items()
        if prop["x-role"] == "applicant" and prop["x-element"] in said
    }


def files_in(draft: Draft, post: QueryDict) -> dict[str, list[str]]:
    """Return the file tokens by material that a materials page sent; one without any has none."""
    return {
        material.code: post.getlist(f"{MATERIAL}{material.code}")
        for material in draft.edition.parsed.materials
        if f"{MATERIAL}{material.code}" in post or f"shown:{material.code}" in post
    }


def following(draft: Draft, page: str, post: QueryDict) -> str:
    """Return the page to go to: the one a button names, else the next."""
    codes = [code for code, _title in PAGES]
    if (chosen := str(post.get("goto", ""))) in codes:
        return chosen
    place = codes.index(page) + 1
    if page == "licence" and not draft.edition.parsed.questions:
        place += 1
    return codes[min(place, len(codes) - 1)]


def show(
    request: Request, draft: Draft, page: str, errors: list[tuple[str, str, str]] | None = None
) -> HttpResponse:
    """Draw one page of the application, with errors at their places."""
    now = clock.now()
    wanted, received = rows.asked_of(draft, now=now)
    committed = commitment.chosen(draft.edition.parsed, wanted)
    found = errors or []
    left_out = {"questions"} if not wanted.questions else set()
    left_out |= set() if about.asks(draft.edition) else {"licence"}
    codes = [code for code, _title in PAGES if code not in left_out]
    context: dict[str, Any] = {
        "draft": draft,
        "page": page,
        "matter": draft.edition.implementation.matter,
        "implementation": draft.edition.implementation,
        "content": draft.edition.parsed,
        "asked": wanted,
        "answers": received.answers,
        "data": received.data,
        "prefill": known(request, draft),
        "steps": way(codes, page),
        "number": codes.index(page) + 1 if page in codes else 1,
        "of": len(codes),
        "field_errors": [FieldError(*error) for error in found if ":" not in error[0]],
        "errors": found,
        "by_place": {place: sentence for place, _code, sentence in found},
        "assisted": draft.channel == Channel.HALL,
        "standings": {
            one.party_id: one for one in reversed(parties_i_may_act_for(request.actor, now=now))
        }.values(),
        "materials": material_rows(draft, wanted, {p: s for p, _c, s in found}, received.silent),
        "proved": [
            {"material": one.material, "source": why(one, received.proven)}
            for one in wanted.skipped
            if one.reason in {"proved", "obtained"}
        ],
        "received": received,
        "later": [] if committed else deferrable(wanted, received),
        "may_defer": not committed and any(m.necessity == "deferrable" for m in wanted.materials),
        "supply_limit": later_text(now, draft),
        "committed": committed,
        "promise": commitment.text_of(draft.edition.parsed, wanted) if committed else "",
        "signature": request.POST.get("signature", ""),
        **about.context(request, draft, page),
        "beside": beside_draft(
            request.actor,
            applicant=draft.applicant_id,
            implementation=draft.edition.implementation_id,
            answers=received.answers,
            data=forms.prune(wanted.form, draft.typed, wanted.answers),
        ),
    }
    template = f"cases/apply_{page}.html"
    if fragment(request):
        template = f"cases/parts/{page}.html"
    status = 422 if found else 200
    if page == "materials" and draft.channel == Channel.HALL:  # scanned at the counter
        context |= devices.bridge(request.actor)
        return devices.opened(render(request, template, context, status=status), request.actor)
    return render(request, template, context, status=status)


def later_text(now: datetime, draft: Draft) -> str:
    """Return how long after acceptance what is deferred may come, in words."""
    place = draft.edition.implementation.division_id
    return params.value("deferred.supply", on=local_date(now), division=place).text()


def why(skipped: "Skipped", proven: Mapping[str, Any]) -> str:
    """Return why a material is not asked: the record that answers it, or who fetches it."""
    proof = proven.get(skipped.material.document_type)
    if skipped.reason != "proved" or proof is None:
        return skipped.source
    until = f"，有效期至 {proof.valid_to}" if proof.valid_to else ""
    return f"{proof.source}，{proof.name} {proof.number}{until}"


def way(codes: list[str], page: str) -> list[dict[str, str]]:
    """Return the progress bar of the application."""
    titles = dict(PAGES)
    place = codes.index(page) if page in codes else 0
    return [
        {
            "title": titles[code],
            "state": "done" if i < place else "current" if i == place else "todo",
        }
        for i, code in enumerate(codes)
    ]


def material_rows(
    draft: Draft, wanted: Any, errors: dict[str, str], silent: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return each asked material with the files it has so far, its limit in bytes, and the source
    that might prove it but does not answer (`silent`, by document type)."""
    given: dict[str, list[Any]] = {}
    for row in draft.files.all():
        given.setdefault(row.material, []).append(
            {"name": row.name, "size": row.size, "token": row.token, "url": f"/files/{row.token}/"}
        )
    limit = stored_files.limit_of("material")
    return [
        {
            "material": material,
            "name": f"{MATERIAL}{material.code}",
            "files": given.get(material.code, []),
            "limit": min(material.max_mb * 1024 * 1024, limit),
            "silent": silent.get(material.document_type, ""),
            "accept": ",".join(f".{ending}" for ending in material.formats),
            "error": errors.get(f"{MATERIAL}{material.code}", ""),
        }
        for material in wanted.materials
    ]


PLACE_PAGES = {QUESTION: "questions", MATERIAL: "materials"}


@require_POST
def submit(request: Request, token: str) -> HttpResponse:
    """Submit; a second click, or a second tab, arrives at the same case."""
    try:
        case = intake.submit_draft(
            actor=request.actor,
            now=clock.now(),
            token=token,
            signature=request.POST.get("signature", "").strip()[:NAME_MOST],
        )
    except Incomplete as refusal:
        draft = rows.draft(request.actor, token)
        return show(request, draft, first_wrong(refusal), list(refusal.errors))
    except (EditionChanged, MatterNotInForce) as refusal:
        return error_page(request, 409, title=_("办事指南已更新"), text=errors_text(refusal))
    except DraftGone as refusal:
        return error_page(request, 409, title=_("草稿已不在"), text=errors_text(refusal))
    if case.channel == Channel.HALL:  # back to the counter, where the paper is handed over
        messages.success(request, _("已替申请人提交，请打印收件凭证交给申请人。"))
        taken = custody.of_case(case)
        if taken is not None:  # another place's case: this window sees what it keeps of it
            return redirect("cases-desk-taken-detail", key=taken.pk)
        return redirect("cases-desk-detail", number=case.item.number)
    return redirect("cases-submitted", number=case.item.number)


def first_wrong(refusal: Incomplete) -> str:
    """Return the page where the first error is; what is wrong elsewhere is listed there too."""
    place = refusal.errors[0][0]
    if place == "applicant":
        return "form"
    if place == "licence":
        return "licence"
    if place == "signature":
        return "check"
    return next((page for head, page in PLACE_PAGES.items() if place.startswith(head)), "form")


@require_POST
def discard(request: Request, token: str) -> HttpResponse:
    """Put a draft away; the page that follows offers to bring it back."""
    drafts.discard(actor=request.actor, now=clock.now(), token=token)
    request.session["discarded_draft"] = token
    return redirect("cases-my")


@require_POST
def restore(request: Request, token: str) -> HttpResponse:
    """Bring a discarded draft back."""
    drafts.restore(actor=request.actor, now=clock.now(), token=token)
    request.session.pop("discarded_draft", None)
    return redirect("cases-my")
