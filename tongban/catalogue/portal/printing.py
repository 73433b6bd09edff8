"""The guide as PDF, as its reader answered it, with the code that leads back to its page."""

import hashlib
from functools import cache as cache_once
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.catalogue.errors import MatterUnknown
from tongban.catalogue.portal import guides
from tongban.core.accounts.requests import count_use
from tongban.core.papers import services as papers
from tongban.core.papers.ports import templates
from tongban.core.shell.templatetags.values import day
from tongban.lib import canonical

TEMPLATE = "catalogue.guide"
KEPT = 24 * 3600  # seconds
TYPESET_A_MINUTE = 60  # by one caller


@require_GET
@login_not_required
def guide_pdf(request: HttpRequest, task_code: str, number: int | None = None) -> HttpResponse:
    """The PDF of the guide, of the edition in force or of an old one; typeset once a day for each
    edition and set of answers, whoever asks. Only what must be typeset is counted (429): a hall
    that prints the same guide all day costs nothing."""
    try:
        context = guides.context_of(request, task_code, number)
    except MatterUnknown as refusal:
        return guides.refused(request, refusal)
    data = said(context)
    key = f"guide-pdf:{hashlib.sha256((_template() + canonical.text(data)).encode()).hexdigest()}"
    etag = f'"{key[10:]}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    pdf = cache.get(key)
    if pdf is None:
        count_use(request, "catalogue.pdf", most=TYPESET_A_MINUTE)
        pdf = papers.render(template=TEMPLATE, data=data, seal=False)
        cache.set(key, pdf, KEPT)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="guide-{task_code}.pdf"'
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


@cache_once
def _template() -> str:
    """Return the template's text, so that a new release typesets anew."""
    return templates.get(TEMPLATE).path.read_text(encoding="utf-8")


def said(context: dict[str, Any]) -> dict[str, Any]:
    """Return what the template sets: the same words as on the page."""
    edition, scenario = context["edition"], context["asked"].scenario
    since = edition.effective_from
    version = _("第 {n} 版").format(n=edition.number)
    if since:
        version = _("{version}，{day} 起施行").format(version=version, day=day(since))
    warnings = [context["refusal_text"]] if context["refusal_text"] else []
    warnings += [_("这是旧版本，只供查阅。")] if context["old"] else []
    return {
        "title": _("办事指南：{name}").format(name=context["matter"].name),
        "who": f"{context['implementation'].division.name} · {context['organisation'].name}",
        "warnings": warnings,
        "summary": context["content"].summary,
        "scenario": scenario.name if scenario else "",
        "glance": [{name: str(one[name]) for name in LABELS} for one in context["glance"]],
        "parts": [part for part in _parts(context) if any(part[k] for k in part if k in KINDS)],
        "verify_url": context["address"],
        "verify_label": _("最新指南"),
        "foot": f"{version}。{context['implementation'].task_code}",
    }


LABELS = ("label", "text", "note")
KINDS = frozenset({"rows", "pairs", "lines"})


def _parts(context: dict[str, Any]) -> list[dict[str, Any]]:
    content, asked = context["content"], context["asked"]
    choices = [
        (question.text, next((text for code, text, _h in options if code == answer), ""))
        for question, answer, options in context["questions"]
    ]
    return [
        {"title": _("按这些情况列出"), "pairs": choices},
        {
            "title": _("要准备的材料"),
            "columns": ["", _("材料"), _("必要性"), _("从哪里来"), _("怎么交、注意什么")],
            "rows": [_material(n, one) for n, one in enumerate(context["materials"], 1)],
        },
        {
            "title": _("不用您交的材料"),
            "lines": [_noted(one.material.name, one.source) for one in context["obtained"]],
        },
        {
            "title": _("受理条件"),
            "lines": [_noted(one.text, one.basis) for one in context["conditions"]],
        },
        {
            "title": _("收费"),
            "lines": [_noted(f"{one.name}：{one.standard}", one.basis) for one in asked.fees]
            or [content.fee_note or _("不收费")],
        },
        {
            "title": _("怎么办"),
            "lines": [_noted(step["title"], step["text"]) for step in context["process"]],
        },
        {"title": _("怎么交、怎么取"), "pairs": [list(pair) for pair in context["ways"]]},
        {"title": _("办成后拿到什么"), "lines": [context["result"].name]},
        {"title": _("大家常问"), "pairs": [(one.question, one.answer) for one in content.faq]},
        {"title": _("依据"), "lines": [one["text"] for one in context["basis"]]},
        {
            "title": _("问谁、投诉谁"),
            "pairs": [
                (_("咨询"), content.ask_phone),
                (_("投诉"), content.complain_phone),
                (_("不服怎么办"), content.remedies),
            ],
        },
    ]


def _material(number: int, one: dict[str, Any]) -> list[str]:
    name = one["material"].name + ("" if one["material"].certain else _("（待核实）"))
    words = "；".join([one["formats"], *one["notes"]])
    return [str(number), name, str(one["necessity"]), one["source"], words]


def _noted(text: str, note: str) -> str:
    return f"{text}（{note}）" if note else text
