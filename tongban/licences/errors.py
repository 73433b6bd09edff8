"""Refusals of this area; apps.MESSAGES puts the codes into Chinese."""

from typing import ClassVar

from tongban.lib.errors import Refusal


class LicenceError(Refusal):
    """Base: an act upon a licence that the rules refuse."""

    code: ClassVar[str] = "licence_refused"


class NotAllowed(LicenceError):
    code: ClassVar[str] = "licence_not_allowed"
    status: ClassVar[int] = 403


class UnknownType(LicenceError):
    code: ClassVar[str] = "licence_unknown_type"
    status: ClassVar[int] = 422


class UnknownLicence(LicenceError):
    code: ClassVar[str] = "licence_unknown"
    status: ClassVar[int] = 404


class AlreadyLive(LicenceError):
    """The holder has a live licence of this type, and the type allows only one."""

    code: ClassVar[str] = "licence_already_live"
    status: ClassVar[int] = 409


class WrongHolder(LicenceError):
    """The type is not issued to this kind of holder."""

    code: ClassVar[str] = "licence_wrong_holder"
    status: ClassVar[int] = 422


class WrongDates(LicenceError):
    code: ClassVar[str] = "licence_wrong_dates"
    status: ClassVar[int] = 422


class WrongState(LicenceError):
    """The licence's status does not allow this act (detail: act, status)."""

    code: ClassVar[str] = "licence_wrong_state"
    status: ClassVar[int] = 409


class ReasonMissing(LicenceError):
    code: ClassVar[str] = "licence_reason_missing"
    status: ClassVar[int] = 422


class BasisMissing(LicenceError):
    """The act needs a ground of the law, or the number of the decision (detail: act)."""

    code: ClassVar[str] = "licence_basis_missing"
    status: ClassVar[int] = 422


class Superseded(LicenceError):
    """A newer version took this one's place: acts go to the newest."""

    code: ClassVar[str] = "licence_superseded"
    status: ClassVar[int] = 409


class FieldsInvalid(LicenceError):
    """Values or fields that may not stand (detail: problems, tuple of types.FieldProblem)."""

    code: ClassVar[str] = "licence_fields_invalid"
    status: ClassVar[int] = 422


class NothingChanged(LicenceError):
    """A new version would print what the old one prints (detail: act)."""

    code: ClassVar[str] = "licence_nothing_changed"
    status: ClassVar[int] = 422


class NumberKnown(LicenceError):
    """The register has a licence of this type and number already (detail: number)."""

    code: ClassVar[str] = "licence_number_known"
    status: ClassVar[int] = 409


class ShareRefused(LicenceError):
    """A code that cannot be given or used; the reasons stand with services.sharing."""

    code: ClassVar[str] = "share_unknown"
    status: ClassVar[int] = 422


class TypeRetired(LicenceError):
    """The type is not issued any more (detail: title)."""

    code: ClassVar[str] = "licence_type_retired"
    status: ClassVar[int] = 409


class TypeChanged(LicenceError):
    """Somebody published another version of the type meanwhile."""

    code: ClassVar[str] = "licence_type_changed"
    status: ClassVar[int] = 409


class BadStatement(LicenceError):
    """The text is no statement of ours: unreadable, an unknown key, or a broken signature."""

    code: ClassVar[str] = "statement_unreadable"
    status: ClassVar[int] = 422


class Unreadable(LicenceError):
    """The file is neither a PDF nor a picture or text with a statement."""

    code: ClassVar[str] = "file_unreadable"
    status: ClassVar[int] = 422


class TooMany(LicenceError):
    code: ClassVar[str] = "too_many_checks"
    status: ClassVar[int] = 429
