"""The guide of a matter, of the edition in force or an old one. No account is needed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.catalogue import rules, selectors
from tongban.catalogue.errors import CatalogueError, MatterUnknown
from tongban.catalogue.portal import glance
from tongban.catalogue.selectors import Guide
from tongban.catalogue.selectors.following import is_followed
from tongban.catalogue.types import Asked, EditionContent, Necessity, Term
from tongban.core.accounts.types import Actor
from tongban.core.shell import clock, errors_text
from tongban.core.shell.faults import error_page
from tongban.core.workdays.rules import local_date
from tongban.lib import qr
from tongban.lib.money import in_yuan
from tongban.lists import selectors as lists
from tongban.lists.types import Touch


@require_GET
@login_not_required
def guide(request: HttpRequest, task_code: str, number: int | None = None) -> HttpResponse:
    """The guide of a matter, of the edition in force or of an old one.

    Scenario answers are query parameters, so that a guide for one's own case has an address; an
    htmx request gets the part that depends on them.
    """
    try:
        context = context_of(request, task_code, number)
    except MatterUnknown as refusal:
        return refused(request, refusal)
    found = context["guide"]
    request.edition = found.edition  # type: ignore[attr-defined]  # what panels are about
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "asked":
        return render(request, "catalogue/parts/asked_again.html", context)
    context["touches"] = _touches(found, context["today"])
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context["followed"] = is_followed(actor, found.edition.implementation)
    gone = found.refusal is not None and number is None and found.refusal.reason in GONE
    return render(request, "catalogue/guide.html", context, status=410 if gone else 200)


def context_of(request: HttpRequest, task_code: str, number: int | None) -> dict[str, Any]:
    """Return what page and PDF show of a guide for the answers in the query; raises
    MatterUnknown."""
    today = local_date(clock.now())
    found = selectors.guide(task_code, on=today, number=number)
    edition = found.edition
    context = {
        "guide": found,
        "edition": edition,
        "implementation": edition.implementation,
        "matter": edition.implementation.matter,
        "organisation": edition.implementation.organisation,
        "number": number,
        **content_context(edition.parsed, request.GET.dict()),
        "refusal_text": errors_text(found.refusal) if found.refusal else "",
        "apply_url": f"/apply/{task_code}/",
        "can_apply": found.in_force and number is None,
        "power": selectors.power_of(found.edition.implementation),
        "old": number is not None and not found.in_force,
        "today": today,
    }
    page = (
        reverse("catalogue-guide", args=[task_code])
        if number is None
        else reverse("catalogue-edition", args=[task_code, number])
    )
    given = glance.given(context["asked"], request.GET.dict())
    context |= {"asked_url": page, "pdf_url": f"{page}guide.pdf{given}"}
    context["address"] = f"{settings.SITE_URL}{page}{given}"
    context["qr"] = qr.svg(context["address"])
    return context


def _touches(found: Guide, on: date) -> list[Touch]:
    """Return what published lists in force say of the matter, here and above."""
    owner = found.edition.implementation
    return lists.touching(owner.matter.catalog_code, on=on, division_path=owner.division.path)


GONE = frozenset({"matter_cancelled", "matter_ended"})


def content_context(content: EditionContent, answers: Mapping[str, str]) -> dict[str, Any]:
    """Return what the guide shows of an edition's content, or of a draft's, for these answers."""
    return {
        "content": content,
        **asked_context(content, rules.asked(content, answers)),
        "basis": [_basis(one) for one in content.basis],
        "result": content.result,
        "process": [
            {
                "title": step.name,
                "state": "todo",
                "text": f"{step.who}{f' · {step.days} 天' if step.days else ''}",
            }
            for step in content.steps
        ],
        "ways": glance.ways(content),
        "statutory": _term(content.statutory, _("法律未规定")),
    }


def asked_context(content: EditionContent, asked: Asked) -> dict[str, Any]:
    """Return what the parts that depend on the answers show."""
    promised = _term(asked.promised, _("当场办结"))
    fee = _fee(content, asked)
    return {
        "asked": asked,
        "glance": glance.glance(
            content,
            asked,
            promised=promised["text"],
            fee=fee,
            statutory=_term(content.statutory, _("法律未规定"))["text"],
        ),
        "questions": [
            (one, asked.answers.get(one.code, ""), [(c.code, c.text, c.hint) for c in one.choices])
            for one in asked.questions
        ],
        "materials": [_material(one) for one in asked.materials],
        "obtained": [s for s in asked.skipped if s.reason in {"obtained", "proved", "produced"}],
        "promised": promised,
        "promised_note": asked.promised.text,
        "fee_text": fee,
        "conditions": asked.conditions,
    }


def _material(material: Any) -> dict[str, Any]:
    words = {
        Necessity.REQUIRED: (_("必要"), "info"),
        Necessity.OPTIONAL: (_("可以不交"), "neutral"),
        Necessity.DEFERRABLE: (_("可以后补"), "good"),
    }
    text, tone = words[material.necessity]
    sources = {
        "applicant": _("自己准备"),
        "government": _("政府部门核发"),
        "other": _("其他单位出具"),
    }
    notes = [material.hint, material.standard]
    notes += [_("样本：{name}").format(name=material.sample)] if material.sample else []
    notes += [_("依据：{basis}").format(basis=material.basis)] if material.basis else []
    paper = _("，另交原件 {n} 份").format(n=material.originals) if material.originals else ""
    return {
        "material": material,
        "necessity": text,
        "tone": tone,
        "source": material.source_note or sources[material.source.value],
        "notes": [note for note in notes if note],
        "formats": _("上传 {kinds}").format(kinds="、".join(material.formats)) + paper,
    }


def _term(term: Term, none: str) -> dict[str, Any]:
    return {
        "text": term.limit.text() if term.limit else none,
        "note": term.text,
        "basis": term.basis,
        "certain": term.certain,
    }


def _basis(one: Any) -> dict[str, Any]:
    return {"text": f"《{one.law}》{one.article}", "quote": one.text, "certain": one.certain}


def _fee(content: EditionContent, asked: Asked) -> str:
    if not asked.fees:
        return _("不收费")
    if asked.fee is None:
        return _("按标准计算")
    return f"{in_yuan(asked.fee).removesuffix('.00')} 元"


def refused(request: HttpRequest, refusal: CatalogueError) -> HttpResponse:
    """Draw the page of a refusal with its status and what to do."""
    return error_page(
        request, refusal.status, title=_("没有找到这个事项"), text=errors_text(refusal)
    )
