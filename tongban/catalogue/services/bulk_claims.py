"""Claiming thousands of matters: what `claim` does, by 500 instead of one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from tongban.catalogue import permissions, states
from tongban.catalogue.errors import CatalogueForbidden, MatterUnknown
from tongban.catalogue.models import Claim, Delegation, Implementation, Matter
from tongban.catalogue.services.claims import may_be_claimed, new_implementation
from tongban.catalogue.services.recording import act_on_matter
from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.workdays.rules import local_date

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation

BATCH = 500


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim to make: the matter (slug or catalogue code), the body, its own code if it has one.

    The body comes with its division loaded.
    """

    matter: str
    organisation: "Organisation"
    local_code: str = ""


def claim_many(*, actor: Actor, now: datetime, claims: Iterable[NewClaim]) -> list[str]:
    """Claim each as `claim` would, in their order; returns the task codes in the same order.

    By 500, each batch whole or not at all; inside a transaction of the caller all of them or none.
    Raises what `claim` raises, before anything of the batch is written.
    """
    waiting = iter(claims)
    codes: list[str] = []
    while batch := list(islice(waiting, BATCH)):
        codes += _claim(actor, now, batch)
    return codes


@transaction.atomic
def _claim(actor: Actor, now: datetime, batch: Sequence[NewClaim]) -> list[str]:
    matters = _matters({one.matter for one in batch})
    wanted: dict[tuple[int, int], tuple[Matter, NewClaim]] = {}
    for one in batch:
        matter = matters.get(one.matter)
        if matter is None:
            raise MatterUnknown(matter=one.matter)
        if not permissions.may_edit(actor, one.organisation):
            raise CatalogueForbidden(matter=one.matter)
        wanted.setdefault((matter.pk, one.organisation.pk), (matter, one))
    takers = {body for _matter, body in wanted}
    delegations = _delegations({matter for matter, _body in wanted}, takers, now)
    for key, (matter, one) in wanted.items():
        may_be_claimed(matter, one.organisation, delegations.get(key))
    rows = _implementations(wanted, delegations)
    _answer(actor, now, wanted, rows)
    return [rows[matters[one.matter].pk, one.organisation.pk].task_code for one in batch]


def _matters(names: set[str]) -> dict[str, Matter]:
    """Return the matters by the names they were asked by: a slug counts before a code."""
    found = list(Matter.objects.filter(Q(slug__in=names) | Q(catalog_code__in=names)))
    return {one.catalog_code: one for one in found} | {one.slug: one for one in found}


def _delegations(
    matters: set[int], takers: set[int], now: datetime
) -> dict[tuple[int, int], Delegation]:
    today = local_date(now)
    running = Delegation.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today),
        matter__in=matters,
        taker__in=takers,
        since__lte=today,
    ).order_by("-pk")
    return {(one.matter_id, one.taker_id): one for one in running}


def _implementations(
    wanted: Mapping[tuple[int, int], tuple[Matter, NewClaim]],
    delegations: Mapping[tuple[int, int], Delegation],
) -> dict[tuple[int, int], Implementation]:
    made = {
        key: new_implementation(matter, one.organisation, one.local_code, delegations.get(key))
        for key, (matter, one) in wanted.items()
    }
    codes = [row.task_code for row in made.values()]
    there = set(
        Implementation.objects.filter(task_code__in=codes).values_list("task_code", flat=True)
    )
    Implementation.objects.bulk_create(
        [row for row in made.values() if row.task_code not in there], ignore_conflicts=True
    )
    stored = {row.task_code: row for row in Implementation.objects.filter(task_code__in=codes)}
    return {key: stored[row.task_code] for key, row in made.items()}


def _answer(
    actor: Actor,
    now: datetime,
    wanted: Mapping[tuple[int, int], tuple[Matter, NewClaim]],
    rows: Mapping[tuple[int, int], Implementation],
) -> None:
    """Write the claims that are not made yet, and an entry of the ledger for each."""
    known = {
        (one.matter_id, one.organisation_id): one
        for one in Claim.objects.select_for_update().filter(
            matter__in={matter for matter, _body in wanted},
            organisation__in={body for _matter, body in wanted},
        )
    }
    fresh: list[Claim] = []
    again: list[Claim] = []
    acts = []
    for key, (matter, one) in wanted.items():
        row = known.get(key)
        if row is not None and row.state == states.CLAIMED:
            continue
        (fresh if row is None else again).append(claim := row or Claim())
        claim.matter, claim.organisation = matter, one.organisation
        claim.state, claim.reason, claim.note = states.CLAIMED, "", ""
        claim.at, claim.by, claim.implementation = now, actor.ref, rows[key]
        acts.append(
            act_on_matter(
                actor, now, matter, "catalogue.claimed",
                organisation=one.organisation.name, reason="", note="",
            )
        )  # fmt: skip
    Claim.objects.bulk_create(fresh)
    Claim.objects.bulk_update(again, ["state", "reason", "note", "at", "by", "implementation"])
    ledger.append_many(acts)
