"""Finding."""

from collections.abc import Collection

from tongban.core.search.types import Hit


def find(
    q: str, *, kinds: Collection[str] | None = None, division: str = "", limit: int = 20
) -> list[Hit]:
    """What matches every word of `q`, best first: title over alias over body, then weight, with
    the reader's `division` first. Empty for an empty query."""
    return []


def suggest(q: str, limit: int = 8) -> list[Hit]:
    """As `find`, for a query that is still being typed."""
    return []
