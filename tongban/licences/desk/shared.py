"""What the desk's pages share."""

from django.http import Http404, HttpRequest

from tongban.core.accounts.types import Actor
from tongban.core.shell import errors_text
from tongban.licences import selectors
from tongban.licences.errors import FieldsInvalid, LicenceError, UnknownLicence
from tongban.licences.models import Licence


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def before_of(request: HttpRequest) -> int:
    """The key that a list goes on from, 0 at its top."""
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def licence_of(request: HttpRequest, token: str) -> Licence:
    """The licence in the actor's scope, else 404."""
    try:
        return selectors.visible_by_token(actor_of(request), token)
    except UnknownLicence as error:
        raise Http404 from error


def errors_of(error: LicenceError) -> dict[str, str]:
    """A refusal as sentences by the name of the field on the page; "general" is none of them."""
    if isinstance(error, FieldsInvalid):
        return {f"data_{one.key}": one.message for one in error.detail.get("problems", ())}
    return {error.field or "general": errors_text(error)}
