"""Refusals of this area; apps.MESSAGES puts the codes into Chinese."""

from typing import ClassVar

from tongban.lib.errors import Refusal


class ArchiveError(Refusal):
    code: ClassVar[str] = "archive_refused"
    status: ClassVar[int] = 422


class ArchiveForbidden(ArchiveError):
    code: ClassVar[str] = "archive_forbidden"
    status: ClassVar[int] = 403


class ArchiveUnknown(ArchiveError):
    code: ClassVar[str] = "archive_unknown"
    status: ClassVar[int] = 404


class NothingToPack(ArchiveError):
    code: ClassVar[str] = "archive_nothing"
    status: ClassVar[int] = 409


class NotAPack(ArchiveError):
    """What was read is no pack of ours, or one that may not be opened."""

    code: ClassVar[str] = "pack_unreadable"
