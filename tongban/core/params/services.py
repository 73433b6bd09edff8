"""Acts on parameters."""

from datetime import date, datetime
from typing import Protocol

from django.db import transaction

from tongban.core.divisions import selectors as divisions
from tongban.core.ledger import services as ledger
from tongban.core.params import rules, selectors
from tongban.core.params.models import Row
from tongban.core.params.types import Param


class ActorLike(Protocol):
    """Whoever acts: accounts' Actor, which lies above this area, is one."""

    @property
    def ref(self) -> str: ...


@transaction.atomic
def load_shipped() -> int:
    """Store the rows that ship and are not there yet; what a city changed stays. Returns how many
    were written."""
    there: set[tuple[str, str | None, date | None]] = set(
        Row.objects.values_list("code", "division_id", "effective_from")
    )
    fresh = [
        _row(param)
        for param in rules.shipped()
        if (param.code, None, param.effective_from) not in there
    ]
    Row.objects.bulk_create(fresh, batch_size=200)
    if fresh:
        _changed()
    return len(fresh)


@transaction.atomic
def set_value(
    *,
    actor: ActorLike,
    now: datetime,
    code: str,
    value: int | str,
    unit: str,
    effective_from: date,
    source: str,
    day_kind: str = "",
    direction: str = "forward",
    effective_to: date | None = None,
    division: str = "",
    certain: bool = True,
    name: str = "",
    note: str = "",
) -> Param:
    """Let `code` have this value from a day on, in one division or (empty) everywhere.

    A row with the same first day is replaced; earlier ones stay and hold until that day. The
    caller has checked the actor's power. Raises BadParam and UnknownDivision.
    """
    if division:
        divisions.get(division)
    former = Row.objects.filter(code=code).order_by("-effective_from").first()
    param = rules.check(
        Param(
            code=code,
            name=name or (former.name if former else code),
            value=value,
            unit=unit,
            day_kind=day_kind,
            direction=direction,
            effective_from=effective_from,
            effective_to=effective_to,
            division=division,
            certain=certain,
            source=source.strip(),
            note=note,
        )
    )
    made = _row(param)
    same = Row.objects.filter(
        code=code, division=division or None, effective_from=effective_from
    ).first()
    made.pk = same.pk if same else None
    made.save()
    ledger.append(
        subject=f"param:{code}",
        verb="params.set",
        actor=actor.ref,
        at=now,
        payload={
            "value": str(param.value),
            "unit": unit,
            "day_kind": day_kind,
            "division": division,
            "effective_from": effective_from.isoformat(),
            "source": param.source,
            "name": param.name,
        },
    )
    _changed()
    return param


def _row(param: Param) -> Row:
    assert param.effective_from is not None  # noqa: S101 rules.check saw to it
    return Row(
        code=param.code,
        name=param.name,
        division_id=param.division or None,
        value=str(param.value),
        unit=param.unit,
        day_kind=param.day_kind,
        direction=param.direction,
        effective_from=param.effective_from,
        effective_to=param.effective_to,
        source=param.source,
        certain=param.certain,
        note=param.note,
    )


def _changed() -> None:
    selectors.forget()
    # Another thread may have read the former rows between now and the commit.
    transaction.on_commit(selectors.forget)
