"""Signing in and out, one's account, deputies, tokens for machines."""

from allauth.account import views as account
from allauth.idp.oidc import views as oidc
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount.providers.openid_connect import views as connect
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from tongban.core.accounts import desk as staff
from tongban.core.accounts import portal as own

_token = [
    path("token", oidc.token, name="token"),
    path("revoke", oidc.revoke, name="revoke"),
]

plain: list[URLPattern | URLResolver] = [
    path("identity/o/api/", include(([path("", include((_token, "oidc")))], "idp"))),
    path("login/", account.login, name="account_login"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("login/verify/", account.verify_phone, name="account_verify_phone"),
    path("login/second/", mfa.authenticate, name="mfa_authenticate"),
    path("login/inactive/", account.account_inactive, name="account_inactive"),
    path("login/unified/", own.unified, name="accounts-unified"),
    path("signup/", account.signup, name="account_signup"),
    path("logout/", account.logout, name="account_logout"),
    path("my/account/", own.overview, name="accounts-my"),
    path("my/account/security/", own.overview, name="mfa_index"),
    path("my/account/password/", own.password, name="account_change_password"),
    path("my/account/phone/", account.change_phone, name="account_change_phone"),
    path("my/account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("my/account/confirm/second/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("my/account/second/", totp.activate_totp, name="mfa_activate_totp"),
    path("my/account/second/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("my/account/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "my/account/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "my/account/codes/text/", codes.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
]
if settings.OIDC_ISSUER:
    plain += [
        path("login/oidc/<slug:provider_id>/", connect.login, name="openid_connect_login"),
        path(
            "login/oidc/<slug:provider_id>/callback/",
            connect.callback,
            name="openid_connect_callback",
        ),
    ]

desk: list[URLPattern | URLResolver] = [
    path("deputies/", staff.deputies, name="accounts-desk-deputies"),
    path("deputies/<int:row>/end/", staff.end, name="accounts-desk-deputy-end"),
]
