"""容缺受理: the main materials are there, the others are promised in writing by a day.

Not handed in by then is a withdrawal (domain §2 (d)); the engine's clock and tick see to it. No
decision is made before they are there.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.cases.errors import DeferralRefused, Incomplete
from tongban.cases.models import Case, Deferral
from tongban.cases.selectors import papers
from tongban.cases.selectors.waiting import still_deferred
from tongban.cases.services import outcome
from tongban.cases.services.materials import keep_further
from tongban.cases.types import Origin
from tongban.core.workdays.rules import local_date
from tongban.workflow import selectors as engine
from tongban.workflow import services
from tongban.workflow.types import Own

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

PROMISE = "我（单位）承诺在受理后规定的期限内补齐上述材料；逾期未补齐的，视为撤回申请。"


def promised(case: Case, *, now: datetime, codes: Sequence[str], signed_by: str) -> Deferral | None:
    """Keep the promise that came with the application; None where nothing is deferred."""
    if not codes:
        return None
    case.materials.filter(code__in=list(codes)).update(origin=Origin.DEFERRED)
    return Deferral.objects.create(
        case=case,
        codes=json.dumps(list(codes), ensure_ascii=False),
        promise=PROMISE,
        signed_by=signed_by,
        signed_at=now,
    )


def accepted(case: Case, *, actor: "Actor", now: datetime, codes: Sequence[str]) -> None:
    """At acceptance: the list and the day, on paper and told."""
    row = Deferral.objects.filter(case=case).first()
    if row is None:
        return
    row.due_at = engine.running_due(case.item_id, "deferred")
    row.save(update_fields=["due_at"])
    until = local_date(row.due_at).isoformat() if row.due_at else ""
    names = dict(case.materials.values_list("code", "name"))
    outcome.paper(
        case,
        outcome.DEFERRED,
        actor=actor,
        now=now,
        prefix="RQ",
        lacks=[names.get(code, code) for code in codes],
        until=until,
        promise=row.promise,
        signed_by=row.signed_by,
        due=papers.due_day(case),
    )
    outcome.tell(case, "cases.deferred", now=now, count=len(codes), until=until)


@transaction.atomic
def supply(
    *,
    actor: "Actor",
    now: datetime,
    case: Case,
    version: int | None,
    given: Mapping[str, Sequence[str]],
) -> Case:
    """Hand in everything that was deferred, at once.

    Raises DeferralRefused where nothing is open, Incomplete with each material that is missing.
    """
    waiting = still_deferred(case)
    if not waiting:
        raise DeferralRefused()
    given = {code: tuple(tokens) for code, tokens in given.items() if tokens}
    names = dict(case.materials.values_list("code", "name"))
    missing = [code for code in waiting if code not in given]
    if missing:
        raise Incomplete(
            [(f"material:{c}", "material_missing", f"请补交：{names[c]}") for c in missing]
        )
    services.perform(
        actor=actor,
        now=now,
        item=case.item_id,
        command=Own("supply", detail={"items": list(waiting)}),
        expected_version=version,
    )
    keep_further(actor=actor, now=now, case=case, given=given)
    Deferral.objects.filter(case=case).update(supplied_at=now)
    case.refresh_from_db()
    return case


def waits(case: Case) -> str:
    """Say why no decision may be made while something is still to come: promised for later, or of
    a source that does not answer."""
    waiting = case.materials.filter(origin__in=(Origin.DEFERRED, Origin.AWAITED), dropped=False)
    found = list(waiting.values_list("origin", "name"))
    awaited = "、".join(name for origin, name in found if origin == Origin.AWAITED)
    if awaited:
        return f"{awaited}等待来源系统恢复后核验，核验后才能作出决定"
    return f"还有 {len(found)} 份容缺材料未补齐，补齐后才能作出决定" if found else ""
