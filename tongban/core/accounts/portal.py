"""A person's account: the demo's 统一身份认证, the account page, the password."""

import time
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tongban.core.accounts import selectors, services
from tongban.core.accounts.forms import PasswordForm
from tongban.core.accounts.models import Account
from tongban.core.accounts.types import SYSTEM
from tongban.core.shell.clock import now
from tongban.core.shell.wording import errors_text
from tongban.core.vault.rules import mask_phone
from tongban.lib.errors import Refusal

FRESH_SECONDS = 600
"""How long a login by code or identity platform stands in for the old password."""


def safe_next(request: HttpRequest) -> str:
    """Give the address to go back to, or "" if it is none of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if ours else ""


@login_not_required
@never_cache
def unified(request: HttpRequest) -> HttpResponse:
    """统一身份认证: on to the identity platform; in a demo a list of demo persons to be."""
    back = safe_next(request)
    if settings.OIDC_ISSUER:
        query = f"?{urlencode({'next': back})}" if back else ""
        return redirect(reverse("openid_connect_login", args=["unified"]) + query)
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        chosen = request.POST.get("account", "")
        people = Account.objects.filter(demo=True, is_active=True)
        account = get_object_or_404(
            people, pk=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
        )
        services.set_level(actor=SYSTEM, now=now(), account_id=account.pk, level="real-name")
        record_authentication(request, account, method="unified")
        return perform_login(request, Login(user=account, redirect_url=back))
    return render(request, "accounts/unified.html", {"groups": _demo_people(), "next": back})


def _demo_people() -> list[dict[str, Any]]:
    at = now()
    people = list(Account.objects.filter(demo=True, is_active=True).order_by("id"))
    held: dict[int, list[str]] = {}
    for grant in selectors.grants_of([one.pk for one in people], now=at):
        held.setdefault(grant.account_id, []).append(
            f"{grant.organisation.name} · {grant.role.title}"
        )
    held = {
        key: [*names[:2], _("等 {n} 个任职").format(n=len(names))] if len(names) > 2 else names
        for key, names in held.items()
    }
    rows: list[dict[str, Any]] = [
        {"account": one, "roles": held.get(one.pk, []), "phone": one.phone} for one in people
    ]
    citizens = [row for row in rows if not row["account"].is_staff_member]
    staff = [row for row in rows if row["account"].is_staff_member]
    return [
        {"title": _("群众和企业"), "people": citizens},
        {"title": _("工作人员"), "people": staff},
    ]


def overview(request: HttpRequest) -> HttpResponse:
    """One's own account: name, phone, level, security, roles, deputies."""
    account = cast(Account, request.user)
    at = now()
    kinds = set(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    rows: list[tuple[str, ...]] = [
        (_("姓名"), account.name),
        (_("核验等级"), account.get_level_display()),
        (
            _("手机号"),
            mask_phone(account.phone) if account.phone else _("未绑定"),
            reverse("account_change_phone"),
            _("更换"),
        ),
        (
            _("登录密码"),
            _("已设置") if account.has_usable_password() else _("未设置"),
            reverse("account_change_password"),
            _("修改") if account.has_usable_password() else _("设置"),
        ),
        (
            _("两步验证"),
            _("已开启") if "totp" in kinds else _("未开启"),
            reverse("mfa_deactivate_totp" if "totp" in kinds else "mfa_activate_totp"),
            _("关闭") if "totp" in kinds else _("开启"),
        ),
    ]
    if "recovery_codes" in kinds:
        rows.append((_("备用验证码"), _("已生成"), reverse("mfa_view_recovery_codes"), _("查看")))
    context = {
        "rows": rows,
        "roles": selectors.roles_of(account.pk, now=at),
        "deputies": selectors.deputies_of(account.pk, now=at),
        "standing": selectors.standing_in_for(account.pk, now=at),
    }
    return render(request, "accounts/overview.html", context)


def _freshly_known(request: HttpRequest, account: Account) -> bool:
    return any(
        record.get("method") in {"code", "unified", "socialaccount"}
        and time.time() - float(record.get("at", 0)) < FRESH_SECONDS
        for record in get_authentication_records(request, account)
    )


@never_cache
@sensitive_post_parameters("old", "new")
def password(request: HttpRequest) -> HttpResponse:
    """Set or change the password; the old one is not asked right after a login by code."""
    account = cast(Account, request.user)
    ask_old = account.has_usable_password() and not _freshly_known(request, account)
    form = PasswordForm(request.POST or None, account=account, ask_old=ask_old)
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.set_password(
                actor=request.actor,  # type: ignore[attr-defined]
                now=now(),
                account_id=account.pk,
                password=form.cleaned_data["new"],
            )
        except Refusal as refusal:
            form.add_error("new", errors_text(refusal))
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, _("密码已更新。其他设备上的登录已退出。"))
            return HttpResponseRedirect(reverse("accounts-my"))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/password.html", {"form": form}, status=status)
