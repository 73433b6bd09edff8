"""What a search gives back (no Django)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """One find: `kind` and `ref` as they were put; `snippet` is plain text around the first
    match, never markup."""

    kind: str
    ref: str
    title: str
    snippet: str
    url: str
    division: str = ""
