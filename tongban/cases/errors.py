"""What cases refuse."""

from collections.abc import Sequence
from typing import Any

from tongban.lib.errors import Refusal


class CaseRefused(Refusal):
    """An act on a case or a draft that the rules refuse."""

    code = "case_refused"


class CaseUnknown(CaseRefused):
    """There is no such case or draft, or none that the actor may see."""

    code = "case_unknown"
    status = 404


class CaseForbidden(CaseRefused):
    """The actor may not do this here."""

    code = "case_forbidden"
    status = 403


class DraftGone(CaseRefused):
    """The draft was submitted or discarded meanwhile."""

    code = "draft_gone"
    status = 409


class EditionChanged(CaseRefused):
    """A newer edition is in force than the one the draft was begun under."""

    code = "edition_changed"
    status = 409


class Incomplete(CaseRefused):
    """The application is not complete; `errors` names every place at once.

    Each error is a (place, code, sentence): place is a form field, `material:<code>`,
    `question:<code>` or `applicant`.
    """

    code = "case_incomplete"
    status = 422

    def __init__(self, errors: Sequence[tuple[str, str, str]], **detail: Any) -> None:
        super().__init__(count=len(errors), **detail)
        self.errors = tuple(errors)


class ReasonMissing(CaseRefused):
    """A refusal, a correction or a denial needs its reasons (行政许可法 §32, §38)."""

    code = "case_reason_missing"
    status = 422


class DaysMissing(CaseRefused):
    """A special procedure needs the time that is told to the applicant (行政许可法 §45)."""

    code = "case_days_missing"
    status = 422


class NotLacking(CaseRefused):
    """A second request for corrections may only name what the first list named and lacks still."""

    code = "correction_not_listed"
    status = 409


class TooLong(CaseRefused):
    """A text is longer than its place allows; `most` characters."""

    code = "case_too_long"
    status = 422


class HearingRefused(CaseRefused):
    """A hearing cannot be told of, asked for, called or held so, or not now (行政许可法 §46–48)."""

    code = "hearing_not_now"
    status = 409


class InterestedUnknown(CaseRefused):
    """Nobody was told of this as an interested person who is, or lets act, the actor."""

    code = "case_unknown"
    status = 404


class CustodyRefused(CaseRefused):
    """The originals of a case that was taken in elsewhere cannot be kept or given back now."""

    code = "custody_none"
    status = 409


class InterestedRefused(CaseRefused):
    """Somebody is not told or heard as an interested person so, or not now (行政许可法 §36)."""

    code = "interested_unknown"
    status = 409


class DeferralRefused(CaseRefused):
    """Nothing deferred is open, or not all of it was handed in."""

    code = "deferral_none"
    status = 409


class CommitmentRefused(CaseRefused):
    """告知承诺 is not open to this applicant or not signed."""

    code = "commitment_barred"
    status = 422


class RenewalRefused(CaseRefused):
    """A licence is not renewed, or ended, so or not now (行政许可法 §50, §70)."""

    code = "renewal_running"
    status = 409


class CancellationRefused(CaseRefused):
    """A licence is not cancelled so, or not now, or not by this person (行政许可法 §70)."""

    code = "cancellation_not_now"
    status = 409


class RevocationRefused(CaseRefused):
    """A decision cannot be revoked so, or not now (行政许可法 §69)."""

    code = "revocation_not_now"
    status = 409
