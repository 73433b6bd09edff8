"""What can be done with parties: identify, link, authorise, revoke, correct, unmask."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from tongban.core.accounts.rules import normal_phone
from tongban.core.accounts.services import unmask as unmask_subject
from tongban.core.accounts.types import Actor
from tongban.core.ledger.services import append
from tongban.core.vault.services import blind
from tongban.core.workdays.rules import local_date
from tongban.lib.pinyin import sort_key
from tongban.parties.errors import (
    AlreadyLinked,
    BadIdentity,
    BadPeriod,
    NameDiffers,
    NameMissing,
    NoSuchParty,
    NotAllowed,
    OwnAgent,
    PartyClosed,
    PhoneUnreadable,
)
from tongban.parties.models import Authorisation, Party, PartyAccount
from tongban.parties.permissions import may_authorise, may_identify, may_link
from tongban.parties.rules import is_identity, normal_name, normal_number
from tongban.parties.selectors import (
    IDENTITY_PURPOSE,
    PHONE_PURPOSE,
    by_identity,
    parties_i_may_act_for,
)
from tongban.parties.types import KINDS


def _plain_phone(phone: str) -> str:
    if not phone.strip():
        return ""
    plain = normal_phone(phone)
    if plain is None:
        raise PhoneUnreadable(field="phone")
    return plain


def _checked(kind: str, name: str, identity_type: str, number: str) -> tuple[str, str]:
    whole = normal_name(name) if kind == "natural" else " ".join(name.split())
    if not whole:
        raise NameMissing(field="name")
    plain = normal_number(number)
    fits = (identity_type == "uscc") == (kind != "natural")
    if kind not in KINDS or not fits or not is_identity(identity_type, plain):
        raise BadIdentity(field="number", type=identity_type)
    return whole, plain


@transaction.atomic
def identify(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    name: str,
    identity_type: str,
    number: str,
    phone: str = "",
    address: str = "",
    source: str = "",
) -> Party:
    """Find the party with that number, or make it; an empty phone or address is filled in.

    `kind` is natural (any identity type but uscc), organisation or market (uscc). A known name
    is never changed: another one raises NameDiffers (409). `source` says where the data come from
    ("统一身份认证") and marks them as verified today. Raises BadIdentity, NameMissing,
    PhoneUnreadable (422), NotAllowed (403), PartyClosed (409).
    """
    if not may_identify(actor):
        raise NotAllowed
    whole, plain = _checked(kind, name, identity_type, number)
    tel = _plain_phone(phone)
    known = by_identity(identity_type, plain)
    if known is None:
        try:
            with transaction.atomic():
                return _make(
                    actor,
                    now,
                    Party(
                        kind=kind,
                        name=whole,
                        identity_type=identity_type,
                        identity_number=plain,
                        phone=tel,
                        address=address.strip(),
                        source=source,
                    ),
                )
        except IntegrityError:
            # Somebody identified the same number at the same moment; theirs is the row.
            known = by_identity(identity_type, plain)
            if known is None:
                raise
    return _same(known, whole, tel, address.strip())


def _make(actor: Actor, now: datetime, party: Party) -> Party:
    number = party.identity_number
    party.pinyin = sort_key(party.name)
    party.identity_blind = blind(number, purpose=IDENTITY_PURPOSE)
    party.phone_blind = blind(party.phone, purpose=PHONE_PURPOSE) if party.phone else ""
    party.uscc = number if party.identity_type == "uscc" else ""
    party.verified_on = local_date(now) if party.source else None
    party.created_at, party.created_by = now, actor.ref
    party.save(force_insert=True)
    append(
        subject=party.ref,
        verb="parties.create",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={
            "kind": party.kind,
            "identity_type": party.identity_type,
            "source": party.source,
        },
        personal={"name": party.name, "identity_number": number},
    )
    return party


def _same(party: Party, name: str, phone: str, address: str) -> Party:
    if party.name != name:
        raise NameDiffers(field="name")
    if party.status != "active":
        raise PartyClosed(state=party.get_status_display())
    changed = []
    if phone and not party.phone:
        party.phone, party.phone_blind = phone, blind(phone, purpose=PHONE_PURPOSE)
        changed += ["phone", "phone_blind"]
    if address and not party.address:
        party.address = address
        changed.append("address")
    if changed:
        party.save(update_fields=changed)
    return party


@transaction.atomic
def rename(*, actor: Actor, now: datetime, party: int, name: str, reason: str) -> Party:
    """Change a party's name, openly and with a reason (更名). Needs `parties.identify`."""
    if not actor.can("parties.identify"):
        raise NotAllowed
    row = _locked(party)
    whole = normal_name(name) if row.kind == "natural" else " ".join(name.split())
    if not whole:
        raise NameMissing(field="name")
    before, row.name = row.name, whole
    row.pinyin = sort_key(whole)
    row.save(update_fields=["name", "pinyin"])
    append(
        subject=row.ref,
        verb="parties.rename",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"reason": reason},
        personal={"before": before, "after": whole},
    )
    return row


@transaction.atomic
def set_status(*, actor: Actor, now: datetime, party: int, status: str, reason: str) -> Party:
    """Mark a party as active, deceased or dissolved. Needs `parties.identify` (or the system)."""
    if not actor.can("parties.identify"):
        raise NotAllowed
    row = _locked(party)
    row.status = status
    row.save(update_fields=["status"])
    append(
        subject=row.ref,
        verb="parties.status",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"status": status, "reason": reason},
    )
    return row


