"""What the form of a receiver sends."""

from django.http import QueryDict

from tongban.core.webhooks.types import Wanted

PER_SECOND = 50


def wanted(post: QueryDict) -> Wanted:
    """Read the form; a pace that is no number is 0, which the rules refuse."""
    pace = post.get("per_second", "").strip()
    return Wanted(
        name=post.get("name", ""),
        url=post.get("url", ""),
        verbs=tuple(post.get("verbs", "").split()),
        whole=bool(post.get("whole")),
        per_second=int(pace) if pace.isascii() and pace.isdigit() and len(pace) < 6 else 0,
    )
