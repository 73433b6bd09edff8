"""The importer of implementation lists, as it is registered under `LISTS`."""

from tongban.catalogue import permissions
from tongban.catalogue.ports import Importer
from tongban.catalogue.services.imports.looking import look
from tongban.catalogue.services.imports.taking import take
from tongban.core.accounts.types import Actor

LISTS = "lists"


def may_begin(actor: Actor) -> bool:
    """Whether `actor` writes or publishes lists of some body."""
    return any(actor.can(power) for power in (permissions.EDIT, permissions.PUBLISH))


IMPORTER = Importer("实施清单", may_begin, look, take)
