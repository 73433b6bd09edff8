"""Refusals of this area; apps.MESSAGES puts the codes into Chinese."""

from typing import ClassVar

from tongban.lib.errors import Refusal


class VisitRefused(Refusal):
    """A visit cannot be asked for, or answered, so."""

    code: ClassVar[str] = "visit_refused"
    status: ClassVar[int] = 422


class VisitForbidden(VisitRefused):
    """Not one's own, and not of one's window."""

    code: ClassVar[str] = "visit_forbidden"
    status: ClassVar[int] = 403


class VisitUnknown(VisitRefused):
    """Not there, or not the actor's to see."""

    code: ClassVar[str] = "visit_unknown"
    status: ClassVar[int] = 404


class VisitConflict(VisitRefused):
    """It stands otherwise by now, or the same is asked for already."""

    code: ClassVar[str] = "visit_conflict"
    status: ClassVar[int] = 409
