"""What 四减 (fewer steps, papers, days, visits) counts of an edition."""

from tongban.catalogue.rules.asking import asked
from tongban.catalogue.types import EditionContent, Measures, Necessity, Term

# For comparing only: the calendar of 2026 has 248 working days, 20.7 a month, 5 of 7 days.
WORKING_DAYS = {"month": 21, "year": 248}


def measures(content: EditionContent) -> Measures:
    """Return the measures of an edition, for an applicant who answers nothing (the defaults).

    Materials that may be left out are not counted; what government obtains itself is counted apart.
    """
    usual = asked(content, {})
    obtained = [one for one in usual.skipped if one.reason == "obtained"]
    must = [one for one in usual.materials if one.necessity is not Necessity.OPTIONAL]
    return Measures(
        steps=len(content.steps),
        asked=len(must),
        obtained=len(obtained),
        promised_days=0 if content.promised.limit is None else working_days(content.promised),
        statutory_days=working_days(content.statutory),
        visits=content.visits,
    )


def working_days(term: Term) -> int | None:
    """Return a limit in working days, converted and rounded up where it is in other units; None
    where the law sets none. Only for comparing: no clock ever runs by it."""
    limit = term.limit
    if limit is None:
        return None
    if limit.unit == "day":
        return limit.value if limit.day_kind == "working" else -(-limit.value * 5 // 7)
    return limit.value * WORKING_DAYS.get(limit.unit, 1) if limit.unit in WORKING_DAYS else 1
