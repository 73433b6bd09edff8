"""Why a notice cannot be written or sent."""

from tongban.lib.errors import Refusal


class UnknownNotice(Refusal):
    """No such template, or no such notice of yours."""

    code = "notice_unknown"
    status = 404


class MissingWord(Refusal):
    """The context lacks what the template quotes; detail `word`. A fault of the caller."""

    code = "notice_word_missing"
    status = 500


class ChannelDown(Exception):
    """Sending failed and may succeed later; the text goes to the log without personal data."""


class ChannelRefused(Exception):
    """Sending failed for good (a number out of service)."""
