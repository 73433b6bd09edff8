"""The machines' face: lists and details for bodies with the scope, checks for everybody."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from tongban.core.accounts.types import Actor
from tongban.core.shell.clock import now
from tongban.licences import selectors, services
from tongban.licences.middleware import count
from tongban.licences.schemas import (
    CalledOut,
    CallIn,
    CheckIn,
    LicenceOut,
    LicencePage,
    VerdictOut,
)
from tongban.licences.types import STATUS_TITLES

PREFIX = "/licences"
router = Router(tags=["licences"])
PAGE = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@router.get("", response=LicencePage, summary="证照列表")
def list_licences(
    request: HttpRequest,
    status: Annotated[str, Query(max_length=12, description=", ".join(STATUS_TITLES))] = "",
    q: Annotated[str, Query(max_length=80, description="证照编号，或持证人名称的开头")] = "",
    before: Annotated[int, Query(ge=0, le=2**63 - 1, description="上一页的 next")] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
) -> LicencePage:
    """Licences of the caller's organisations, newest first. Scope licences:read."""
    actor = _actor(request)
    actor.require_scope("licences:read")
    rows = selectors.visible(actor, status=status, q=q, before=before, limit=limit + 1)
    more = rows[limit - 1].pk if len(rows) > limit else None
    return LicencePage(items=[LicenceOut.of(row) for row in rows[:limit]], next=more)


@router.post("/verify", response=VerdictOut, auth=None, summary="核验证照")
def verify(request: HttpRequest, body: CheckIn) -> VerdictOut:
    """Whether a licence is genuine and in force; open to all, limited per caller and minute."""
    count(request)
    if body.statement:
        return VerdictOut.of(selectors.check_statement(body.statement, now=now()))
    return VerdictOut.of(selectors.verify_number(body.number, body.holder, now=now()))


@router.post("/call", response=CalledOut, summary="调用证照")
def call(request: HttpRequest, body: CallIn) -> CalledOut:
    """A holder's licence in place of the paper, as it is seen now, with its digest.

    For departments' systems with the scope licences:call. Number and full name must both agree;
    404 where they do not, or where no licence is in force. The holder sees every call with its
    purpose and business number.
    """
    actor = _actor(request)
    actor.require_scope("licences:call")
    row, snapshot = services.call(
        actor=actor,
        now=now(),
        type_code=body.type,
        identity_type=body.identity_type,
        identity_number=body.identity_number,
        holder=body.holder,
        purpose=body.purpose,
        reference=body.reference,
    )
    return CalledOut.of(row, snapshot)


@router.get("/{token}", response=LicenceOut, summary="证照详情")
def get_licence(request: HttpRequest, token: str) -> LicenceOut:
    """One licence in the caller's scope. Scope licences:read."""
    actor = _actor(request)
    actor.require_scope("licences:read")
    return LicenceOut.of(selectors.visible_by_token(actor, token))
