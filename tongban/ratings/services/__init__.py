"""The acts upon ratings: give one, answer it, follow a bad one up, ask for one at a window."""

from tongban.ratings.services.followup import act
from tongban.ratings.services.giving import COMMENT_LIMIT, answer, rate
from tongban.ratings.services.visits import add_pad, invite, rest, seen, set_pad

__all__ = ["COMMENT_LIMIT", "act", "add_pad", "answer", "invite", "rate", "rest", "seen", "set_pad"]
