"""Reads: who acts with what, and who holds a role."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from tongban.core.accounts.models import Account, ClientGrant, Deputy, RoleGrant
from tongban.core.accounts.ports import actor_facts, powers
from tongban.core.accounts.rules import ROLE_POWERS, normal_phone
from tongban.core.accounts.types import ANONYMOUS, Actor, Grant
from tongban.core.ledger.selectors import timeline
from tongban.core.organisations import selectors as organisations
from tongban.core.shell import clock
from tongban.core.vault.services import blind

PHONE_PURPOSE = "accounts.phone"


def powers_of(role: str, named: Collection[str] | None) -> frozenset[str]:
    """Give what a role may: the list that data name for it, else the defaults of all areas."""
    if named is not None:
        return frozenset(named)
    return ROLE_POWERS.get(role, frozenset()) | powers.of_role(role)


# What a grant is made of, column by column: every request asks for it, and shows no model.
_GRANT = (
    "role_id", "role__powers", "organisation_id", "organisation__path", "division__path",
)  # fmt: skip


def _grant(row: Sequence[Any], *, deputy_for: str = "") -> Grant:
    role, named, organisation, path, division, below = row
    return Grant(
        role=role,
        organisation_id=organisation,
        organisation_path=path,
        division_path=division or "",
        powers=powers_of(role, named),
        deputy_for=deputy_for,
        leaf=not below,
    )


def _read(rows: "QuerySet[Any]", *more: str) -> Iterable[Any]:
    """Read grants by column, with each whether other organisations lie below its own."""
    below = organisations.have_below("organisation")
    found: Iterable[Any] = rows.annotate(below=below).values_list(*_GRANT, "below", *more)
    return found


def _grants(account_id: int, now: datetime) -> tuple[Grant, ...]:
    # One query for both: the account's own grants and those of the people it stands in for.
    absent = (
        Deputy.objects.in_force(now)
        .filter(deputy_id=account_id)
        .values_list("absent_id", flat=True)
    )
    held = Q(account_id=account_id) | Q(account_id__in=absent, account__is_active=True)
    rows = list(_read(RoleGrant.objects.in_force(now).filter(held).order_by("id"), "account_id"))
    own = [_grant(row) for *row, whose in rows if whose == account_id]
    others = [
        _grant(row, deputy_for=f"account:{whose}") for *row, whose in rows if whose != account_id
    ]
    return (*own, *others)


def actor_of(account: Account, *, now: datetime) -> Actor:
    """Give the actor of a loaded account, with one query; an inactive one is ANONYMOUS.

    Citizens cost no query less: a citizen may be given a role at any time.
    """
    if not account.is_active:
        return ANONYMOUS
    return Actor(
        ref=account.ref,
        account_id=account.pk,
        name=account.name,
        kind="account",
        grants=_grants(account.pk, now),
        level=account.level,
        staff=account.is_staff_member,
    )


def actor_for_account(account_id: int, *, now: datetime) -> Actor:
    """Give the actor of an account as it stands at `now`; ANONYMOUS if there is no active one."""
    account = Account.objects.filter(pk=account_id).first()
    return actor_of(account, now=now) if account else ANONYMOUS


def actor_for_client(
    client_id: str, *, name: str = "", scopes: Iterable[str] = (), now: datetime
) -> Actor:
    """Give the actor of a machine client with the scopes of its token, where it was granted."""
    rows = _read(ClientGrant.objects.filter(client_id=client_id))
    return Actor(
        ref=f"client:{client_id}",
        name=name or client_id,
        kind="client",
        grants=tuple(_grant(row) for row in rows),
        scopes=frozenset(scopes),
    )


def facts(actor: Actor) -> frozenset[str]:
    """Give whom the actor may act for, as refs ("party:12"); nobody for those without account."""
    return actor_facts.of(actor.account_id) if actor.account_id is not None else frozenset()


def by_id(account_id: int) -> Account | None:
    """Give the account, or None."""
    return Account.objects.filter(pk=account_id).first()


def phones_of(account_ids: Iterable[int]) -> dict[int, str]:
    """Give the phones of the active ones among these accounts; "" where one has none. One query."""
    rows = Account.objects.filter(pk__in=list(account_ids), is_active=True)
    return {row.pk: row.phone for row in rows}


def phone_of(account_id: int) -> str:
    """Give the account's phone, "" where there is none."""
    return Account.objects.filter(pk=account_id).values_list("phone", flat=True).first() or ""


def by_phone(phone: str) -> Account | None:
    """Give the account with this phone, or None (also for what is no phone at all)."""
    plain = normal_phone(phone)
    if plain is None:
        return None
    return Account.objects.filter(phone_blind=blind(plain, purpose=PHONE_PURPOSE)).first()


