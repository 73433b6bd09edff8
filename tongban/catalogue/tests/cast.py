"""Who works on the register in tests: an editor and a reviewer of a body, the service office."""

from tongban.catalogue import permissions
from tongban.core.accounts.types import Actor, Grant
from tongban.core.organisations.models import Organisation


def _actor(number: int, role: str, power: str, organisation: Organisation, division: str) -> Actor:
    grant = Grant(
        role=role,
        organisation_id=organisation.pk,
        organisation_path=organisation.path,
        division_path=division,
        powers=frozenset({power}),
    )
    return Actor(ref=f"account:{number}", account_id=number, name=f"演示{role}", grants=(grant,),
                 staff=True)  # fmt: skip


def editor(organisation: Organisation, number: int = 1) -> Actor:
    """A 事项管理员 of the body."""
    return _actor(number, "editor", permissions.EDIT, organisation, organisation.division.path)


def reviewer(organisation: Organisation, number: int = 2) -> Actor:
    """The head of the body, who reviews its drafts."""
    return _actor(number, "chief", permissions.REVIEW, organisation, organisation.division.path)


def office(organisation: Organisation, number: int = 3) -> Actor:
    """The service office of the body's division: it holds its role in a body of its own."""
    place = organisation.division
    grant = Grant(
        role="service_office",
        organisation_id=0,
        organisation_path="",
        division_path=place.path,
        powers=frozenset({permissions.PUBLISH}),
    )
    return Actor(ref=f"account:{number}", account_id=number, name="演示政务办", grants=(grant,),
                 staff=True)  # fmt: skip
