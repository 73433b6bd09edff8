from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Once:
    """What became of a request: its reference, and whether an earlier one had made it."""

    reference: str
    replayed: bool
