"""The types of licence: each as its newest version says, edited into the next one."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.core.accounts.selectors import entries_of
from tongban.core.shell import errors_text
from tongban.core.shell.clock import now
from tongban.forms.rules import VOCABULARY
from tongban.licences import selectors, services
from tongban.licences.desk.shared import actor_of
from tongban.licences.errors import FieldsInvalid, LicenceError, NotAllowed, UnknownType
from tongban.licences.models import TypeVersion
from tongban.licences.permissions import TYPES
from tongban.licences.querysets import READ
from tongban.licences.rules.fields import FIELDS_MOST, OWN, key_for
from tongban.licences.schemas import type_shown
from tongban.licences.types import HOLDER_KINDS, TypeField, TypeSeed

EMPTY_LINES = 3
_OWN_NAMES = {
    "holder": "持证主体名称（自动）",
    "holder_code": "社会信用代码（自动）",
    "valid": "有效期限（自动）",
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All types with how many of each are in force."""
    if not actor_of(request).can(READ):
        raise NotAllowed()
    counts = selectors.live_counts(actor_of(request))
    rows = [type_shown(row) | {"live": counts.get(row.pk, 0)} for row in selectors.types()]
    context = {"rows": rows, "may_edit": actor_of(request).can(TYPES)}
    return render(request, "licences/desk_types.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A type that is not there yet."""
    return _editor(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """A type's newest version; a POST publishes the next one."""
    try:
        version = selectors.type_version(code)
    except UnknownType as error:
        raise Http404 from error
    return _editor(request, version)


def _editor(request: HttpRequest, version: TypeVersion | None) -> HttpResponse:
    actor = actor_of(request)
    if not actor.can(TYPES):
        raise NotAllowed()
    errors: dict[str, str] = {}
    status = HTTPStatus.OK
    if request.method == "POST":
        seed, errors = _typed(request, version)
        if not errors:
            try:
                row = services.publish_type(
                    actor=actor, now=now(), seed=seed, seen=version.number if version else None
                )
            except FieldsInvalid as error:
                errors = {f"line{one.key}": one.message for one in error.detail["problems"]}
            except LicenceError as error:
                errors, status = {"general": errors_text(error)}, HTTPStatus(error.status)
            else:
                same = version is not None and row.version == version.number
                messages.success(
                    request,
                    _("没有变化，仍是第 %(number)s 版。") % {"number": row.version}
                    if same
                    else _("已公布第 %(number)s 版。") % {"number": row.version},
                )
                return redirect("licences-desk-type", code=row.code)
        if status == HTTPStatus.OK:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = _context(request, version, errors)
    return render(request, "licences/desk_type.html", context, status=status)


def _typed(request: HttpRequest, version: TypeVersion | None) -> tuple[TypeSeed, dict[str, str]]:
    """What was typed, and what is missing of it."""
    said = request.POST
    errors: dict[str, str] = {}
    code = version.type.code if version else said.get("code", "").strip().upper()
    if not (len(code) == 21 and code.isascii() and code.isalnum()):
        errors["code"] = _("类型代码是 21 位数字和大写字母：制定机构的信用代码加 3 位序号。")
    elif version is None and selectors.type_known(code):
        errors["code"] = _("这个代码已经有了。")
    document = version.type.document_type if version else said.get("document_type", "").strip()
    if not document or len(document) > 80:
        errors["document_type"] = _("请填写材料目录里的文书类型代码。")
    elif version is None and selectors.type_known(document):
        errors["document_type"] = _("这个文书类型已经有了。")
    if not said.get("title", "").strip():
        errors["title"] = _("请填写名称。")
    kinds = tuple(kind for kind in HOLDER_KINDS if kind in said.getlist("kinds"))
    if not kinds:
        errors["kinds"] = _("请至少选一种持证主体。")
    years = said.get("years", "").strip()
    if years and not (years.isascii() and years.isdigit() and 1 <= int(years[:4]) <= 99):
        errors["years"] = _("请填写 1 到 99 的整数，空着是长期。")
    numbering = said.get("numbering", "").strip()
    if numbering != "uscc" and not _numbers(numbering):
        errors["numbering"] = _("请写成“前缀〔{year}〕{serial:06d}号”的样子，或填 uscc。")
    seed = TypeSeed(
        code=code,
        document_type=document,
        title=said.get("title", "").strip()[:80],
        holder_kinds=kinds,
        years=int(years) if years and "years" not in errors else None,
        multi=said.get("multi") == "yes",
        numbering=numbering[:80],
        basis=said.get("basis", "").strip()[:200],
        note=said.get("note", "").strip()[:200],
        kicker=said.get("kicker", "").strip()[:40],
        certain=version.type.certain if version else False,
        fields=_lines(request),
        change_note=said.get("change_note", "").strip()[:200],
    )
    return seed, errors


def _numbers(rule: str) -> bool:
    try:
        made = rule.format(year=2026, division="421202", serial=1)
    except (KeyError, ValueError, IndexError, AttributeError):
        return False
    return "{serial" in rule and made != rule and len(made) <= 80


def _lines(request: HttpRequest) -> tuple[TypeField, ...]:
    """The fields as they stand in the form: rows without a name are left out."""
    said = request.POST
    found: list[TypeField] = []
    for place in range(1, FIELDS_MOST + EMPTY_LINES + 1):
        label = said.get(f"label{place}", "").strip()
        if not label:
            continue
        element = said.get(f"element{place}", "")
        key = said.get(f"key{place}", "").strip()
        sound = key and key.isascii() and key.replace("_", "").isalnum() and key not in OWN
        if element in OWN:
            key = element
        elif not sound:
            key = key_for(element, [one.key for one in found])
        element = OWN.get(key, element)
        found.append(TypeField(key, label, element, f"required{place}" in said))
    return tuple(found)


def _context(
    request: HttpRequest, version: TypeVersion | None, errors: dict[str, str]
) -> dict[str, Any]:
    said = request.POST if request.method == "POST" else None
    lines = list(_lines(request)) if said is not None else list(version.fields if version else ())
    names = (
        "code", "document_type", "title", "years", "numbering", "basis", "note", "kicker",
        "change_note",
    )  # fmt: skip
    values: dict[str, Any] = {}
    for name in names:
        kept = getattr(version, name, "") if version and name != "change_note" else ""
        values[name] = said.get(name, "") if said is not None else kept
    if version is not None:
        values |= {"code": version.type.code, "document_type": version.type.document_type}
    if said is not None:
        values |= {"kinds": said.getlist("kinds"), "multi": said.get("multi", "no")}
    else:
        values |= {
            "kinds": version.holder_kinds.split(",") if version else [],
            "multi": "yes" if version and version.multi else "no",
        }
    shown = [
        (place, one, one.key if one.key in OWN else one.element, errors.get(f"line{place}", ""))
        for place, one in enumerate([*lines, *[TypeField("", "")] * EMPTY_LINES], start=1)
    ]
    elements = [
        ("", _("文字")),
        *_OWN_NAMES.items(),
        *((one.code, f"{one.name}（{one.code}）") for one in VOCABULARY.values()),
    ]
    return {
        "version": version,
        "type": version.type if version else None,
        "values": values,
        "errors": errors,
        "lines": shown[:FIELDS_MOST],
        "elements": elements,
        "kinds": list(HOLDER_KINDS.items()),
        "versions": selectors.type_versions(version.type.code) if version else [],
        "entries": entries_of(version.type.subject) if version else [],
    }


@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Issue it no more."""
    try:
        services.retire_type(
            actor=actor_of(request), now=now(), code=code, reason=request.POST.get("reason", "")
        )
    except UnknownType as error:
        raise Http404 from error
    except LicenceError as error:
        messages.error(request, errors_text(error))
    else:
        messages.success(request, _("已停止颁发。以前颁发的继续有效。"))
    return redirect("licences-desk-type", code=code)


@require_POST
def restore(request: HttpRequest, code: str) -> HttpResponse:
    """Issue it again."""
    try:
        services.restore_type(actor=actor_of(request), now=now(), code=code)
    except UnknownType as error:
        raise Http404 from error
    messages.success(request, _("已恢复颁发。"))
    return redirect("licences-desk-type", code=code)
