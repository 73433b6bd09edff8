"""Matters by what they consume and produce: their order, and circles of proof 循环证明."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from tongban.catalogue.types import EditionContent, Necessity


@dataclass(frozen=True, slots=True)
class Node:
    """One matter: the document types that it produces and consumes."""

    code: str
    produces: frozenset[str]
    consumes: frozenset[str]


def node_of(code: str, content: EditionContent) -> Node:
    """Return the matter `code` as its edition has it; what is optional is not consumed."""
    return Node(
        code,
        frozenset({content.result.document_type}),
        frozenset(
            one.document_type
            for one in content.materials
            if one.document_type and one.necessity is not Necessity.OPTIONAL
        ),
    )


def _edges(nodes: Sequence[Node]) -> dict[str, list[str]]:
    """Give for each matter those that produce what it consumes, in the given order."""
    makers: dict[str, list[int]] = {}
    for place, node in enumerate(nodes):
        for document in node.produces:
            makers.setdefault(document, []).append(place)
    return {
        node.code: [
            nodes[place].code
            for place in sorted({n for document in node.consumes for n in makers.get(document, ())})
        ]
        for node in nodes
    }


def circles(nodes: Iterable[Node], through: Collection[str] | None = None) -> list[tuple[str, ...]]:
    """Return every circle of proof as the codes along it, smallest first, each once.

    A matter that consumes what only itself produces is a circle of one. Matters that share a
    circle with several others appear in the shortest circle through each of them. `through` looks
    only for circles through one of these codes.
    """
    listed = list(nodes)
    before = _edges(listed)
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for node in listed:
        if through is not None and node.code not in through:
            continue
        path = _shortest_back(node.code, before)
        if path:
            found.setdefault(frozenset(path), path)
    return sorted(found.values(), key=lambda path: (len(path), path))


def _shortest_back(start: str, before: dict[str, list[str]]) -> tuple[str, ...]:
    """Walk breadth first from `start` until it comes back to itself."""
    queue: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while queue:
        path = queue.pop(0)
        for code in before[path[-1]]:
            if code == start:
                return path
            if code not in seen:
                seen.add(code)
                queue.append((*path, code))
    return ()


def in_order(nodes: Iterable[Node]) -> list[str]:
    """Return the codes so that each matter stands after those that produce what it consumes.

    Where nothing decides, the given order stays. Raises graphlib.CycleError for a circle.
    """
    listed = list(nodes)
    places = {node.code: n for n, node in enumerate(listed)}
    sorter = TopologicalSorter(_edges(listed))
    sorter.prepare()
    result: list[str] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=places.__getitem__)
        code = ready.pop(0)
        result.append(code)
        sorter.done(code)
    return result
