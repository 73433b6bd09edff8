"""How an item comes into being."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import local_date
from tongban.core.workdays.types import Limit
from tongban.workflow import rules, states
from tongban.workflow.models import ItemParty, WorkItem
from tongban.workflow.selectors.items import facts_of
from tongban.workflow.selectors.offices import resolve
from tongban.workflow.selectors.procedures import compiled, parameters
from tongban.workflow.selectors.procedures import version as version_of
from tongban.workflow.selectors.snapshots import item_row
from tongban.workflow.services import writing
from tongban.workflow.services.acting import run_effects
from tongban.workflow.types import Involved, Snapshot, Start

if TYPE_CHECKING:
    from tongban.core.divisions.models import Division
    from tongban.core.organisations.models import Organisation

_COUNTY_DEPTH = 3  # 省, 市, 县
# Part of an item without seeing it: they have pages of their own, or none.
UNSEEING = frozenset({"informant", states.INTERESTED})


@transaction.atomic
def start(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    procedure: str,
    number: str,
    title: str,
    division: "Division",
    organisation: "Organisation",
    parties: Sequence[Involved] = (),
    facts: Mapping[str, Any] | None = None,
    limits: Mapping[str, Limit] | None = None,
    subject: str = "",
    version: int | None = None,
) -> WorkItem:
    """Open an item of `kind` on the newest (or the given) version of the procedure `procedure`.

    `facts` is what conditions ask (`facts.visit`); `limits` fills the clocks that the procedure
    names ("statutory", "promised"), its dated parameters are those of this day; `number` is its
    public number, unique. Its first tasks are open, its clocks run. Effects on "submitted" have
    run. Raises ProcedureInvalid if there is no such procedure, NoSuchParam,
    Invalid("no_office") if a seat has no organisation.
    """
    definition = version_of(procedure, version)
    seats = resolve(compiled(definition).rules, division, organisation)
    dated = parameters(compiled(definition), on=local_date(now), division=division.code)
    row = WorkItem(
        number=number,
        kind=kind,
        subject=subject,
        title=title[:200],
        procedure=definition,
        division=division,
        division_path=division.path,
        county=_county(division.path),
        organisation=organisation,
        organisation_path=organisation.path,
        state=states.SUBMITTED,
        opened_at=now,
        opened_by=actor.ref,
        due_at=states.NEVER,
        warn_at=states.NEVER,
        last_at=now,
        last_by=actor.ref,
        facts=dict(facts or {}),
        limits=writing.limits_json({**dated, **(limits or {})}),
        offices=writing.offices_json(seats),
    )
    involved = {f"party:{one.party}": one.role for one in parties}
    snapshot = Snapshot(compiled(definition), item_row(row, involved))
    command = Start()
    plan = rules.plan(snapshot, command, facts_of(actor, now, row.county, frozenset(), kind=kind))
    writing.copy_fields(row, plan)
    head = writing.append(row, plan, actor)
    row.ledger_seq, row.ledger_hash = head.seq, head.hash
    row.save(force_insert=True)
    _involve(row, parties)
    writing.write_rows(row, plan)
    after = plan.applied_to(snapshot)
    run_effects(row, plan, command=command, actor=actor, snapshot=after, results={})
    return row


def _county(path: str) -> str:
    codes = [code for code in path.split("/") if code]
    return codes[min(_COUNTY_DEPTH, len(codes)) - 1] if codes else ""


def involve(*, item: int, party: int, role: str) -> None:
    """Make a party part of a running item, once; the act that calls for it writes the ledger."""
    ItemParty.objects.get_or_create(
        item_id=item, party_id=party, role=role, defaults={"visible": role not in UNSEEING}
    )


def _involve(row: WorkItem, parties: Sequence[Involved]) -> None:
    if parties:
        ItemParty.objects.bulk_create(
            ItemParty(
                item=row,
                party_id=one.party,
                role=one.role,
                agent_id=one.agent,
                visible=one.role not in UNSEEING,
            )
            for one in parties
        )
