"""Who may do what with accounts."""

from tongban.core.accounts.types import Actor


def may_manage(actor: Actor, *, organisation_path: str = "", division_path: str = "") -> bool:
    """Accounts and roles: `accounts.manage`, for the place where a role is to be held."""
    return actor.can(
        "accounts.manage", organisation_path=organisation_path, division_path=division_path
    )


def may_change_own(actor: Actor, account_id: int) -> bool:
    """One's own password and phone: oneself, and who manages accounts."""
    return actor.account_id == account_id or actor.can("accounts.manage")


def may_appoint(actor: Actor, absent_id: int, organisation_path: str = "") -> bool:
    """A deputy: the absent staff member themself, or `accounts.deputies` over the organisation."""
    own = actor.account_id == absent_id and any(not grant.deputy_for for grant in actor.grants)
    return own or actor.can("accounts.deputies", organisation_path=organisation_path)
