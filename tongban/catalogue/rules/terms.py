"""Limits of the list: what is on the spot, what may be promised, when a licence is renewed."""

from collections.abc import Mapping
from functools import lru_cache

from tongban.catalogue.types import EditionContent, Term
from tongban.core.params.rules import shipped
from tongban.core.workdays.types import Limit

PROMISE_PERCENT = 30  # the report: permit time cut to 30 % of the legal limit


def promise_of(statutory: Limit, percent: int = PROMISE_PERCENT) -> Limit:
    """Return the promise for a legal limit: its `percent`, rounded up to a whole unit, at least 1.

    Integers only: 20 working days give 6, 7 give 3.
    """
    value = max(1, -(-statutory.value * percent // 100))
    return Limit(value, statutory.unit, statutory.day_kind, statutory.direction, statutory.rolls)


def on_the_spot(term: Term) -> bool:
    """Whether the term means at once (即办)."""
    return term.limit is None or term.limit.value == 0


def is_instant(content: EditionContent) -> bool:
    """Whether the matter is done while the applicant waits (即办件)."""
    return content.project_kind.value == "instant"


def longer(one: Limit, two: Limit) -> bool | None:
    """Whether `one` is longer than `two`; None when their units cannot be compared."""
    if (one.unit, one.day_kind if one.unit == "day" else "") != (
        two.unit,
        two.day_kind if two.unit == "day" else "",
    ):
        return None
    return one.value > two.value


UNTIL = ".renewal_until"


@lru_cache(maxsize=1)
def renewal_rules() -> Mapping[str, str]:
    """Return by which rules a renewal may be counted: the head of their dated parameters
    (`<rule>.renewal_from`, `_until`, `_late`), with the law and the last day in words."""
    return {
        one.code.removesuffix(UNTIL): f"{one.source}：届满{one.text().replace(' ', '')}止"
        for one in shipped()
        if one.code.endswith(UNTIL)
    }
