"""Refusals of this area; apps.MESSAGES puts the codes into Chinese."""

from typing import ClassVar

from tongban.lib.errors import Refusal


class HubError(Refusal):
    code: ClassVar[str] = "hub_refused"
    status: ClassVar[int] = 422


class HubForbidden(HubError):
    """Neither a client that may send for a body, nor one who may read."""

    code: ClassVar[str] = "hub_forbidden"
    status: ClassVar[int] = 403


class RecordUnknown(HubError):
    code: ClassVar[str] = "hub_unknown"
    status: ClassVar[int] = 404


class BatchTooLarge(HubError):
    """More lines or bytes than one batch may have."""

    code: ClassVar[str] = "hub_batch_too_large"
    status: ClassVar[int] = 413


class BatchEmpty(HubError):
    code: ClassVar[str] = "hub_batch_empty"


class KeyUsed(HubError):
    """The key came before, with other lines."""

    code: ClassVar[str] = "hub_key_used"
    status: ClassVar[int] = 409
