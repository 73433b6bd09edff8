"""What windows plug into lower areas: the sealed values of a visit, read with a reason."""

from collections.abc import Iterable, Mapping

from tongban.core.accounts.types import Actor
from tongban.windows import permissions
from tongban.windows.errors import VisitForbidden, VisitUnknown
from tongban.windows.models import Visit

DIGITS = 18
CLEAR = ("address", "phone")


def read_sealed(actor: object, subject: str, fields: Iterable[str]) -> Mapping[str, str]:
    """Return address and phone of a visit ("visit:5") for who goes there; the recording is
    `accounts.services.unmask`'s. Raises VisitUnknown, VisitForbidden."""
    key = subject.partition(":")[2]
    if not isinstance(actor, Actor) or not key.isdecimal() or len(key) > DIGITS:
        raise VisitUnknown()
    rows = Visit.objects.visible_to(actor).select_related("organisation", "division")
    row: Visit | None = rows.filter(pk=int(key)).first()
    if row is None:
        raise VisitUnknown()
    if not permissions.may_answer(actor, row):
        raise VisitForbidden()
    return {name: str(getattr(row, name)) for name in CLEAR if name in set(fields)}
