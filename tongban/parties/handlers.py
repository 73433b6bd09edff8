"""What parties plug into lower areas: whom an account acts for, reading sealed data, prefill."""

from collections.abc import Iterable, Mapping

from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import local_date
from tongban.forms.types import Prefilled
from tongban.parties.errors import NoSuchParty, NotAllowed
from tongban.parties.models import Party
from tongban.parties.permissions import may_unmask
from tongban.parties.rules import birth_date, gender
from tongban.parties.selectors import by_id, may_act_for, party_of_account, standings
from tongban.parties.types import IDENTITY_CODES, SEALED_FIELDS


def actor_facts(account_id: int) -> Iterable[str]:
    """Give "party:ID" for everybody whom the account may act for (fills accounts.actor_facts).

    An authority that is limited to matters gives "agent:ID@CODE" for each of them instead: what
    knows only whole standings does not take it for one (行政许可法 §29, 民法典 §171).
    """
    found = set()
    for one in standings(account_id):
        if one.matters:
            found |= {f"agent:{one.party_id}@{code}" for code in one.matters}
        else:
            found.add(f"party:{one.party_id}")
    return found


def read_sealed(actor: Actor, subject: str, fields: Iterable[str]) -> Mapping[str, str]:
    """Give sealed fields of "party:ID" in clear (fills accounts.sealed_readers).

    Raises NoSuchParty (404), NotAllowed (403). Unknown fields are left out.
    """
    party = _party(subject)
    if party is None:
        raise NoSuchParty
    if not may_unmask(actor, party.pk):
        raise NotAllowed
    return {name: getattr(party, name) for name in fields if name in SEALED_FIELDS}


def _party(subject: str) -> Party | None:
    key = subject.removeprefix("party:")
    return (
        by_id(int(key))
        if subject.startswith("party:") and key.isdecimal() and len(key) < 19
        else None
    )


def _told(party: Party, *, prefix: str = "party") -> dict[str, Prefilled]:
    since = party.verified_on or local_date(party.created_at)
    text = f"来自{party.source or '以前的办件'} {since.isoformat()}"
    number = party.identity_number
    natural = party.kind == "natural"
    values: dict[str, str] = {
        "name": party.name,
        "identity_type": IDENTITY_CODES.get(party.identity_type, ""),
        "identity_number": number if party.identity_type == "resident_id" else "",
        "uscc": party.uscc,
        "phone": party.phone,
        "address": party.address,
        "legal_representative": party.legal.name if party.legal else "",
        "kind": {"natural": "person", "market": "enterprise"}.get(party.kind, ""),
    }
    if natural and party.identity_type == "resident_id":
        born = birth_date(number)
        values["birthday"] = born.isoformat() if born else ""
        values["gender"] = {"男": "1", "女": "2"}.get(gender(number), "")
    return {f"{prefix}.{name}": Prefilled(value, text) for name, value in values.items() if value}


def prefill_applicant(actor: Actor, subject: str) -> dict[str, Prefilled]:
    """Tell what is known of the applicant: the party that `subject` names, else the actor itself.

    Only to who may act for it: a clerk at a counter reads the applicant's card instead.
    """
    party = _party(subject) if subject else _own(actor)
    if party is None or not may_act_for(actor, party):
        return {}
    return _told(party)


def prefill_agent(actor: Actor, subject: str) -> dict[str, Prefilled]:
    """Tell what is known of the agent: the actor's own person, when it acts for somebody else."""
    party = _own(actor)
    if party is None or subject in ("", party.ref):
        return {}
    return {**_told(party), **_told(party, prefix="person")}


def prefill_legal(actor: Actor, subject: str) -> dict[str, Prefilled]:
    """Tell what is known of the applicant firm's legal representative."""
    party = _party(subject) if subject else None
    if party is None or party.legal is None or not may_act_for(actor, party):
        return {}
    return {**_told(party.legal), **_told(party.legal, prefix="person")}


def _own(actor: Actor) -> Party | None:
    return party_of_account(actor.account_id) if actor.account_id is not None else None
