"""Parties for tests; others may import it."""

from datetime import date
from itertools import count

from tongban.core.accounts.models import Account
from tongban.core.accounts.tests.factories import NOW
from tongban.core.accounts.types import SYSTEM
from tongban.lib.identifiers import demo_identity, demo_uscc
from tongban.parties import services
from tongban.parties.models import Party

_serial = count(1)


def identity_number(serial: int = 0) -> str:
    """A resident number of the region 421299 (there is none), born 1990-01-01."""
    return demo_identity((serial or next(_serial)) % 1000, date(1990, 1, 1))


def person(name: str = "演示某人", account: Account | None = None, number: str = "") -> Party:
    """Make a natural person, linked to an account if given."""
    party = services.identify(
        actor=SYSTEM,
        now=NOW,
        kind="natural",
        name=name,
        identity_type="resident_id",
        number=number or identity_number(),
        phone="12000000001",
        address="湖北省咸宁市咸安区演示路1号",
        source="统一身份认证",
    )
    if account is not None:
        services.link_account(actor=SYSTEM, now=NOW, account_id=account.pk, party=party.pk)
    return party


def firm(name: str = "演示大药房有限公司", serial: int = 0) -> Party:
    """Make a market entity."""
    return services.identify(
        actor=SYSTEM,
        now=NOW,
        kind="market",
        name=name,
        identity_type="uscc",
        number=demo_uscc(serial or 800_000 + next(_serial), kind="91"),
    )
