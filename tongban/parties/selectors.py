"""Reads: parties, and who may act for whom."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from tongban.core.accounts.selectors import facts
from tongban.core.accounts.types import Actor
from tongban.core.shell import clock
from tongban.core.vault.rules import mask_identity, mask_phone
from tongban.core.vault.services import blind
from tongban.parties.errors import NoSuchParty
from tongban.parties.models import Authorisation, Party, PartyAccount
from tongban.parties.rules import normal_number
from tongban.parties.types import IDENTITY_CODES, Standing, limited

IDENTITY_PURPOSE = "parties.identity"
PHONE_PURPOSE = "parties.phone"


def by_id(party_id: int) -> Party | None:
    """Give the party, or None. Unscoped: for areas that hold the id already."""
    return Party.objects.filter(pk=party_id).first()


def many(party_ids: Iterable[int]) -> dict[int, Party]:
    """Give many parties by id, with one query."""
    return Party.objects.in_bulk(list(party_ids))


def get_visible(actor: Actor, party_id: int) -> Party:
    """Give the party if the actor may see it. Raises NoSuchParty (404) otherwise."""
    party: Party | None = Party.objects.visible_to(actor).filter(pk=party_id).first()
    if party is None:
        raise NoSuchParty
    return party


def by_identity(identity_type: str, number: str) -> Party | None:
    """Give the party with that number, or None."""
    plain = normal_number(number)
    return Party.objects.filter(
        identity_type=identity_type, identity_blind=blind(plain, purpose=IDENTITY_PURPOSE)
    ).first()


def by_identities(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Party]:
    """Give the parties with these (identity type, number), with one query; unknown ones are left
    out."""
    blinds = {
        (kind, blind(normal_number(number), purpose=IDENTITY_PURPOSE)): (kind, number)
        for kind, number in wanted
    }
    found = Party.objects.filter(identity_blind__in={code for _kind, code in blinds})
    known = {(party.identity_type, party.identity_blind): party for party in found}
    return {asked: known[key] for key, asked in blinds.items() if key in known}


def by_uscc(uscc: str) -> Party | None:
    """Give the organisation or market entity with that unified code, or None."""
    return Party.objects.filter(uscc=normal_number(uscc)).exclude(uscc="").first()


def party_of_account(account_id: int) -> Party | None:
    """Give the natural person that the account is, or None if it is not linked yet."""
    link = (
        PartyAccount.objects.filter(account_id=account_id, relation="self", ended_at__isnull=True)
        .select_related("party")
        .first()
    )
    return link.party if link else None


def account_of_party(party_id: int) -> int | None:
    """Give the account of a natural person (or the first who leads or serves an organisation)."""
    found = accounts_of_party(party_id)
    return found[0] if found else None


def accounts_of_party(party_id: int) -> list[int]:
    """Give the accounts that are, lead or serve the party, in this order, each once."""
    links = PartyAccount.objects.filter(party_id=party_id, ended_at__isnull=True)
    order = {"self": 0, "legal": 1, "agent": 2}
    found = sorted(links, key=lambda link: (order.get(link.relation, 9), link.pk))
    return list(dict.fromkeys(link.account_id for link in found))


def standings(account_id: int, *, now: datetime | None = None) -> list[Standing]:
    """Give everybody the account may act for: itself first, then those it leads or serves, then
    those who authorised it (also those who authorised a firm it leads). Two queries.

    A deceased or dissolved party is left out; without `now` the platform's clock is asked.
    """
    now = now or clock.now()
    links = (
        PartyAccount.objects.filter(
            account_id=account_id, ended_at__isnull=True, party__status="active"
        )
        .select_related("party")
        .order_by("id")
    )
    order = {"self": 0, "legal": 1, "agent": 2}
    found = [
        Standing(link.party_id, link.party.name, link.party.kind, link.relation)
        for link in sorted(links, key=lambda link: (order.get(link.relation, 9), link.pk))
    ]
    own = [standing.party_id for standing in found]
    if own:
        held = (
            Authorisation.objects.in_force(now)
            .filter(agent_id__in=own, principal__status="active")
            .exclude(principal_id__in=own)
            .select_related("principal")
            .order_by("id")
        )
        found += [
            Standing(
                row.principal_id,
                row.principal.name,
                row.principal.kind,
                "authorised",
                row.pk,
                tuple(row.matters),
            )
            for row in held
        ]
    return found


def parties_i_may_act_for(
    actor: Actor, *, now: datetime | None = None, matter: str = ""
) -> list[Standing]:
    """Give the standings of the actor's account, for a matter (its code) or for any."""
    if actor.account_id is None:
        return []
    return [one for one in standings(actor.account_id, now=now) if one.covers(matter)]


def may_act_for(
    actor: Actor, party: Party | int, *, now: datetime | None = None, matter: str = ""
) -> bool:
    """Say whether the actor may act for the party: the system and those with a standing that
    covers the matter. A clerk at a counter acts *with* the applicant present: ask
    `actor.can("parties.identify")` beside this.
    """
    if actor.kind == "system":
        return True
    wanted = party if isinstance(party, int) else party.pk
    return any(
        one.party_id == wanted for one in parties_i_may_act_for(actor, now=now, matter=matter)
    )


def my_refs(actor: Actor) -> list[int]:
    """Give the ids of the parties the actor may act for (as the registered facts say)."""
    return [int(ref.removeprefix("party:")) for ref in facts(actor) if ref.startswith("party:")]


def my_limited(actor: Actor) -> list[tuple[int, str]]:
    """Give party and matter code of each authority of the actor that is limited to matters."""
    return limited(facts(actor))


def masked(party: Party) -> dict[str, str]:
    """Give what may be shown of a party without a recorded reading: everything sealed is masked.

    Unified codes are public and stay whole.
    """
    number = party.identity_number
    return {
        "name": party.name,
        "identity_number": party.uscc or mask_identity(number),
        "phone": mask_phone(party.phone) if party.phone else "",
        "address": f"{party.address[:6]}……" if len(party.address) > 6 else party.address,
    }


def identity_of(party: Party) -> dict[str, str]:
    """Give who the party is by data element, as whoever has its papers in hand has just typed it:
    name and numbers, and nothing else of what is known of it."""
    number = party.identity_number
    found = {
        "party.name": party.name,
        "party.identity_type": IDENTITY_CODES.get(party.identity_type, ""),
        "party.identity_number": number if party.identity_type == "resident_id" else "",
        "party.uscc": party.uscc,
    }
    return {element: value for element, value in found.items() if value}


def authorities_of(
    actor: Actor, *, now: datetime
) -> tuple[list[Authorisation], list[Authorisation]]:
    """Give what the actor's own person and the firms that it leads gave and hold, each that is not
    over yet, the latest first; one statement beside that of the standings."""
    own = {
        one.party_id
        for one in parties_i_may_act_for(actor, now=now)
        if one.relation in {"self", "legal"}
    }
    rows = (
        Authorisation.objects.filter(revoked_at__isnull=True)
        .filter(Q(principal__in=own) | Q(agent__in=own))
        .exclude(valid_to__lte=now)
        .select_related("agent", "principal")
        .order_by("-pk")
    )
    found = list(rows)
    given = [row for row in found if row.principal_id in own]
    return given, [row for row in found if row.principal_id not in own]


def authorisations_of(party_id: int, *, now: datetime) -> list[Authorisation]:
    """Give the authorisations that the party has given and that hold now or will."""
    return list(
        Authorisation.objects.filter(principal_id=party_id, revoked_at__isnull=True)
        .exclude(valid_to__lte=now)
        .select_related("agent", "principal")
    )
