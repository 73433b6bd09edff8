"""Roles given and taken, deputies appointed and ended."""

from datetime import datetime

from django.db import transaction

from tongban.core.accounts.errors import (
    BadPeriod,
    DeputyNotStaff,
    NoSuchAccount,
    NoSuchRole,
    NotAllowed,
    NothingToEnd,
    OwnDeputy,
    ReasonMissing,
)
from tongban.core.accounts.models import Account, Deputy, Role, RoleGrant
from tongban.core.accounts.permissions import may_appoint, may_manage
from tongban.core.accounts.rules import ROLE_TITLES, ROLES
from tongban.core.accounts.selectors import roles_of
from tongban.core.accounts.services.people import locked
from tongban.core.accounts.types import Actor
from tongban.core.divisions import selectors as divisions
from tongban.core.ledger.services import append
from tongban.core.organisations import selectors as organisations


def seed_roles() -> int:
    """Make the roles of the table that are missing; give how many. Titles and powers stay."""
    made = 0
    for order, seed in enumerate(ROLES):
        _, fresh = Role.objects.get_or_create(
            code=seed.code, defaults={"title": seed.title, "order": order}
        )
        made += fresh
    return made


def role(code: str) -> Role:
    """Give the role; those of the table come into being at first use. Raises NoSuchRole."""
    found = Role.objects.filter(code=code).first()
    if found is None and code in ROLE_TITLES:
        seed_roles()
        found = Role.objects.get(code=code)
    if found is None:
        raise NoSuchRole(role=code)
    return found


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    now: datetime,
    account_id: int,
    role_code: str,
    organisation_id: int,
    division: str = "",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> RoleGrant:
    """Let an account hold a role in an organisation for a division ("": as far as it reaches).

    Idempotent while the same grant holds. Needs `accounts.manage` for that organisation, so that
    a county's administrator cannot appoint in the city. Raises NotAllowed, NoSuchRole,
    NoSuchAccount, BadPeriod.
    """
    begin = valid_from or now
    if valid_to is not None and valid_to <= begin:
        raise BadPeriod(field="valid_to")
    place = organisations.by_id(organisation_id)
    area = divisions.get(division) if division else None
    if not may_manage(actor, organisation_path=place.path, division_path=area.path if area else ""):
        raise NotAllowed(power="accounts.manage")
    account = locked(account_id)
    same: RoleGrant | None = (
        RoleGrant.objects.in_force(begin)
        .filter(
            account=account,
            role_id=role_code,
            organisation_id=organisation_id,
            division_id=division or None,
            valid_to=valid_to,
        )
        .first()
    )
    if same is not None:
        return same
    if not account.is_staff_member:
        account.is_staff_member = True
        account.save(update_fields=["is_staff_member"])
    grant: RoleGrant = RoleGrant.objects.create(
        account=account,
        role=role(role_code),
        organisation_id=organisation_id,
        division_id=division or None,
        valid_from=begin,
        valid_to=valid_to,
        granted_by=actor.ref,
    )
    append(
        subject=account.ref,
        verb="accounts.grant",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={
            "grant": grant.pk,
            "role": role_code,
            "title": grant.role.title,
            "organisation": organisation_id,
            "division": division,
        },
    )
    return grant


@transaction.atomic
def revoke_grant(*, actor: Actor, now: datetime, grant_id: int) -> RoleGrant:
    """End a grant now; again it changes nothing. Needs what granting it needs."""
    grant = (
        RoleGrant.objects.filter(pk=grant_id)
        .select_related("organisation", "division", "role")
        .first()
    )
    if grant is None:
        raise NothingToEnd
    account = locked(grant.account_id)
    if not may_manage(
        actor,
        organisation_path=grant.organisation.path,
        division_path=grant.division.path if grant.division else "",
    ):
        raise NotAllowed(power="accounts.manage")
    if grant.ended_at is None:
        grant.ended_at = now
        grant.save(update_fields=["ended_at"])
        append(
            subject=account.ref,
            verb="accounts.revoke",
            actor=actor.ref,
            on_behalf=actor.on_behalf,
            at=now,
            payload={"grant": grant.pk, "role": grant.role_id, "title": grant.role.title},
        )
    return grant  # type: ignore[no-any-return]


@transaction.atomic
def appoint_deputy(
    *,
    actor: Actor,
    now: datetime,
    absent_id: int,
    deputy_id: int,
    valid_from: datetime,
    valid_to: datetime,
    reason: str,
) -> Deputy:
    """Let a colleague act with the absent one's roles from `valid_from` to `valid_to` (exclusive).

    The deputy must hold a role in an organisation where the absent one holds one. The absent one
    themself may, or `accounts.deputies` over that organisation. Deputies do not pass on: who
    stands in gets the absent one's own grants only. Raises OwnDeputy, BadPeriod, ReasonMissing,
    NotAllowed, DeputyNotStaff, NoSuchAccount.
    """
    if absent_id == deputy_id:
        raise OwnDeputy(field="deputy")
    if valid_to <= valid_from or valid_to <= now:
        raise BadPeriod(field="valid_to")
    if not reason.strip():
        raise ReasonMissing(field="reason", least=1)
    absent = locked(absent_id)
    places = list(roles_of(absent_id, now=now))
    shared = {place.organisation_id for place in places}
    if not shared or not any(
        may_appoint(actor, absent_id, place.organisation.path) for place in places
    ):
        raise NotAllowed(power="accounts.deputies")
    deputy = Account.objects.filter(pk=deputy_id, is_active=True).first()
    if deputy is None:
        raise NoSuchAccount(field="deputy")
    if not any(row.organisation_id in shared for row in roles_of(deputy_id, now=now)):
        raise DeputyNotStaff(field="deputy")
    row: Deputy = Deputy.objects.create(
        absent=absent,
        deputy=deputy,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason.strip(),
        created_at=now,
        created_by=actor.ref,
    )
    append(
        subject=absent.ref,
        verb="accounts.deputy",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={
            "deputy": deputy.ref,
            "from": valid_from.isoformat(),
            "to": valid_to.isoformat(),
            "reason": row.reason,
        },
    )
    return row


@transaction.atomic
def end_deputy(*, actor: Actor, now: datetime, deputy_row: int) -> Deputy:
    """End a deputyship now; again it changes nothing. Who may appoint, and the deputy themself."""
    row = Deputy.objects.filter(pk=deputy_row).first()
    if row is None:
        raise NothingToEnd
    absent = locked(row.absent_id)
    paths = [place.organisation.path for place in roles_of(row.absent_id, now=now)]
    if actor.account_id not in (row.absent_id, row.deputy_id) and not any(
        may_appoint(actor, row.absent_id, path) for path in paths
    ):
        raise NotAllowed(power="accounts.deputies")
    if row.ended_at is None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        append(
            subject=absent.ref,
            verb="accounts.deputy_end",
            actor=actor.ref,
            on_behalf=actor.on_behalf,
            at=now,
            payload={"deputy": f"account:{row.deputy_id}"},
        )
    return row  # type: ignore[no-any-return]
