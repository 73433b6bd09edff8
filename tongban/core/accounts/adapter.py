"""How allauth sees our accounts: by phone, without username and e-mail, in plain Chinese."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tongban.core.accounts import services
from tongban.core.accounts.models import Account
from tongban.core.accounts.ports import messages
from tongban.core.accounts.rules import normal_phone
from tongban.core.accounts.selectors import by_phone
from tongban.core.accounts.types import SYSTEM
from tongban.core.shell.clock import now
from tongban.core.vault.services import blind


class PhoneField(forms.CharField):
    """Eleven digits that start with 1; blanks, hyphens and +86 are taken off."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["label"] = _("手机号")
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Give the plain number; ValidationError for anything else."""
        text = super().clean(value)
        if not text:
            return ""
        plain = normal_phone(text)
        if plain is None:
            raise ValidationError(_("请填写 11 位手机号，例如 13800000001。"), code="invalid_phone")
        return plain


class AccountAdapter(DefaultAccountAdapter):
    """Phone instead of username and e-mail; every change goes through the services."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("这个账号已停用。如有疑问，请联系窗口或本单位管理员。"),
        "invalid_login": _("手机号或密码不正确，请核对后重试。"),
        "phone_password_mismatch": _("手机号或密码不正确。忘记密码时，可以改用手机验证码登录。"),
        "incorrect_password": _("密码不正确，请重新填写。"),
        "incorrect_code": _("验证码不正确，请核对短信后重新填写。"),
        "phone_taken": _("这个手机号已经注册过，请直接登录。"),
        "unknown_phone": _("这个手机号还没有注册。"),
        "select_only_one": _("请只选一项。"),
        "same_as_current": _("新的内容要与现在的不同。"),
        "too_many_login_attempts": _("尝试次数过多，请 5 分钟后再试。"),
        "rate_limited": _("操作太频繁，请稍等片刻再试。"),
    }

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        """Give our own field: allauth's wants +86."""
        kwargs.pop("label", None)
        return PhoneField(**kwargs)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts failures by e-mail or user name and knows no phone: with phones only, one
        # stranger's five errors would lock out everybody. Blind, for a cache is no safe.
        return blind(str(credentials.get("phone", "")), purpose="accounts.attempts")

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        """Give the phone and whether it is verified."""
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:
        """Give the account this phone."""
        services.change_phone(
            actor=SYSTEM, now=now(), account_id=user.pk, phone=phone, verified=verified
        )
        user.refresh_from_db()

    def set_phone_verified(self, user: Any, phone: str) -> None:
        """Note that the holder has shown to have this phone."""
        if user.phone != phone or not user.phone_verified:
            self.set_phone(user, phone, True)
        if not user.level:
            services.set_level(actor=SYSTEM, now=now(), account_id=user.pk, level="phone")
            user.level = "phone"

    def get_user_by_phone(self, phone: str) -> Account | None:
        """Find by blind index."""
        return by_phone(phone)

    def send_verification_code_sms(self, user: Any, phone: str, code: str, **kwargs: Any) -> None:
        """Send the code through whatever notices registered."""
        messages.send_code(phone, code, now=now())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Send staff to their desk, citizens to their own page."""
        staff = getattr(request.user, "is_staff_member", False)
        return "/desk/" if staff and "desk" in settings.FACES else settings.LOGIN_REDIRECT_URL

    def set_password(self, user: Any, password: str) -> None:
        """Set it by the service, so that it is in the ledger."""
        services.set_password(actor=SYSTEM, now=now(), account_id=user.pk, password=password)
        user.refresh_from_db()


class SocialAdapter(DefaultSocialAccountAdapter):
    """统一身份认证 in production: an OpenID Connect provider that vouches for real names."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Everybody whom the identity platform knows has an account here at first login."""
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join a first login with the account that has the phone the platform has verified."""
        claims = sociallogin.account.extra_data.get("userinfo", sociallogin.account.extra_data)
        phone = normal_phone(str(claims.get("phone_number", "")))
        if not sociallogin.is_existing and phone and claims.get("phone_number_verified"):
            known = by_phone(phone)
            if known is not None:
                sociallogin.connect(request, known)
        if sociallogin.is_existing:
            services.set_level(
                actor=SYSTEM,
                now=now(),
                account_id=sociallogin.user.pk,
                level="real-name",
                name=str(claims.get("name", "")),
            )

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Account:
        """Make the account from the claims name and phone_number."""
        claims = sociallogin.account.extra_data.get("userinfo", sociallogin.account.extra_data)
        phone = normal_phone(str(claims.get("phone_number", ""))) or ""
        verified = bool(phone and claims.get("phone_number_verified"))
        account = services.create_account(
            actor=SYSTEM,
            now=now(),
            name=str(claims.get("name", "")),
            phone=phone if verified else "",
            phone_verified=verified,
            level="real-name",
        )
        sociallogin.user = account
        sociallogin.save(request)
        return account


class MFAAdapter(DefaultMFAAdapter):
    """Names in the authenticator app."""

    def get_totp_label(self, user: Any) -> str:
        """Give the name that the app shows."""
        return str(user.name)

    def get_totp_issuer(self) -> str:
        """Give the platform's name."""
        return "通办"
