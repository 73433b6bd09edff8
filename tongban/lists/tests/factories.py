"""A small city of lists: the real divisions, two bodies a place, editors and publishers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts import services as account_services
from tongban.core.accounts.models import Account
from tongban.core.accounts.tests.factories import clerk, divisions, organisation
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.divisions.services import load_divisions, shipped
from tongban.core.organisations.models import Organisation
from tongban.lists import selectors, services
from tongban.lists.models import ListEdition

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai
LATER = NOW + timedelta(minutes=30)
TODAY = date(2026, 11, 23)
CITY, XIANAN, CHIBI = "421200", "421202", "421281"
PATH = "420000/421200/421202/"
PROOFS = "proofs-cancelled"
CODE = f"{PROOFS}-{XIANAN}"
DRUG, FIRM = "000131902001", "000731901001"


def proof(name: str = "无犯罪记录证明", **more: Any) -> dict[str, Any]:
    """The values of an entry of the list of cancelled proofs."""
    return {
        "name": name,
        "purpose": "办理营业执照",
        "asked_by": "市场监管局",
        "replacement": "commitment",
        "replaced_by": "本人书面承诺",
        **more,
    }


def proofs(count: int, **more: Any) -> list[dict[str, Any]]:
    """So many different ones."""
    return [proof(f"证明{number}", **more) for number in range(1, count + 1)]


@dataclass
class Cast:
    """Who there is, by short names."""

    accounts: dict[str, Account] = field(default_factory=dict)
    bodies: dict[str, Organisation] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The actor of one of the cast."""
        if name == "system":
            return SYSTEM
        return accounts.actor_for_account(self.accounts[name].pk, now=NOW)


def cast(*, villages: bool = False) -> Cast:
    """Make the places, their bodies and staff: editors of two bodies and of the other county,
    the service office of the county and of the city, and who only watches."""
    divisions()
    if villages:
        load_divisions(
            row
            for row in shipped()
            if row.level in {"township", "village"} and row.code.startswith(XIANAN)
        )
    account_services.seed_roles()
    here = Cast()
    for code, division in (
        ("xzsp", CITY), ("xzsp", XIANAN), ("scjg", XIANAN), ("mzj", XIANAN), ("scjg", CHIBI),
    ):  # fmt: skip
        here.bodies[f"{code}-{division}"] = organisation(f"{code}-{division}", division)
    for name, role, body, division in (
        ("editor", "editor", "scjg", XIANAN),
        ("second", "editor", "mzj", XIANAN),
        ("chibi", "editor", "scjg", CHIBI),
        ("office", "service_office", "xzsp", XIANAN),
        ("city", "service_office", "xzsp", CITY),
        ("window", "window", "scjg", XIANAN),
        ("leader", "leader", "xzsp", XIANAN),
    ):
        place = here.bodies[f"{body}-{division}"]
        here.accounts[name] = clerk(role, place, division=division, name=f"演示{name}")
    return here


def published(
    entries: Sequence[Mapping[str, Any]],
    *,
    kind: str = PROOFS,
    division: str = XIANAN,
    since: date = TODAY,
    now: datetime = NOW,
    **more: Any,
) -> ListEdition:
    """Publish a whole list."""
    return services.publish_whole(
        actor=SYSTEM,
        now=now,
        kind=kind,
        division=division,
        entries=entries,
        effective_from=since,
        **more,
    )


def begun(here: Cast, who: str = "editor", *, entries: int = 0) -> ListEdition:
    """A draft of 咸安's list of cancelled proofs, with some entries put in by `who`."""
    edition = services.begin(actor=here.actor(who), now=NOW, kind=PROOFS, division=XIANAN)
    for values in proofs(entries):
        put(here, values, who=who)
    return fresh(edition)


def put(here: Cast, values: Mapping[str, Any], *, who: str = "editor", **more: Any) -> Any:
    """Put an entry into 咸安's draft; as new, and as read just now, unless said otherwise."""
    draft = selectors.draft(CODE)
    given = {"seen": draft.revision if draft else 0, "now": NOW, **more}
    return services.put_entry(actor=here.actor(who), code=CODE, values=values, **given)


def fresh(edition: ListEdition) -> ListEdition:
    """The edition as it stands now."""
    return ListEdition.objects.get(pk=edition.pk)
