"""What a signed statement alone allows to say."""

from datetime import date

from tongban.core.workdays.rules import local_date
from tongban.licences.rules.revocations import Revocations
from tongban.licences.types import Claims, Conclusion, Status, Verdict


def conclude(claims: Claims, *, today: date, revoked: Revocations | None = None) -> Verdict:
    """Genuine for certain; in force only the register knows, but a term that is over is over, and
    what is on a signed list of ended licences (`revoked`) has ended."""
    over = claims.valid_to is not None and claims.valid_to < today
    early = claims.valid_from > today
    conclusion = Conclusion.NOT_IN_FORCE if over or early else Conclusion.GENUINE_OFFLINE
    reason, since = "offline" if revoked is None else "not_listed", None
    ended = revoked.ended.get(claims.identifier) if revoked is not None else None
    if ended is not None:
        conclusion = Conclusion.NOT_IN_FORCE
        reason, since = ended[0], local_date(ended[1])
    elif over:
        reason, since = Status.LAPSED.value, claims.valid_to
    elif early:
        reason, since = "not_yet", claims.valid_from
    return Verdict(
        conclusion,
        reason=reason,
        since=since,
        identifier=claims.identifier,
        number=claims.number,
        title=claims.title,
        holder=claims.holder,
        issuer=claims.issuer,
        valid_from=claims.valid_from,
        valid_to=claims.valid_to,
        checked_at=revoked.at if revoked is not None else None,
    )
