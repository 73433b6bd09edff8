"""What a case waits for beside its steps: a hearing, deferred materials, a revocation."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from tongban.cases.models import Case, Deferral, Hearing, Interested, Revocation
from tongban.cases.states import GROUNDS, HEARING_ACTS, MUST
from tongban.cases.types import Origin

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor
    from tongban.workflow.types import Allowed


def deferral_of(case: Case) -> Deferral | None:
    """Return what was promised for later, if anything was."""
    return Deferral.objects.filter(case=case).first()


def revocations_of(case: Case) -> list[Revocation]:
    """Return the proposals to revoke the decision, oldest first."""
    return list(Revocation.objects.filter(case=case))


def deferred_materials(case: Case, row: Deferral | None) -> list[Any]:
    """Return the materials that were promised for later (`row`) and are not there yet."""
    if row is None or row.supplied_at is not None:
        return []
    waiting = case.materials.filter(origin=Origin.DEFERRED, dropped=False)
    return [one for one in waiting if one.code in row.listed]


def still_deferred(case: Case) -> tuple[str, ...]:
    """Return the codes of what is still to come."""
    return tuple(one.code for one in deferred_materials(case, deferral_of(case)))


def standing(case: Case) -> dict[str, Any]:
    """Return what pages of the case show of all this, each None or empty where there is none.

    One query, one more for what was granted, one where something deferred is still to come, and one
    where the decision touches others.
    """
    joined = Case.objects.select_related(
        "hearing__presider",
        "deferral",
        "commitment",
        "renewal__licence",
        "cancellation__licence",
    )
    touched = Interested.objects.filter(case=OuterRef("pk"))
    whole = joined.defer("data", "answers").annotate(touches=Exists(touched)).get(pk=case.pk)
    deferral: Deferral | None = getattr(whole, "deferral", None)
    rows = revocations_of(case) if case.item.outcome == "approve" else []
    return {
        "hearing": getattr(whole, "hearing", None),
        "deferral": deferral,
        "deferred": deferred_materials(case, deferral),
        "commitment": getattr(whole, "commitment", None),
        "renewal": getattr(whole, "renewal", None),
        "cancellation": getattr(whole, "cancellation", None),
        "interested": list(case.interested.all()) if whole.touches else [],
        "revocations": rows,
        "revocation": next((row for row in rows if not row.outcome), None),
        "grounds": list(GROUNDS.items()),
        "must_revoke": any(not row.outcome and row.ground == MUST for row in rows),
    }


def available(
    case: Case, acts: Iterable["Allowed"], around: dict[str, Any], actor: "Actor", now: datetime
) -> frozenset[str]:
    """Return which of the case's own acts the actor may do just now.

    The engine has said who may in this state of the item; here only what the hearing, the deferral
    and the revocation (`around`, from `standing`) add.
    """
    names = {act.code for act in acts if act.act == "own"}
    return frozenset(name for name in names if _fits(name, case, around, actor, now))


# Acts that hang on one thing only of what stands around the case.
_BESIDE: Mapping[str, Callable[[dict[str, Any]], bool]] = {
    "supply": lambda around: bool(around["deferred"]),
    "tell_interested": lambda _around: True,
    "hear_interested": lambda around: any(one.opinion_at is None for one in around["interested"]),
}


def _fits(name: str, case: Case, around: dict[str, Any], actor: "Actor", now: datetime) -> bool:
    if name in HEARING_ACTS:
        return _hearing_fits(name, around["hearing"], now)
    if name in _BESIDE:
        return _BESIDE[name](around)
    row: Revocation | None = around["revocation"]
    if name == "propose_revocation":
        return case.item.outcome == "approve" and row is None and case.revoked_at is None
    if row is None:
        return False
    heard = row.answered_at is not None or now > row.answer_until
    if name == "answer_revocation":
        return not heard
    return heard and row.proposed_by != actor.ref


def hearing_open(row: Hearing | None, now: datetime) -> bool:
    """Say whether a hearing was told of and may still be asked for."""
    return row is not None and _hearing_fits("ask_hearing", row, now)


def _hearing_fits(name: str, row: Hearing | None, now: datetime) -> bool:
    sources, _target = HEARING_ACTS[name]
    if (row.state if row else None) not in sources:
        return False
    if name == "ask_hearing":
        return row is not None and (row.ask_until is None or now <= row.ask_until)
    if name == "hold_hearing":
        return row is not None and row.held_at is not None and now >= row.held_at
    return True
