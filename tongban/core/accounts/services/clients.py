"""Machine clients: made with a secret and scopes, let into organisations."""

from collections.abc import Iterable
from datetime import datetime

from allauth.idp.oidc.models import Client
from django.db import transaction

from tongban.core.accounts.errors import NotAllowed
from tongban.core.accounts.models import ClientGrant
from tongban.core.accounts.permissions import may_manage
from tongban.core.accounts.services.roles import role
from tongban.core.accounts.types import Actor
from tongban.core.ledger.services import append


@transaction.atomic
def create_client(
    *, actor: Actor, now: datetime, client_id: str, name: str, secret: str, scopes: Iterable[str]
) -> Client:
    """Make a machine client, or give an existing one this name, secret and these scopes.

    The secret is stored hashed. Needs `accounts.manage`.
    """
    if not may_manage(actor):
        raise NotAllowed(power="accounts.manage")
    client = Client.objects.filter(pk=client_id).first() or Client(id=client_id, created_at=now)
    wanted = sorted(scopes)
    same = (client.name, client.get_scopes()) == (name, wanted)
    # Hashing is slow on purpose, so an unchanged secret is left alone.
    if same and not client._state.adding and client.check_secret(secret):
        return client
    client.name = name
    client.type = Client.Type.CONFIDENTIAL
    client.set_grant_types([Client.GrantType.CLIENT_CREDENTIALS])
    client.set_response_types([])
    client.set_scopes(wanted)
    client.set_default_scopes(wanted)
    client.set_secret(secret)
    client.save()
    append(
        subject=f"client:{client_id}",
        verb="accounts.client",
        actor=actor.ref,
        at=now,
        payload={"name": name, "scopes": wanted},
    )
    return client


@transaction.atomic
def grant_client(
    *,
    actor: Actor,
    now: datetime,
    client_id: str,
    role_code: str,
    organisation_id: int,
    division: str = "",
) -> ClientGrant:
    """Let a client act with a role in an organisation for a division. Idempotent."""
    if not may_manage(actor):
        raise NotAllowed(power="accounts.manage")
    grant, fresh = ClientGrant.objects.get_or_create(
        client_id=client_id,
        role=role(role_code),
        organisation_id=organisation_id,
        division_id=division or None,
    )
    if fresh:
        append(
            subject=f"client:{client_id}",
            verb="accounts.client_grant",
            actor=actor.ref,
            at=now,
            payload={"role": role_code, "organisation": organisation_id, "division": division},
        )
    return grant
