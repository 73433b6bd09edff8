"""Accounts: made, given a password, a phone, a level, switched off and on."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tongban.core.accounts.errors import (
    BadPassword,
    BadPhone,
    NoSuchAccount,
    NotAllowed,
    PhoneTaken,
)
from tongban.core.accounts.models import Account
from tongban.core.accounts.permissions import may_change_own, may_manage
from tongban.core.accounts.rules import normal_phone
from tongban.core.accounts.selectors import PHONE_PURPOSE
from tongban.core.accounts.types import Actor
from tongban.core.ledger.services import append
from tongban.core.vault.services import blind


def locked(account_id: int) -> Account:
    """Give the account, locked: its lock serialises its ledger chain. Raises NoSuchAccount."""
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise NoSuchAccount
    return account


def _plain(phone: str, *, but: int | None = None) -> tuple[str, str | None]:
    if not phone:
        return "", None
    plain = normal_phone(phone)
    if plain is None:
        raise BadPhone(field="phone")
    index = blind(plain, purpose=PHONE_PURPOSE)
    others = Account.objects.filter(phone_blind=index).exclude(pk=but or 0)
    if others.exists():
        raise PhoneTaken(field="phone")
    return plain, index


def _strong(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise BadPassword(field="password", why="".join(error.messages)) from error


@transaction.atomic
def create_account(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    phone: str = "",
    password: str = "",
    password_hash: str = "",
    level: str = "",
    staff: bool = False,
    phone_verified: bool = False,
    demo: bool = False,
) -> Account:
    """Make an account. Without a password it logs in by phone code or 统一身份认证 only.

    `password_hash` takes over one that is hashed already (accounts moved from elsewhere).

    Needs `accounts.manage` or the system (a signup is the system's act). Raises BadPhone,
    PhoneTaken, BadPassword, NotAllowed.
    """
    if not may_manage(actor):
        raise NotAllowed(power="accounts.manage")
    plain, index = _plain(phone)
    account = Account(
        name=name.strip() or "未命名",
        phone=plain,
        phone_blind=index,
        phone_verified=phone_verified,
        level=level,
        is_staff_member=staff,
        demo=demo,
        created_at=now,
    )
    if password:
        _strong(account, password)
        account.set_password(password)
    elif password_hash:
        account.password = password_hash
    else:
        account.set_unusable_password()
    account.save()
    append(
        subject=account.ref,
        verb="accounts.create",
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"staff": staff, "level": level, "demo": demo},
        personal={"name": account.name, "phone": plain},
    )
    return account


@transaction.atomic
def set_password(*, actor: Actor, now: datetime, account_id: int, password: str) -> Account:
    """Set a password; the account's other sessions end. Oneself, or `accounts.manage`."""
    account = locked(account_id)
    if not may_change_own(actor, account_id):
        raise NotAllowed(power="accounts.manage")
    _strong(account, password)
    account.set_password(password)
    account.save(update_fields=["password"])
    append(subject=account.ref, verb="accounts.password", actor=actor.ref, at=now, payload={})
    return account


@transaction.atomic
def change_phone(
    *, actor: Actor, now: datetime, account_id: int, phone: str, verified: bool
) -> Account:
    """Give the account another phone. Oneself (after its code), or `accounts.manage`."""
    account = locked(account_id)
    if not may_change_own(actor, account_id):
        raise NotAllowed(power="accounts.manage")
    account.phone, account.phone_blind = _plain(phone, but=account_id)
    account.phone_verified = verified
    account.save(update_fields=["phone", "phone_blind", "phone_verified"])
    append(
        subject=account.ref,
        verb="accounts.phone",
        actor=actor.ref,
        at=now,
        payload={"verified": verified},
        personal={"phone": account.phone},
    )
    return account


@transaction.atomic
def set_level(
    *, actor: Actor, now: datetime, account_id: int, level: str, name: str = ""
) -> Account:
    """Note how well the holder is known now ("phone", "real-name"), and their verified name.

    The system (after an identity check) or `accounts.manage`. Nothing changes, nothing is noted.
    """
    account = locked(account_id)
    if not may_manage(actor):
        raise NotAllowed(power="accounts.manage")
    if account.level == level and name in ("", account.name):
        return account
    account.level, account.name = level, name or account.name
    account.save(update_fields=["level", "name"])
    append(
        subject=account.ref,
        verb="accounts.level",
        actor=actor.ref,
        at=now,
        payload={"level": level},
        personal={"name": account.name},
    )
    return account


@transaction.atomic
def set_active(*, actor: Actor, now: datetime, account_id: int, active: bool) -> Account:
    """Switch an account off (it can no longer log in, sessions and deputies' grants end) or on."""
    account = locked(account_id)
    if not may_manage(actor):
        raise NotAllowed(power="accounts.manage")
    if account.is_active != active:
        account.is_active = active
        account.save(update_fields=["is_active"])
        append(
            subject=account.ref,
            verb="accounts.active" if active else "accounts.inactive",
            actor=actor.ref,
            at=now,
            payload={},
        )
    return account
