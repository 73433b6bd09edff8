"""Putting things into the index and taking them out, inside the caller's transaction."""

from collections.abc import Iterable


def put(
    *,
    kind: str,
    ref: str,
    title: str,
    body: str = "",
    aliases: Iterable[str] = (),
    url: str = "",
    division: str = "",
    weight: int = 0,
) -> None:
    """Index one thing, or index it anew under the same `(kind, ref)`; idempotent."""


def drop(kind: str, ref: str) -> None:
    """Take a thing out of the index; nothing happens if it is not there."""
