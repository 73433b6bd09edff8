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
    """A limit that cannot be. Reasons: value, unit, day_kind, direction. `detail`: given."""

    code = "bad_limit"
    status = 422


class BadAnnouncement(CalendarError):
    """An announced year that cannot be. Reasons: year, name. `detail`: day."""

    code = "bad_announcement"
    status = 422
