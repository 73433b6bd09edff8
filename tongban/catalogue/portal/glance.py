"""A guide in one glance, and the ways of handing in: what page, print and PDF say alike."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tongban.catalogue import wording
from tongban.catalogue.types import Asked, EditionContent, Necessity


def glance(
    content: EditionContent, asked: Asked, *, promised: str, fee: str, statutory: str
) -> list[dict[str, str]]:
    """Return what a reader wants first: (label, text, note, phone)."""
    needed = len(asked.materials)
    later = sum(one.necessity is Necessity.DEFERRABLE for one in asked.materials)
    spared = sum(one.reason in {"obtained", "proved", "produced"} for one in asked.skipped)
    notes = [_("其中 {n} 份可以后补").format(n=later)] if later else []
    notes += [_("另有 {n} 份不用您交").format(n=spared)] if spared else []
    visits = _("{n} 次").format(n=content.visits) if content.visits else _("一次不用跑")
    rows = [
        (_("要交材料"), _("{n} 份").format(n=needed) if needed else _("不用交"), "，".join(notes)),
        (_("承诺时限"), promised, _("法定时限：{text}").format(text=statutory)),
        (_("收费"), fee, _("可网上支付") if asked.fees and content.online_payment else ""),
        (_("到现场次数"), visits, content.visit_reason if content.visits else ""),
        (_("网上能不能办"), _("可以网办") if content.online else _("要到现场"), ""),
        (_("在哪里办"), content.address, content.hours),
    ]
    shown = [
        {"label": label, "text": text, "note": note, "phone": ""}
        for label, text, note in rows
        if text
    ]
    phone = content.ask_phone
    return [*shown, {"label": _("问谁"), "text": phone, "note": "", "phone": phone}]


def ways(content: EditionContent) -> list[tuple[str, str]]:
    """Return how it may be handed in and fetched, (name, words); what does not apply is not."""
    said: dict[str, Any] = {
        "handling_forms": list(content.handling_forms),
        "depth": [str(step) for step in content.depth],
        "reach": content.reach.value if content.reach else "",
        "partners": list(content.partners),
        "intermediary": list(content.intermediary),
    }
    rows = [(wording.label(name), wording.said(name, value)) for name, value in said.items()]
    flags = (
        ("hall", content.hall, _("可以在政务服务大厅办理")),
        ("postal", content.postal, _("材料可以寄来，结果可以寄给您")),
        ("appointment", content.appointment, content.appointment_note or _("可以预约")),
        ("terminal", content.terminal, _("可以在自助终端办理")),
        ("online_payment", content.online_payment, _("可以在网上支付")),
        ("agents", content.agents, _("可以委托他人代办，窗口有免费帮办")),
    )
    rows += [(wording.label(name), text) for name, applies, text in flags if applies]
    rows += [(wording.label("quantity_limit"), content.quantity_limit)]
    return [(name, text) for name, text in rows if text]


def given(asked: Asked, query: Mapping[str, str]) -> str:
    """Return the answers that the reader gave and that count, as a query ("" or "?…")."""
    kept = {code: value for code, value in asked.answers.items() if query.get(code) == value}
    return f"?{urlencode(kept)}" if kept else ""
