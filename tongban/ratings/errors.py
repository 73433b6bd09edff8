"""Refusals of this area; apps.MESSAGES puts the codes into Chinese."""

from typing import ClassVar

from tongban.lib.errors import Refusal


class RatingError(Refusal):
    code: ClassVar[str] = "rating_refused"


class AlreadyRated(RatingError):
    """一事一评: the subject has its rating."""

    code: ClassVar[str] = "already_rated"
    status: ClassVar[int] = 409


class UnknownSubject(RatingError):
    code: ClassVar[str] = "rating_unknown_subject"
    status: ClassVar[int] = 404


class NotRateable(RatingError):
    """The service is not over yet."""

    code: ClassVar[str] = "rating_too_early"
    status: ClassVar[int] = 409


class NotYours(RatingError):
    code: ClassVar[str] = "rating_not_yours"
    status: ClassVar[int] = 403


class WrongRating(RatingError):
    """A level outside 1 to 5, a tag that does not go with it, a comment that is too long."""

    code: ClassVar[str] = "rating_wrong_level"
    status: ClassVar[int] = 422


class InProcedure(RatingError):
    """A bad rating with a name is answered at the end of what follows it."""

    code: ClassVar[str] = "rating_in_procedure"
    status: ClassVar[int] = 409


class WordsMissing(RatingError):
    """A step of the follow-up says what was done: to the service office, in the end in public."""

    code: ClassVar[str] = "rating_words_missing"
    status: ClassVar[int] = 422


class AppealedAlready(RatingError):
    """申诉一次: a review that has spoken is not asked again."""

    code: ClassVar[str] = "rating_appealed_already"
    status: ClassVar[int] = 409


class PadUnknown(RatingError):
    code: ClassVar[str] = "rating_pad_unknown"
    status: ClassVar[int] = 404


class PadWrong(RatingError):
    code: ClassVar[str] = "rating_pad_wrong"
    status: ClassVar[int] = 422
