"""What windows plug into lower areas: the sealed values of a visit, read with a reason."""

from collections.abc import Iterable, Mapping

from tongban.core.accounts.types import Actor
from tongban.lib.keys import key_in
from tongban.windows import permissions
from tongban.windows.errors import VisitForbidden, VisitUnknown
from tongban.windows.models import Visit

CLEAR = ("address", "phone")


def read_sealed(actor: object, subject: str, fields: Iterable[str]) -> Mapping[str, str]:
    """Return address and phone of a visit ("visit:5") for who goes there; the recording is
    `accounts.services.unmask`'s. Raises VisitUnknown, VisitForbidden."""
    if not isinstance(actor, Actor):
        raise VisitUnknown()
    rows = Visit.objects.visible_to(actor).select_related("organisation", "division")
    row: Visit | None = rows.filter(pk=key_in(subject)).first()
    if row is None:
        raise VisitUnknown()
    if not permissions.may_answer(actor, row):
        raise VisitForbidden()
    return {name: str(getattr(row, name)) for name in CLEAR if name in set(fields)}
