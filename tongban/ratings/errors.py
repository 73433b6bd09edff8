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
