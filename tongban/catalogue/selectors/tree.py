"""The basic catalogue as a tree: 主项 → 子项 → 业务办理项, narrowed and counted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from tongban.catalogue import states
from tongban.catalogue.models import Claim, Matter, Topic
from tongban.catalogue.rules.codes import FAMILY
from tongban.catalogue.types import Rank


@dataclass(frozen=True, slots=True)
class TreeFilters:
    """What to keep: words of a name or the beginning of a code, 主管部门 (the kind of body that
    handles it in every place), 事项类型, topic, 行使层级, origin, and state ("" for all)."""

    text: str = ""
    department: str = ""
    type: str = ""
    topic: str = ""
    level: str = ""
    origin: str = ""
    state: str = states.IN_USE

    @property
    def narrow(self) -> bool:
        """Whether anything but the state is asked for."""
        return any((self.text, self.department, self.type, self.topic, self.level, self.origin))


@dataclass(slots=True)
class Node:
    """An entry with what is kept below it; `below` counts all of that, `hit` says whether the entry
    itself is what was asked for, `claimed` how many bodies claimed it."""

    matter: Matter
    hit: bool = True
    claimed: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def below(self) -> int:
        return sum(1 + one.below for one in self.children)


@dataclass(frozen=True, slots=True)
class TreePage:
    """One page of trees by code; `total` counts the entries that were asked for, `after` continues
    behind the last tree ("" at the end)."""

    roots: Sequence[Node]
    total: int
    after: str


@dataclass(frozen=True, slots=True)
class Facets:
    """How many entries each choice of a filter would leave, the other filters kept."""

    departments: Sequence[tuple[str, int]]
    types: Mapping[str, int]
    levels: Mapping[str, int]
    topics: Sequence[tuple[str, str, int]]
    ranks: Mapping[str, int]


def _family() -> Substr:
    return Substr("catalog_code", 1, FAMILY)


def _asked(filters: TreeFilters, *, but: str = "") -> QuerySet[Matter]:
    """Return the entries that the filters keep, one of them left out of account."""
    found = Matter.objects.order_by()
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.text:
        words = Q(name__icontains=filters.text) | Q(catalog_code__startswith=filters.text.upper())
        found = found.filter(words)
    for name in ("department", "type", "origin"):
        value = getattr(filters, name)
        if value and name != but:
            found = found.filter(**{name: value})
    if filters.topic and but != "topic":
        found = found.filter(topics__code=filters.topic)
    if filters.level and but != "level":
        found = found.filter(Q(levels__contains=filters.level) | Q(levels=""))
    return found


def tree(filters: TreeFilters, *, after: str = "", limit: int = 50) -> TreePage:
    """Return a page of the trees that hold what was asked for, with what stands above it, and what
    stands below an entry that was asked for itself. Four queries whatever the size."""
    asked = _asked(filters)
    found = asked.annotate(family=_family()).filter(family__gt=after)
    families = list(
        found.values_list("family", flat=True).distinct().order_by("family")[: limit + 1]
    )
    more, families = len(families) > limit, families[:limit]
    kept = Matter.objects.annotate(family=_family()).filter(family__in=families)
    if filters.state:
        kept = kept.filter(state=filters.state)
    rows = list(kept.order_by("catalog_code"))
    hits = {row.pk for row in rows}
    if filters.narrow:
        hits = set(found.filter(family__in=families).values_list("pk", flat=True))
    nodes = {row.pk: Node(row, row.pk in hits) for row in rows}
    roots = _grown(nodes)
    _count_claims(nodes.values())
    return TreePage(roots, asked.count(), families[-1] if more else "")


def _grown(nodes: Mapping[int, Node]) -> list[Node]:
    """Put each below what it stands under, and leave out what nobody asked for."""
    roots: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.matter.parent_id or 0)
        (above.children if above else roots).append(node)
    return [root for root in roots if _kept(root, wanted=False)]


def _kept(node: Node, *, wanted: bool) -> bool:
    wanted = wanted or node.hit
    node.children = [child for child in node.children if _kept(child, wanted=wanted)]
    return wanted or bool(node.children)


def _count_claims(nodes: Iterable[Node]) -> None:
    known = {node.matter.pk: node for node in nodes}
    rows = Claim.objects.filter(state=states.CLAIMED, matter__in=known).order_by()
    for row in rows.values("matter_id").annotate(n=Count("pk")):
        known[row["matter_id"]].claimed = row["n"]


def facets(filters: TreeFilters) -> Facets:
    """Return what the filters could be narrowed by, with counts; five queries."""

    def counted(name: str, *, but: str = "") -> dict[str, int]:
        rows = _asked(filters, but=but).values_list(name).annotate(n=Count("pk", distinct=True))
        return {str(value): n for value, n in rows}

    levels: dict[str, int] = defaultdict(int)
    for written, n in counted("levels", but="level").items():
        for one in written:
            levels[one] += n
    departments = counted("department", but="department")
    departments.pop("", None)
    topics = (
        Topic.objects.filter(matters__in=_asked(filters, but="topic"))
        .annotate(n=Count("matters", distinct=True))
        .order_by("kind", "order", "code")
    )
    ranks = counted("rank")
    return Facets(
        sorted(departments.items()),
        counted("type", but="type"),
        levels,
        [(one.code, one.name, one.n) for one in topics],
        {rank.value: ranks.get(rank.value, 0) for rank in Rank},
    )


def below(matter: Matter) -> list[Matter]:
    """Return everything below an entry, by code; one query for each rank."""
    found: list[Matter] = []
    level: Collection[Matter] = [matter]
    while level := list(Matter.objects.filter(parent__in=level).order_by("catalog_code")):
        found += level
    return sorted(found, key=lambda one: one.catalog_code)
