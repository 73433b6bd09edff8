"""What the catalogue at the report's size holds, as plain values: who publishes what, and which of
it is done at once, online, in how many visits. Pure; the same again gives the same.

Which entries are instant, or need no visit, is chosen by how apt the kind of entry is for it and,
where that does not decide, by a hash: so that the counts are exactly those asked for, the same
matter may differ from county to county, and no run differs from another.
"""

import csv
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HEADS = ("department", "type", "levels", "who", "set", "topic", "name", "law")
# How an entry is split into 业务办理项 (kind, what stands behind the name) by what it is; what is
# not split is claimed as it is.
SETS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "licence": (
        ("new", "新办"),
        ("change", "变更"),
        ("renew", "延续"),
        ("reissue", "补办"),
        ("cancel", "注销"),
    ),
    "qualification": (
        ("new", "首次申请"),
        ("renew", "延续"),
        ("reissue", "补发"),
        ("cancel", "注销"),
    ),
    "registration": (
        ("new", "设立"),
        ("change", "变更名称"),
        ("change", "变更负责人"),
        ("change", "变更住所"),
        ("cancel", "注销"),
    ),
    "filing": (("new", "首次办理"), ("change", "变更")),
    "approval": (("new", "首次申请"), ("change", "变更")),
    "benefit": (("new", "申请"), ("change", "信息变更")),
    "service": (),
}
# How apt an entry is to be done at once, by its set and what is handled (0 to 1).
APT = {
    "service": 0.9,
    "reissue": 0.9,
    "cancel": 0.85,
    "change": 0.7,
    "new": 0.3,
    "renew": 0.5,
}
NEW_APT = {"filing": 0.65, "benefit": 0.45, "registration": 0.5, "licence": 0.15, "approval": 0.1}


@dataclass(frozen=True, slots=True)
class Name:
    """One row of data/full/names.csv: an entry of the basic catalogue."""

    code: str  # catalogue code, 12 characters
    slug: str
    department: str
    type: str
    levels: str
    who: str  # p person, e enterprise
    set: str
    topic: str
    name: str
    law: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is claimed: an entry, or one 业务办理项 of it."""

    code: str
    slug: str
    name: str
    of: Name
    handling: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are published, and how many of them are instant, online, done in one visit at most
    and in none."""

    published: int
    instant: int
    online: int
    once: int
    zero: int

    def less(self, other: "Counts") -> "Counts":
        """Return what is missing beside `other`."""
        return Counts(
            self.published - other.published,
            self.instant - other.instant,
            self.online - other.online,
            self.once - other.once,
            self.zero - other.zero,
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """One implementation to publish: the leaf, where, and what it is like."""

    leaf: Leaf
    division: str
    instant: bool
    online: bool
    visits: int


def names(path: Path, departments: Sequence[str]) -> list[Name]:
    """Return the entries; `departments` in the order in which they are numbered."""
    serials: dict[str, int] = {}
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            department = row["department"]
            serial = serials[department] = serials.get(department, 0) + 1
            # Ministries F0 to FZ are given to nobody.
            ministry = f"F{_digit(departments.index(department))}"
            code = f"00{row['type']}{ministry}{serial:03d}001"
            slug = f"full-{department}-{serial:03d}"
            found.append(Name(code, slug, **{name: row[name] for name in HEADS}))
    return found


def _digit(number: int) -> str:
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number]


def leaves(entries: Iterable[Name]) -> list[Leaf]:
    """Return what is claimed of the entries."""
    found = []
    for one in entries:
        split = SETS[one.set]
        if not split:
            found.append(Leaf(one.code, one.slug, one.name, one))
        for serial, (kind, label) in enumerate(split, start=1):
            found.append(
                Leaf(
                    f"{one.code}{serial:02d}",
                    f"{one.slug}-{serial:02d}",
                    f"{one.name}（{label}）",
                    one,
                    kind,
                    label,
                )
            )
    return found


def plan(
    claimed: Sequence[Leaf], places: Mapping[str, Sequence[str]], wanted: Counts
) -> list[Slot]:
    """Return the implementations, by leaf and place, whose counts are exactly `wanted`.

    `places` are the divisions by 行使层级 ("3" city, "4" county, "5" township). Some divisions do
    not claim some leaves. Raises ValueError if the leaves do not suffice or the counts contradict
    one another.
    """
    pairs = [
        (leaf, place) for leaf in claimed for level in leaf.of.levels for place in places[level]
    ]
    ordered = 0 <= wanted.zero <= wanted.once <= wanted.published and wanted.zero <= wanted.online
    if not ordered or len(pairs) < wanted.published or wanted.instant > wanted.published:
        raise ValueError(f"{len(pairs)} to be claimed cannot give {wanted}")
    kept = _best(pairs, wanted.published, lambda leaf, place: _dice("claim", leaf, place))
    pairs = [pair for pair in pairs if _key(*pair) in kept]
    instant = _best(pairs, wanted.instant, _aptness)
    by_visits = _ranked(pairs, lambda leaf, place: _freedom(leaf, place, instant))
    zero, once = set(by_visits[: wanted.zero]), set(by_visits[: wanted.once])
    offline = set(by_visits[wanted.online :])
    return [
        Slot(
            leaf,
            place,
            instant=(key := _key(leaf, place)) in instant,
            online=key not in offline,
            visits=0 if key in zero else 1 if key in once else 2,
        )
        for leaf, place in pairs
    ]


def counts(slots: Iterable[Slot]) -> Counts:
    """Count what a plan holds."""
    found = list(slots)
    return Counts(
        len(found),
        sum(one.instant for one in found),
        sum(one.online for one in found),
        sum(one.visits <= 1 for one in found),
        sum(one.visits == 0 for one in found),
    )


Key = tuple[str, str]
Score = Callable[[Leaf, str], float]


def _key(leaf: Leaf, place: str) -> Key:
    return leaf.code, place


def _ranked(pairs: Iterable[tuple[Leaf, str]], score: Score) -> list[Key]:
    """Return the pairs' keys, the highest score first."""
    scored = [(-score(leaf, place), _key(leaf, place)) for leaf, place in pairs]
    return [key for _score, key in sorted(scored)]


def _best(pairs: Iterable[tuple[Leaf, str]], count: int, score: Score) -> set[Key]:
    return set(_ranked(pairs, score)[:count])


def _aptness(leaf: Leaf, place: str) -> float:
    """How apt it is to be done at once; counties differ a little."""
    base = APT[leaf.handling or "service"]
    if leaf.handling == "new":
        base = NEW_APT.get(leaf.of.set, base)
    return base + 0.3 * _dice("matter", leaf, "") + 0.15 * _dice("instant", leaf, place)


def _freedom(leaf: Leaf, place: str, instant: set[Key]) -> float:
    """How apt it is to need no visit."""
    base = 0.6 if leaf.of.set == "service" else 0.4 if leaf.of.set in {"filing", "benefit"} else 0.2
    at_once = 0.2 if _key(leaf, place) in instant else 0.0
    return base + at_once + 0.5 * _dice("way", leaf, "") + 0.2 * _dice("visits", leaf, place)


def _dice(word: str, leaf: Leaf, place: str) -> float:
    """A number from 0 to 1 that is always the same for the same question."""
    digest = hashlib.blake2b(f"{word}/{leaf.code}/{place}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / (1 << 48)


def dice(word: str, slot: Slot, sides: int) -> int:
    """A number below `sides` that is always the same for the same question about a slot."""
    return int(_dice(word, slot.leaf, slot.division) * sides)
