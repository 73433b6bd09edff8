"""What a list must hold, and what it asks of one applicant. Pure."""

from tongban.catalogue.rules.asking import asked
from tongban.catalogue.rules.claiming import may_hand
from tongban.catalogue.rules.codes import level_of, rank_of, task_code
from tongban.catalogue.rules.content import parse_content
from tongban.catalogue.rules.differences import differences
from tongban.catalogue.rules.graph import Node, circles, in_order, node_of
from tongban.catalogue.rules.measures import measures
from tongban.catalogue.rules.paths import walk
from tongban.catalogue.rules.terms import is_instant, promise_of, renewal_rules
from tongban.catalogue.rules.validators import problems
from tongban.catalogue.rules.writing import digest_of

__all__ = [
    "Node",
    "asked",
    "circles",
    "differences",
    "digest_of",
    "in_order",
    "is_instant",
    "level_of",
    "may_hand",
    "measures",
    "node_of",
    "parse_content",
    "problems",
    "promise_of",
    "rank_of",
    "renewal_rules",
    "task_code",
    "walk",
]
