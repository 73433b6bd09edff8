"""What a signed statement alone allows to say."""

from datetime import date

from tongban.licences.types import Claims, Conclusion, Status, Verdict


def conclude(claims: Claims, *, today: date) -> Verdict:
    """Genuine for certain; in force only the register knows, but a term that is over is over."""
    over = claims.valid_to is not None and claims.valid_to < today
    early = claims.valid_from > today
    conclusion = Conclusion.NOT_IN_FORCE if over or early else Conclusion.GENUINE_OFFLINE
    reason, since = "offline", None
    if over:
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
    )
