"""Who may pay, take money at the window, and send back what is held."""

from typing import TYPE_CHECKING

from tongban.core.accounts.types import Actor
from tongban.payments.querysets import COLLECT, READ, RECONCILE, RESOLVE

if TYPE_CHECKING:
    from tongban.payments.models import Bill


def may_collect(actor: Actor, bill: "Bill") -> bool:
    return _at(actor, COLLECT, bill)


def may_resolve(actor: Actor, bill: "Bill") -> bool:
    return _at(actor, RESOLVE, bill)


def may_read_list(actor: Actor) -> bool:
    return actor.can(READ)


def may_reconcile(actor: Actor) -> bool:
    return actor.kind == "system" or actor.can(RECONCILE)


def _at(actor: Actor, power: str, bill: "Bill") -> bool:
    return actor.can(
        power,
        organisation_path=bill.organisation.path,
        division_path=bill.division.path,
    )
