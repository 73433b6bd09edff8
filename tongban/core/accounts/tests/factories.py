"""The cast of the tests of people: two organisations, accounts, grants. Others may import it."""

from datetime import UTC, datetime
from itertools import count

from tongban.core.accounts import services
from tongban.core.accounts.models import Account
from tongban.core.accounts.types import SYSTEM
from tongban.core.divisions.services import load_divisions, shipped
from tongban.core.organisations import services as organisations
from tongban.core.organisations.models import Organisation
from tongban.lib.identifiers import demo_uscc

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""2026-11-23 09:00 in Asia/Shanghai, a Monday."""
PASSWORD = "yi-zhi-xiao-ma-59"
XIANAN, CHIBI = "421202", "421281"
_serial = count(1)


def divisions() -> None:
    """Load the province, the city, its counties and zones."""
    load_divisions(row for row in shipped() if row.level in {"province", "city", "county", "zone"})


def organisation(code: str, division: str = XIANAN, parent: str = "") -> Organisation:
    """Make an organisation in a county."""
    return organisations.save(
        actor=SYSTEM,
        now=NOW,
        code=code,
        uscc=demo_uscc(700_000 + next(_serial)),
        name=f"演示单位{code}",
        division=division,
        parent=parent,
    )


def account(name: str = "演示某人", phone: str = "", **more: object) -> Account:
    """Make an account; the phone is the next free demo number unless given."""
    return services.create_account(
        actor=SYSTEM,
        now=NOW,
        name=name,
        phone=phone or f"1200009{next(_serial):04d}",
        phone_verified=True,
        **more,  # type: ignore[arg-type]
    )


def clerk(role: str, place: Organisation, *, division: str = "", name: str = "演示职员") -> Account:
    """Make an account that holds a role in an organisation."""
    made = account(name)
    services.grant_role(
        actor=SYSTEM,
        now=NOW,
        account_id=made.pk,
        role_code=role,
        organisation_id=place.pk,
        division=division,
    )
    return made
