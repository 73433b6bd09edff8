"""The machines' face: send cases, see what became of them, read them back."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Query, Router

from tongban.core.accounts.types import Actor
from tongban.core.shell.clock import now
from tongban.hub import rules, selectors, services
from tongban.hub.errors import BatchTooLarge
from tongban.hub.schemas import BatchOut, RecordPage

PREFIX = "/hub"
router = Router(tags=["hub"])
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$"),
]
NDJSON = {
    "requestBody": {
        "required": True,
        "description": "一行一件办件（JSON），最多 10,000 行、32 MiB",
        "content": {
            "application/x-ndjson": {
                "schema": {"type": "string", "description": "JSON Lines"},
                "example": (
                    '{"number":"SW-2026-000001","task_code":"1142…","title":"演示办件",'
                    '"applicant_kind":"natural","applicant_name":"演示申请人","state":"05",'
                    '"received_at":"2026-11-23T09:00:00+08:00",'
                    '"accepted_at":"2026-11-23T10:00:00+08:00","steps":[]}'
                ),
            }
        },
    }
}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _content(request: HttpRequest) -> bytes:
    """Read the body, past the limit of a form but not past that of a batch."""
    content = bytearray()
    while part := request.read(1 << 16):
        content += part
        if len(content) > rules.MOST_BYTES:
            raise BatchTooLarge(lines=rules.MOST_LINES, mib=rules.MOST_BYTES // 1024**2)
    return bytes(content)


@router.post("/batches", response=BatchOut, summary="报送办件", openapi_extra=NDJSON)
def send_batch(request: HttpRequest, key: Key = None) -> dict[str, Any]:
    """Send cases as they stand, one JSON object a line. Scope hub:write.

    A sound line is taken however wrong its neighbours are; the same line again changes nothing; a
    line older than what is here is refused. The same Idempotency-Key answers with the first batch.
    """
    actor = _actor(request)
    actor.require_scope("hub:write")
    content = _content(request)
    return BatchOut.whole(services.take_in(actor=actor, now=now(), content=content, key=key))


@router.get("/batches/{token}", response=BatchOut, summary="报送结果")
def get_batch(request: HttpRequest, token: str) -> dict[str, Any]:
    """What became of one of the caller's batches. Scope hub:write."""
    actor = _actor(request)
    actor.require_scope("hub:write")
    return BatchOut.whole(selectors.batch_of(actor, token[:32]))


@router.get("/records", response=RecordPage, summary="办件库")
def list_records(
    request: HttpRequest,
    state: Annotated[str, Query(max_length=2)] = "",
    q: Annotated[str, Query(max_length=80, description="办件编号，或申请人名称的开头")] = "",
    before: Annotated[int, Query(ge=0, le=2**63 - 1, description="上一页的 next")] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Cases of other systems in the caller's scope, newest first. Scope hub:read."""
    actor = _actor(request)
    actor.require_scope("hub:read")
    rows = selectors.listing(actor, state=state, text=q, before=before, limit=limit)
    more = rows[limit - 1].pk if len(rows) > limit else None
    return {"items": [selectors.shown(row) for row in rows[:limit]], "next": more}
