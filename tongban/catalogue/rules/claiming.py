"""What a body has to answer of the basic catalogue, and how far it is (认领率)."""

from dataclasses import dataclass

# What a body of one level is called differently on another: 卫健委 of the city, 卫健局 of a county.
_ENDINGS = ("局", "委", "办")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far bodies are: claimed, declined, and open (neither)."""

    claimed: int = 0
    declined: int = 0
    open: int = 0

    def __add__(self, other: "Progress") -> "Progress":
        """Add up two."""
        return Progress(
            self.claimed + other.claimed, self.declined + other.declined, self.open + other.open
        )

    @property
    def base(self) -> int:
        """What the rate is of: everything to be answered but what was declined."""
        return self.claimed + self.open

    @property
    def rate(self) -> float | None:
        """认领率, from 0 to 1; None where nothing is to be claimed."""
        return self.claimed / self.base if self.base else None


def departments_of(short_name: str) -> tuple[str, ...]:
    """Return the names of 主管部门 that a body of this short name is; () for no name."""
    stem = short_name[:-1] if short_name.endswith(_ENDINGS) and len(short_name) > 1 else short_name
    if not stem:
        return ()
    return tuple(dict.fromkeys([short_name, stem, *(stem + ending for ending in _ENDINGS)]))


def expected(department: str, levels: str, *, short_name: str, level: str) -> bool:
    """Say whether a body has to answer an entry: of its own department and its own level."""
    return department in departments_of(short_name) and level in levels


# 权力来源 by where it comes from: a level above, or the same level (types.POWER_SOURCES).
_FROM_ABOVE, _BESIDE = frozenset({"2", "3", "5"}), frozenset({"4", "6"})


def may_hand(source: str, giver: str, taker: str) -> bool:
    """Whether a body of level `giver` (1 国 to 6 村) can hand a power to one of level `taker` in
    this way: from above to a level below, beside on the same."""
    return giver < taker if source in _FROM_ABOVE else source in _BESIDE and giver == taker
