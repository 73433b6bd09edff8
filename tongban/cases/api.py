"""The machines' face of cases: submit, read, act; the same services as the pages use."""

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from ninja import Header, Query, Router, Status

from tongban.cases.errors import CaseForbidden
from tongban.cases.models import Case
from tongban.cases.permissions import may_name_anybody
from tongban.cases.schemas import ActIn, CaseDetail, CaseIn, CaseOut, CasePage
from tongban.cases.selectors import rows
from tongban.cases.services import corrections, deferral, hearing, intake, progress
from tongban.cases.types import Lack, Received
from tongban.catalogue import selectors as catalogue
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date
from tongban.licences import selectors as licences
from tongban.parties import services as parties
from tongban.payments import selectors as payments
from tongban.payments.schemas import BillOut

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

PREFIX = "/cases"
PAGE = 50
router = Router(tags=["cases"])
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$"),
]


def actor_of(request: HttpRequest, scope: str) -> "Actor":
    """Return the caller; raises ScopeMissing (403)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require_scope(scope)
    return actor


@router.post("", response={201: CaseDetail}, summary="提交申请")
def submit_case(request: HttpRequest, body: CaseIn, key: Key = None) -> Status[dict[str, Any]]:
    """Submit an application. The same Idempotency-Key answers with the first case.

    Scope cases:write. Files are sent first (POST /files) and named by their tokens.
    """
    actor, now = actor_of(request, "cases:write"), clock.now()
    if not may_name_anybody(actor):
        raise CaseForbidden("case_not_for_them")
    edition = catalogue.edition_in_force(body.task_code, on=local_date(now))
    party = parties.identify(
        actor=actor,
        now=now,
        kind=body.applicant.kind,
        name=body.applicant.name,
        identity_type=body.applicant.identity_type,
        number=body.applicant.number,
        phone=body.applicant.phone,
    )
    proven = catalogue.proven(edition.parsed, holder=party.pk, at=now)
    case = intake.submit(
        actor=actor,
        now=now,
        key=key,
        application=intake.Application(
            edition=edition,
            applicant=party.pk,
            applicant_name=party.name,
            received=Received(
                body.answers,
                body.data,
                {code: tuple(tokens) for code, tokens in body.files.items()},
                proven.found,
                defers=body.defers,
                silent=proven.silent,
                signature=body.signature,
            ),
            channel="api",
            licence=licences.by_identifier(body.licence) if body.licence else None,
        ),
    )
    made = rows.at_work(case.item.number, actor)
    return Status(201, CaseDetail.whole(made, actor=actor, now=now))


@router.get("", response=CasePage, summary="办件列表")
def list_cases(
    request: HttpRequest,
    state: Annotated[str, Query(max_length=12)] = "",
    q: Annotated[str, Query(max_length=80, description="办件编号，或申请人名称的开头")] = "",
    before: Annotated[int, Query(ge=0, le=2**63 - 1, description="上一页的 next")] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
) -> dict[str, Any]:
    """Cases in the caller's scope, newest first. Scope cases:read."""
    actor, now = actor_of(request, "cases:read"), clock.now()
    found = rows.found(actor, state=state, text=q)
    if before:
        found = found.filter(pk__lt=before)
    lines = list(found.values_list("pk", *CaseOut.COLUMNS)[: limit + 1])
    more = lines[limit - 1][0] if len(lines) > limit else None
    return {"items": [CaseOut.of_line(line[1:], now) for line in lines[:limit]], "next": more}


@router.get("/{number}", response=CaseDetail, summary="办件详情")
def get_case(request: HttpRequest, number: str) -> dict[str, Any]:
    """One case in the caller's scope. Scope cases:read."""
    actor, now = actor_of(request, "cases:read"), clock.now()
    return CaseDetail.whole(rows.at_work(number, actor), actor=actor, now=now)


@router.get("/{number}/bills", response=list[BillOut], summary="办件的缴款通知")
def case_bills(request: HttpRequest, number: str) -> list[BillOut]:
    """The bills of one case in the caller's scope, the latest first, with payments, refunds and
    receipts; sums in 分. A case that costs nothing has none. Scope cases:read."""
    case = rows.by_number(number, actor_of(request, "cases:read"))
    return [BillOut.of(bill) for bill in payments.bills_of(case.subject)]


@router.post("/{number}/acts", response=CaseDetail, summary="办理")
def act_on_case(request: HttpRequest, number: str, body: ActIn) -> dict[str, Any]:
    """Do one of the acts that `allowed` names. Scope cases:act.

    With `version` (of the case as it was read) a case that has moved on answers 409.
    """
    actor, now = actor_of(request, "cases:act"), clock.now()
    case = rows.by_number(number, actor)
    perform(actor, now, case, body)
    return CaseDetail.whole(rows.at_work(number, actor), actor=actor, now=now)


def perform(actor: "Actor", now: Any, case: Case, body: ActIn) -> None:
    """Hand the act to the service whose it is."""
    if body.act == "accept":
        intake.accept(actor=actor, now=now, case=case, version=body.version)
    elif body.act == "refuse":
        intake.refuse(
            actor=actor,
            now=now,
            case=case,
            version=body.version,
            reason=body.reason,
            redirect=body.redirect,
        )
    elif body.act == "ask_correction":
        corrections.ask_correction(
            actor=actor,
            now=now,
            case=case,
            version=body.version,
            lacks=[Lack(lack.place, lack.title, lack.what) for lack in body.lacks],
            note=body.reason,
        )
    elif body.act == "correct":
        corrections.correct(
            actor=actor,
            now=now,
            case=case,
            version=body.version,
            data=body.data or None,
            given=body.files,
            note=body.reason,
        )
    elif body.act == "rectify":
        progress.rectify(
            actor=actor,
            now=now,
            case=case,
            task=body.task,
            note=body.reason,
            given=body.files,
            version=body.version,
        )
    elif body.act == "supply":
        deferral.supply(actor=actor, now=now, case=case, version=body.version, given=body.files)
    elif body.act in {"ask_hearing", "waive_hearing"}:
        run = hearing.ask if body.act == "ask_hearing" else hearing.waive
        run(actor=actor, now=now, case=case, version=body.version)
    else:
        progress.perform(
            actor=actor, now=now, case=case, command=body.command(), version=body.version
        )
