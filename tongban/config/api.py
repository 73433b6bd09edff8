"""The machines' face: one API made of the areas' routers, OpenAPI 3.1, problem+json throughout."""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from tongban.config.areas import rooms
from tongban.core.accounts.api_auth import ApiAuth
from tongban.core.shell.wording import errors_text
from tongban.lib.errors import Refusal

log = logging.getLogger(__name__)


class QuickRenderer(BaseRenderer):
    """JSON that leaves Chinese readable, written by pydantic's own writer: of a list of fifty that
    is a tenth of the time of `json` with an encoder in Python. Instants are RFC 3339 in UTC.
    """

    media_type = "application/json"

    def render(self, _: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Give the bytes; what is no JSON by nature (a lazy text) is its text."""
        return to_json(data, fallback=str)


PROBLEM_SCHEMA = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "what happened and what to do, in Chinese"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable reason code"},
        "field": {"type": "string"},
        "detail": {"type": "object", "additionalProperties": True},
        "errors": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
    },
}
PROBLEM_STATUSES = {
    "400": "the request cannot be read",
    "401": "no or unknown token",
    "403": "the token lacks the scope or the power",
    "404": "no such thing for this caller",
    "409": "the state has moved on, or the key came with another request",
    "413": "too large",
    "422": "one or more fields are wrong",
    "429": "too many requests",
}


class ProblemSchema(OpenAPISchema):
    """ninja's schema with the problem+json answers that every operation may give."""

    def responses(self, operation: Any) -> dict[int, Any]:
        given = super().responses(operation)
        for status, description in PROBLEM_STATUSES.items():
            given.setdefault(
                int(status),
                {
                    "description": description,
                    "content": {
                        "application/problem+json": {
                            "schema": {"$ref": "#/components/schemas/Problem"}
                        }
                    },
                },
            )
        return given

    def get_components(self) -> dict[str, Any]:
        components: dict[str, Any] = super().get_components()
        components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        return components


class TongbanAPI(NinjaAPI):
    """NinjaAPI whose schema and errors speak problem+json."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return ProblemSchema(self, prefix)


def problem(
    status: int, code: str, title: str, *, errors: list[dict[str, Any]] | None = None, **more: Any
) -> HttpResponse:
    """Return an RFC 9457 answer."""
    body: dict[str, Any] = {"type": f"urn:tongban:{code}", "title": title, "status": status}
    body["code"] = code
    body.update({key: value for key, value in more.items() if value})
    if errors:
        body["errors"] = errors
    content = QuickRenderer().render(None, body, response_status=status)  # type: ignore[arg-type]
    answer = HttpResponse(content, status=status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="tongban"'
    return answer


api = TongbanAPI(
    title="Tongban 通办",
    version="1",
    description="办事、证照、评价与数据接口。所有错误均为 application/problem+json。",
    auth=ApiAuth(),
    renderer=QuickRenderer(),
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(Refusal)
def on_refusal(_: HttpRequest, refusal: Refusal) -> HttpResponse:
    detail = {key: str(value) for key, value in refusal.detail.items()}
    rows = [
        {"path": path, "code": code, "message": message}
        for path, code, message in getattr(refusal, "errors", ())
    ]
    return problem(
        refusal.status,
        refusal.reason,
        errors_text(refusal),
        errors=rows,
        field=refusal.field,
        detail=detail,
    )


@api.exception_handler(ObjectDoesNotExist)
@api.exception_handler(Http404)
def on_missing(_: HttpRequest, __: Exception) -> HttpResponse:
    return problem(404, "not_found", "没有找到，或者您无权查看。请核对编号。")


@api.exception_handler(ValidationError)
def on_invalid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    rows = [
        {"path": "/".join(map(str, row["loc"])), "code": row["type"], "message": row["msg"]}
        for row in error.errors
    ]
    return problem(422, "invalid", "有字段填写不正确，请按 errors 逐项修改。", errors=rows)


@api.exception_handler(RawPostDataException)
def on_other_body(_: HttpRequest, __: Exception) -> HttpResponse:
    return problem(400, "unreadable", "请以 application/json 发送请求内容。")


@api.exception_handler(AuthenticationError)
def on_unknown(_: HttpRequest, __: Exception) -> HttpResponse:
    return problem(401, "unauthenticated", "没有令牌，或令牌已失效。请重新取得令牌。")


@api.exception_handler(AuthorizationError)
def on_forbidden(_: HttpRequest, __: Exception) -> HttpResponse:
    return problem(403, "forbidden", "该令牌没有此项权限。")


@api.exception_handler(HttpError)
def on_http(_: HttpRequest, error: HttpError) -> HttpResponse:
    code = "unreadable" if error.status_code == HTTPStatus.BAD_REQUEST else "refused"
    return problem(error.status_code, code, str(error) or "请求无法处理。")


@api.exception_handler(Exception)
def on_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("api fault at %s", request.path, exc_info=error)
    return problem(500, "fault", "系统内部错误，已记录。请稍后重试。")


def problems_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view of the API also say "no such method" in problem+json, and open to no login page.

    The API answers 401 of its own, never a redirect.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = view(request, *args, **kwargs)
        if given.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return given
        allowed = given.get("Allow", "")
        said = problem(405, "method_not_allowed", f"这个接口地址只支持 {allowed}。")
        said["Allow"] = allowed
        return said

    return cast(Callable[..., HttpResponse], login_not_required(answer))


@csrf_exempt
@login_not_required
def unknown_path(_: HttpRequest) -> HttpResponse:
    """Answer for every address under /api/ that is none."""
    return problem(404, "not_found", "没有这个接口地址。请查看 /api/v1/openapi.json。")


for room in rooms("api"):
    if hasattr(room, "router"):
        api.add_router(room.PREFIX, room.router)
