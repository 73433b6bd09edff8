"""Forms of sign-in, sign-up and account security."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm as BaseConfirm
from allauth.account.forms import LoginForm as BaseLogin
from allauth.account.forms import RequestLoginCodeForm as BaseRequest
from allauth.account.forms import SignupForm as BaseSignup
from allauth.account.forms import VerifyPhoneForm as BaseVerify
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tongban.core.accounts import services
from tongban.core.accounts.models import Account
from tongban.core.accounts.types import SYSTEM
from tongban.core.shell.clock import now

_CODE = forms.TextInput(
    attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "9"}
)


class LoginForm(BaseLogin):
    """Phone and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""

    def _setup_password_field(self) -> None:
        # allauth drops the field when a sign-up asks for no password; ours does not ask for one,
        # because whoever squats on a stranger's phone must not know the password afterwards.
        return


class SignupForm(BaseSignup):
    """Name and phone; the phone is verified by a code before anything else."""

    name = forms.CharField(
        label=_("姓名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("name", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = True

    def save(self, request: HttpRequest) -> Account:
        """Make the account by the service."""
        return services.create_account(
            actor=SYSTEM,
            now=now(),
            name=self.cleaned_data["name"],
            phone=self.cleaned_data["phone"],
        )


class RequestCodeForm(BaseRequest):
    """The phone that the code goes to."""


class ConfirmCodeForm(BaseConfirm):
    """The code of a login."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("验证码")
        self.fields["code"].widget = _CODE


class VerifyPhoneForm(BaseVerify):
    """The code of a new phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("验证码")
        self.fields["code"].widget = _CODE


class PasswordForm(forms.Form):
    """A new password; the old one only if it must be shown."""

    old = forms.CharField(
        label=_("现在的密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("新密码"),
        strip=False,
        min_length=8,
        help_text=_("至少 8 位，不要用常见的密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, ask_old: bool, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)
        if not ask_old:
            del self.fields["old"]

    def clean_old(self) -> str:
        """Check the present password."""
        old: str = self.cleaned_data["old"]
        if not self.account.check_password(old):
            raise forms.ValidationError(_("现在的密码不正确。"))
        return old


class DeputyForm(forms.Form):
    """Who stands in, from which day to which day, and why."""

    deputy = forms.TypedChoiceField(label=_("代班人"), coerce=int)
    begin = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(
        label=_("结束日期"),
        help_text=_("含当天"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(label=_("事由"), max_length=200, help_text=_("例如：年休假、外出培训"))

    def __init__(self, *args: Any, colleagues: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("请选择"))] + [(one.pk, one.name) for one in colleagues]
        self.fields["deputy"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Put the days in order."""
        data = super().clean() or {}
        if data.get("begin") and data.get("end") and data["end"] < data["begin"]:
            self.add_error("end", _("结束日期不能早于开始日期。"))
        return data
