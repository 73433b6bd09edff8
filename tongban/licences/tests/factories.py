"""The cast of licence tests; others may import it."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from tongban.core.accounts.models import Account
from tongban.core.accounts.selectors import actor_for_account
from tongban.core.accounts.tests.factories import XIANAN, divisions, organisation
from tongban.core.accounts.types import SYSTEM, Actor, Grant
from tongban.core.organisations.models import Organisation
from tongban.lib.identifiers import demo_identity, demo_uscc
from tongban.licences import demo, services
from tongban.licences.models import Licence
from tongban.parties import services as parties
from tongban.parties.models import Party, PartyAccount

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""2026-11-23 09:00 in Asia/Shanghai, a Monday."""
DAY = timedelta(days=1)
_serial = count(1)
HEAD_POWERS = frozenset({"licences.read", "licences.issue", "licences.change"})


def world() -> Organisation:
    """Divisions, the types, and one issuing body."""
    divisions()
    demo.publish_types(now=NOW)
    return organisation(f"market{next(_serial)}")


def firm(name: str = "") -> Party:
    """A market entity with a code of its own."""
    number = 3_000 + next(_serial)
    return parties.identify(
        actor=SYSTEM,
        now=NOW,
        kind="market",
        name=name or f"演示药店{number}有限公司",
        identity_type="uscc",
        number=demo_uscc(number, kind="91"),
    )


def person(name: str = "演示人丁") -> Party:
    """A natural person."""
    serial = next(_serial)
    return parties.identify(
        actor=SYSTEM,
        now=NOW,
        kind="natural",
        name=name,
        identity_type="resident_id",
        number=demo_identity(serial % 1000, datetime(1990, 1, 1 + serial // 1000).date()),  # noqa: DTZ001
    )


def owner_of(party: Party, account: Account) -> Actor:
    """The actor of an account that leads the party."""
    PartyAccount.objects.create(
        party=party, account=account, relation="legal", linked_at=NOW, linked_by="system"
    )
    return actor_for_account(account.pk, now=NOW)


def head(body: Organisation, powers: frozenset[str] = HEAD_POWERS) -> Actor:
    """One who may issue and change the licences of a body."""
    grant = Grant(
        role="decider", organisation_id=body.pk, organisation_path=body.path, powers=powers
    )
    return Actor(ref="account:1", name="演示负责人", grants=(grant,))


def licence(
    body: Organisation, holder: Party | None = None, kind: str = "drug-retail-permit", **more: Any
) -> Licence:
    """A licence issued at NOW."""
    values: dict[str, Any] = {
        "actor": SYSTEM,
        "now": NOW,
        "type_code": kind,
        "holder": (holder or firm()).pk,
        "organisation": body.pk,
        "division": XIANAN,
        "data": {"address": "演示路 1 号", "scope": ["处方药", "非处方药"]},
    }
    return services.issue(**(values | more))


def made(row: Licence) -> Licence:
    """The same with its paper made."""
    return services.make(now=NOW, licence_id=row.pk)