def name_of(ref: str) -> str:
    """Give the name behind "account:12" for showing; the ref itself for anything else."""
    prefix, _, key = ref.partition(":")
    if prefix != "account" or not key.isdigit():
        return {"system": "系统", "anonymous": "未登录"}.get(ref, ref)
    return Account.objects.filter(pk=int(key)).values_list("name", flat=True).first() or ref


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """Give the names of many refs at once, with one query."""
    wanted = set(refs)
    keys = {int(key) for ref in wanted if (key := ref.removeprefix("account:")).isdigit()}
    found = dict(Account.objects.filter(pk__in=keys).values_list("pk", "name"))
    fixed = {"system": "系统", "anonymous": "未登录"}
    return {
        ref: found.get(int(key), ref)
        if ref.startswith("account:") and (key := ref.removeprefix("account:")).isdigit()
        else fixed.get(ref, ref)
        for ref in wanted
    }


def holders(
    role: str, organisation_id: int, *, now: datetime | None = None, division_path: str = ""
) -> list[Account]:
    """Give the active accounts that hold `role` in that very organisation, oldest grant first.

    Deputies of absent holders are included after them; with `division_path` only those whose
    division covers it. Without `now` it is the platform's clock that is asked.
    """
    found = holders_by_role([role], organisation_id, now=now, division_path=division_path)
    return found[role]


def holders_by_role(
    roles: Collection[str],
    organisation_id: int,
    *,
    now: datetime | None = None,
    division_path: str = "",
) -> dict[str, list[Account]]:
    """Give for each of several roles what `holders` gives for one; two queries."""
    now = now or clock.now()
    grants = (
        RoleGrant.objects.in_force(now)
        .filter(role__in=roles, organisation_id=organisation_id, account__is_active=True)
        .select_related("account", "division")
        .order_by("id")
    )
    found: dict[str, list[Account]] = {role: [] for role in roles}
    for row in grants:
        place = row.division.path if row.division else ""
        if Grant(row.role_id, organisation_id, "", place).reaches("", division_path):
            found[row.role_id].append(row.account)
    deputies = list(
        Deputy.objects.in_force(now)
        .filter(absent__in={one for held in found.values() for one in held})
        .filter(deputy__is_active=True)
        .select_related("deputy")
    )
    for held in found.values():
        here = {one.pk for one in held}
        held += [row.deputy for row in deputies if row.absent_id in here]
    return {role: list(dict.fromkeys(held)) for role, held in found.items()}


def roles_of(account_id: int, *, now: datetime) -> QuerySet[RoleGrant]:
    """Give the grants that the account itself holds now, with role, organisation and division."""
    return (
        RoleGrant.objects.in_force(now)
        .filter(account_id=account_id)
        .select_related("role", "organisation", "division")
    )


def deputies_of(account_id: int, *, now: datetime) -> QuerySet[Deputy]:
    """Give the deputies of an account that stand now or will."""
    return Deputy.objects.filter(
        absent_id=account_id, ended_at__isnull=True, valid_to__gt=now
    ).select_related("deputy")


def standing_in_for(account_id: int, *, now: datetime) -> QuerySet[Deputy]:
    """Give those for whom the account stands in, now or later."""
    return Deputy.objects.filter(
        deputy_id=account_id, ended_at__isnull=True, valid_to__gt=now
    ).select_related("absent")


def colleagues_of(account_id: int, *, now: datetime) -> list[Account]:
    """Give the active staff in the same organisations, whom one could appoint as a deputy."""
    places = roles_of(account_id, now=now).values("organisation_id")
    return list(
        Account.objects.filter(
            pk__in=RoleGrant.objects.in_force(now)
            .filter(organisation_id__in=places)
            .values("account_id"),
            is_active=True,
        )
        .exclude(pk=account_id)
        .order_by("id")
    )


def grants_of(account_ids: Iterable[int], *, now: datetime) -> QuerySet[RoleGrant]:
    """Give the grants that these accounts hold now, with role, organisation and division."""
    return (
        RoleGrant.objects.in_force(now)
        .filter(account_id__in=list(account_ids))
        .select_related("role", "organisation", "division")
    )


def actor_by_phone(phone: str, *, now: datetime) -> Actor | None:
    """Give the actor of the account with this phone as it stands now; None where nobody has it."""
    account = by_phone(phone)
    return actor_for_account(account.pk, now=now) if account else None


def entries_of(subject: str) -> list[dict[str, Any]]:
    """Give the ledger's timeline of a subject as pages show it: newest first, names for refs."""
    found = timeline(subject)
    names = names_of(entry.actor for entry in found)
    return [
        {"at": entry.at, "title": entry.text, "actor": names.get(entry.actor, entry.actor)}
        for entry in reversed(found)
    ]
