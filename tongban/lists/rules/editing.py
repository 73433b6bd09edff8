"""When an edit may be kept, when it is worth a line in the ledger, when a list may take effect."""

from datetime import date, datetime, timedelta

from tongban.lists.errors import WrongDate

SITTING = timedelta(minutes=10)


def overtaken(*, revision: int, session: str, seen: int, ours: str) -> bool:
    """Say whether somebody else changed an entry since it was read.

    `revision` and `session` are of its last change, `seen` the draft's revision when it was read,
    `ours` the session in which it is being edited: one's own autosaves are no conflict.
    """
    return revision > seen and not (ours and session == ours)


def worth_recording(
    *, by: str, at: datetime | None, session: str, actor: str, ours: str, now: datetime, final: bool
) -> bool:
    """Say whether a change of an entry is an act of its own: a sitting of autosaves is one."""
    same = by == actor and bool(ours) and session == ours
    return final or not same or at is None or now - at >= SITTING


def check_date(*, effective_from: date, today: date, last: date | None, number: int | None) -> None:
    """Raise WrongDate if a list cannot take effect that day.

    `last` is the day from which the last published edition (`number`) holds or will hold: the
    order of editions is the order of their days.
    """
    if effective_from < today:
        raise WrongDate("list_date_past", field="effective_from", today=today.isoformat())
    if last is not None and effective_from < last:
        raise WrongDate(
            "list_date_before", field="effective_from", since=last.isoformat(), number=number
        )
