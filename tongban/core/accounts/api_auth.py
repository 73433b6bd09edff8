"""Who calls the API: a machine client with a bearer token, or the browser of this very site."""

from http import HTTPStatus
from typing import Any

from allauth.idp.oidc.models import Token
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from tongban.core.accounts.middleware import lacks_second_factor
from tongban.core.accounts.selectors import actor_for_client, actor_of
from tongban.core.accounts.types import Actor
from tongban.core.shell.clock import now

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def actor_of_token(value: str) -> Actor | None:
    """Give the actor of a live access token of a client, or None; the token is looked up hashed."""
    token = (
        Token.objects.valid()
        .by_value(value)
        .filter(type=Token.Type.ACCESS_TOKEN, client__isnull=False, user__isnull=True)
        .select_related("client")
        .only("scopes", "client__name")
        .first()
    )
    if token is None or token.client is None:
        return None
    return actor_for_client(
        token.client.id, name=token.client.name, scopes=token.get_scopes(), now=now()
    )


def actor_of_session(request: HttpRequest) -> Actor | None:
    """Give the actor of the browser's session; an unsafe method needs the CSRF token (else 403)."""
    if not request.user.is_authenticated:
        return None
    if request.method not in SAFE and check_csrf(request) is not None:
        raise HttpError(HTTPStatus.FORBIDDEN, "页面已过期，请刷新后重试。")
    if lacks_second_factor(request):
        raise HttpError(HTTPStatus.FORBIDDEN, "请先开启两步验证。")
    actor = actor_of(request.user, now=now())
    return actor if actor.is_authenticated else None


class ApiAuth(AuthBase):
    """The API's one authentication: sets `request.actor`; None lets the API answer 401.

    A request that brings an Authorization header is judged by it alone, so that an expired token
    never falls back on a session. Scopes are asked by the operations (`actor.require_scope`).
    """

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = (
        "OAuth 2.0 客户端凭据：以 grant_type=client_credentials 向 /identity/o/api/token 取得令牌。"
    )

    def __call__(self, request: HttpRequest) -> Any | None:
        """Give the actor or None."""
        header = request.headers.get("Authorization", "")
        if header:
            scheme, _, value = header.partition(" ")
            actor = actor_of_token(value.strip()) if scheme.lower() == "bearer" and value else None
        else:
            actor = actor_of_session(request)
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        return actor
