"""What can be done with accounts; one function per act, each written to the ledger."""

from tongban.core.accounts.services.clients import create_client, grant_client
from tongban.core.accounts.services.people import (
    change_phone,
    create_account,
    set_active,
    set_level,
    set_password,
)
from tongban.core.accounts.services.reading import unmask
from tongban.core.accounts.services.roles import (
    appoint_deputy,
    end_deputy,
    grant_role,
    revoke_grant,
    seed_roles,
)

__all__ = [
    "appoint_deputy",
    "change_phone",
    "create_account",
    "create_client",
    "end_deputy",
    "grant_client",
    "grant_role",
    "revoke_grant",
    "seed_roles",
    "set_active",
    "set_level",
    "set_password",
    "unmask",
]