@transaction.atomic
def set_legal(*, actor: Actor, now: datetime, party: int, legal: int | None) -> Party:
    """Name the legal representative of an organisation. Needs `parties.identify`."""
    if not actor.can("parties.identify"):
        raise NotAllowed
    row = _locked(party)
    if legal == row.pk:
        raise OwnAgent
    row.legal = _locked(legal) if legal is not None else None
    row.save(update_fields=["legal"])
    append(
        subject=row.ref,
        verb="parties.legal",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"legal": legal},
    )
    return row


def _locked(party_id: int) -> Party:
    row: Party | None = Party.objects.select_for_update().filter(pk=party_id).first()
    if row is None:
        raise NoSuchParty
    return row


@transaction.atomic
def link_account(
    *, actor: Actor, now: datetime, account_id: int, party: int, relation: str = "self"
) -> PartyAccount:
    """Say that the account is the party (self), leads it (legal) or serves it (agent).

    Idempotent. Raises AlreadyLinked (409) if the account is another person already, or another
    account is this one. Needs `parties.identify` or the system after an identity check.
    """
    if not may_link(actor):
        raise NotAllowed
    row = _locked(party)
    links = PartyAccount.objects.filter(ended_at__isnull=True)
    same = links.filter(party=row, account_id=account_id, relation=relation).first()
    if same is not None:
        return same
    if relation == "self" and (
        links.filter(account_id=account_id, relation="self").exists()
        or links.filter(party=row, relation="self").exists()
    ):
        raise AlreadyLinked
    link = PartyAccount.objects.create(
        party=row, account_id=account_id, relation=relation, linked_at=now, linked_by=actor.ref
    )
    append(
        subject=row.ref,
        verb="parties.link",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"account": f"account:{account_id}", "relation": relation},
    )
    return link


@transaction.atomic
def authorise(
    *,
    actor: Actor,
    now: datetime,
    principal: int,
    agent: int,
    scope: str,
    matters: Iterable[str] = (),
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    evidence: str = "",
) -> Authorisation:
    """Let `agent` act for `principal` in `scope` (words) and `matters` (codes; empty is all).

    From `valid_from` (now) to `valid_to` (until revoked). The principal itself or its legal
    representative may, or a counter with `parties.identify`; `evidence` is the token of the
    scanned paper. Raises NotAllowed, OwnAgent, BadPeriod, PartyClosed, NoSuchParty.
    """
    begin = valid_from or now
    if principal == agent:
        raise OwnAgent
    if valid_to is not None and valid_to <= begin:
        raise BadPeriod(field="valid_to")
    mine = parties_i_may_act_for(actor, now=now)
    if not may_authorise(actor, frozenset(s.relation for s in mine if s.party_id == principal)):
        raise NotAllowed
    giver, holder = _locked(principal), _locked(agent)
    for row in (giver, holder):
        if row.status != "active":
            raise PartyClosed(state=row.get_status_display())
    made = Authorisation.objects.create(
        token=secrets.token_urlsafe(16),
        principal=giver,
        agent=holder,
        scope=scope,
        matters=list(matters),
        valid_from=begin,
        valid_to=valid_to,
        evidence=evidence,
        created_at=now,
        created_by=actor.ref,
    )
    append(
        subject=giver.ref,
        verb="parties.authorise",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={
            "authorisation": made.pk,
            "agent": holder.ref,
            "scope": scope,
            "matters": made.matters,
            "valid_to": valid_to.isoformat() if valid_to else "",
        },
    )
    return made


@transaction.atomic
def revoke(*, actor: Actor, now: datetime, authorisation: int, reason: str = "") -> Authorisation:
    """End an authorisation at once; again it changes nothing. Who may authorise, and the agent."""
    row: Authorisation | None = (
        Authorisation.objects.select_for_update(of=("self",))
        .filter(pk=authorisation)
        .select_related("principal")
        .first()
    )
    if row is None:
        raise NoSuchParty
    mine = parties_i_may_act_for(actor, now=now)
    held = frozenset(s.relation for s in mine if s.party_id == row.principal_id)
    own = any(s.party_id == row.agent_id and s.relation in {"self", "legal"} for s in mine)
    if not own and not may_authorise(actor, held):
        raise NotAllowed
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        append(
            subject=row.principal.ref,
            verb="parties.revoke",
            actor=actor.ref,
            on_behalf=actor.on_behalf,
            at=now,
            payload={"authorisation": row.pk, "reason": reason},
        )
    return row


def revoke_by_token(*, actor: Actor, now: datetime, token: str) -> Authorisation:
    """End an authority of the actor's sight by its token. Raises NoSuchParty, as `revoke`."""
    row = Authorisation.objects.visible_to(actor).filter(token=token).first()
    if row is None:
        raise NoSuchParty
    return revoke(actor=actor, now=now, authorisation=row.pk)


def unmask(
    *, actor: Actor, now: datetime, party: int, fields: Iterable[str], reason: str
) -> Mapping[str, str]:
    """Give sealed fields in clear (identity_number, phone, address) and record the reading.

    Raises ReasonMissing (422) for a reason too short, NotAllowed (403), NoSuchParty (404).
    """
    return unmask_subject(
        actor=actor, now=now, subject=f"party:{party}", fields=fields, reason=reason
    )
