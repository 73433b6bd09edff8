"""What the calendar may refuse."""

from tongban.lib.errors import Refusal


class CalendarError(Refusal):
    """Anything this area refuses."""

    code = "calendar_error"


class PastCalendar(CalendarError):
    """A date outside the years that the calendar holds. `detail`: day, first, last."""

    code = "past_calendar"
    status = 422


class BadLimit(CalendarError):
    """A limit that cannot be; `detail`: given.

    Reasons: limit_value, limit_unit, limit_day_kind, limit_direction.
    """

    code = "bad_limit"
    status = 422


class BadAnnouncement(CalendarError):
    """An announced year that cannot be; `detail`: day or year.

    Reasons: announcement_year, announcement_repeats.
    """

    code = "bad_announcement"
    status = 422
