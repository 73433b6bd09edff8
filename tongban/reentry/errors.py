"""Refusals of this area; apps.MESSAGES puts the codes into Chinese."""

from typing import ClassVar

from tongban.lib.errors import Refusal


class ReentryRefused(Refusal):
    code: ClassVar[str] = "reentry_refused"
    status: ClassVar[int] = 422


class ReentryForbidden(ReentryRefused):
    code: ClassVar[str] = "reentry_forbidden"
    status: ClassVar[int] = 403


class ReentryUnknown(ReentryRefused):
    code: ClassVar[str] = "reentry_unknown"
    status: ClassVar[int] = 404


class ReentryConflict(ReentryRefused):
    """Somebody else was here first; the sentence says how it stands now."""

    code: ClassVar[str] = "reentry_conflict"
    status: ClassVar[int] = 409
