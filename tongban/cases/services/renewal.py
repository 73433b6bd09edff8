"""延续 (行政许可法 §50): a licence renewed by a decision before its last day, or by silence.

Nothing stops the time in which it must be decided: it ends with the licence's last day. What is
asked for late is taken where the matter's rule lets it, and silence renews nothing then.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from tongban.cases.errors import RenewalRefused
from tongban.cases.models import Case, Renewal
from tongban.cases.rules import Error
from tongban.cases.rules import renewal as rules
from tongban.cases.selectors import renewal as reading
from tongban.core.accounts.types import SYSTEM
from tongban.core.workdays.rules import local_date
from tongban.licences import selectors as licences
from tongban.licences import services as licence_acts
from tongban.licences.types import STATUS_TITLES, Status

if TYPE_CHECKING:
    from tongban.catalogue.models import Edition
    from tongban.core.accounts.types import Actor
    from tongban.core.workdays.types import Limit
    from tongban.licences.models import Licence

GRANTED, DEEMED, DENIED, ENDED = "granted", "deemed", "denied", "ended"
PLACE = "licence"
CLOCK = "given.renewal"  # the limit that procedures know it by


def problems(
    edition: "Edition", licence: "Licence | None", applicant: int, *, now: datetime
) -> list[Error]:
    """Return why an application under `edition` cannot be about `licence`; [] where it can, and
    for every matter that is about none."""
    if not edition.parsed.renews:
        return []
    if licence is None:
        return [(PLACE, "licence_missing", "请选择要延续的证照。")]
    if licence.holder_id != applicant or not reading.fits(licence, edition):
        return [(PLACE, "licence_other", "这份证照不能在这里延续，请向原发证机关申请。")]
    running = reading.running_of(licence)
    known = {licence.pk: running.case.item.number} if running else {}
    one = reading.judged(licence, edition, on=local_date(now), running=known)
    return [(PLACE, "licence_not_now", one.refused)] if one.refused else []


def limits(edition: "Edition", licence: "Licence | None", *, now: datetime) -> "dict[str, Limit]":
    """Return the limit that makes silence a renewal: to the end of the licence's last day."""
    if not edition.parsed.renews or licence is None:
        return {}
    on = local_date(now)
    found = reading.window_of(licence, edition, on=on)
    limit = rules.clock(found, on) if found else None
    return {CLOCK: limit} if limit else {}


def opened(case: Case, licence: "Licence", *, now: datetime) -> Renewal:
    """Note which licence a new case is to renew; raises RenewalRefused to the second of two."""
    on = local_date(now)
    window = reading.window_of(licence, case.edition, on=on)
    if window is None:
        raise RenewalRefused()
    try:
        with transaction.atomic():
            return Renewal.objects.create(
                case=case,
                licence=licence,
                ends=window.ends,
                late=rules.standing(window, on) == rules.LATE,
            )
    except IntegrityError as error:
        raise RenewalRefused() from error


def _locked(case: Case) -> Renewal | None:
    """The running renewal that a case is, locked; nothing is asked for every other case."""
    if not case.edition.renews:
        return None
    rows = Renewal.objects.select_for_update(of=("self",)).select_related("licence")
    return rows.filter(case=case, outcome="").first()


def waits(case: Case) -> str:
    """Say why a licence cannot be renewed just now; "" where it can, and for every other case."""
    row = reading.renewal_of(case) if case.edition.renews else None
    if row is None or row.outcome:
        return ""
    licence = licences.newest(row.licence)
    if licence.status == Status.SUSPENDED:
        return "证照正在暂扣，恢复使用后才能准予延续"
    if licence.status not in {Status.VALID, Status.LAPSED}:
        state = STATUS_TITLES[licence.status]
        return f"证照已{state}，没有可以延续的许可，请终止办理并写明理由"
    return ""


def grant(case: Case, *, actor: "Actor", now: datetime, silent: bool) -> Renewal | None:
    """Renew the licence of a granted renewal, by the case's decision or (`silent`) by the law's;
    None for every other case. The renewed licence is in force from this commit, so that there is
    no day without one. Raises what licences raise."""
    row = _locked(case)
    if row is None:
        return None
    on = local_date(now)
    months = case.edition.parsed.result.valid_months
    start, end = rules.term(row.ends, row.ends if silent else on, months)
    old = licences.newest(row.licence)
    lapsed = old.status == Status.LAPSED
    row.renewed = licence_acts.reissue(
        actor=SYSTEM if silent else actor,
        now=now,
        licence_id=old.pk,
        kind="renew",
        reason="有效期届满前没有作出决定，视为准予延续" if silent else "准予延续",
        ground="silence" if silent else "request",
        document=case.item.number,
        valid_from=start if lapsed and not silent else None,
        valid_to=end,
        source=case.subject,
    )
    row.term_from, row.term_to = start, row.renewed.valid_to
    _close(row, DEEMED if silent else GRANTED, now)
    return row


def over(case: Case, *, now: datetime, outcome: str = ENDED) -> Renewal | None:
    """Note that a renewal ended without one: the licence ends on its day."""
    row = _locked(case)
    if row is not None:
        _close(row, outcome, now)
    return row


def _close(row: Renewal, outcome: str, now: datetime) -> None:
    row.outcome, row.closed_at = outcome, now
    row.save(update_fields=["outcome", "closed_at", "renewed", "term_from", "term_to"])


def words(row: Renewal | None) -> dict[str, Any]:
    """Return what a decision's paper says of a renewal; {} for every other case."""
    if row is None:
        return {}
    return {
        "renews": row.licence.number,
        "ends": row.ends.isoformat(),
        "term_from": row.term_from.isoformat() if row.term_from else "",
        "term_to": row.term_to.isoformat() if row.term_to else "",
    }
