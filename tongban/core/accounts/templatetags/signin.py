"""Small parts of the sign-in pages."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.phone_verification import PHONE_VERIFICATION_SESSION_KEY
from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tongban.core.vault.rules import mask_phone
from tongban.core.workdays.rules import local_date

register = template.Library()


@register.inclusion_tag("accounts/ways.html", takes_context=True)
def login_ways(context: template.Context, way: str) -> dict[str, Any]:
    """Draw the three ways to sign in, `way` being the present one; they carry ?next= on."""
    request: HttpRequest = context["request"]
    back = request.POST.get("next") or request.GET.get("next") or ""
    query = f"?{urlencode({'next': back})}" if back else ""
    ways = (
        ("unified", _("统一身份认证"), "accounts-unified"),
        ("password", _("手机号密码"), "account_login"),
        ("code", _("手机验证码"), "account_request_login_code"),
    )
    shown = settings.DEMO or settings.OIDC_ISSUER
    return {
        "way": way,
        "items": [
            {"code": code, "label": label, "url": reverse(name) + query}
            for code, label, name in ways
            if code != "unified" or shown
        ],
    }


@register.inclusion_tag("accounts/demo_code.html", takes_context=True)
def demo_code(context: template.Context) -> dict[str, str]:
    """Show the code itself, in a demo and for a demo phone only (120…: no such mobile number)."""
    request: HttpRequest = context["request"]
    stage = getattr(request, "_login_stage", None)
    state = stage.state if stage else request.session.get(PHONE_VERIFICATION_SESSION_KEY) or {}
    shown = settings.DEMO and str(state.get("phone", "")).startswith("120")
    return {"code": str(state.get("code", "")) if shown else ""}


@register.filter
def masked_phone(phone: str) -> str:
    """Give 138****1234."""
    return mask_phone(phone or "")


@register.filter
def last_day(end: datetime) -> str:
    """Give the last whole day before an exclusive end, as 2026-11-22 (Asia/Shanghai)."""
    return local_date(end - timedelta(seconds=1)).isoformat()
