"""What higher areas fill: kinds of lists, and what a catalogue code is called."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from tongban.lists.errors import KindUnknown
from tongban.lists.types import Kind, MatterLink

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Kinds:
    """All kinds of lists of the installation by code."""

    def __init__(self) -> None:
        self._known: dict[str, Kind] = {}

    def register(self, kind: Kind) -> None:
        """Make a kind known.

        Raises ValueError for a code that is taken or is none, for columns that share a name, and
        for an identity that names no column.
        """
        if self._known.get(kind.code, kind) != kind:
            raise ValueError(f"kind of list {kind.code!r} is registered twice")
        if not _CODE.fullmatch(kind.code) or len(kind.code) > 40:
            raise ValueError(f"{kind.code!r} cannot be part of an address")
        names = [column.name for column in kind.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"kind {kind.code!r} has two columns of one name")
        if not kind.identity or not set(kind.identity) <= set(names):
            raise ValueError(f"kind {kind.code!r}: nothing tells its entries apart")
        self._known[kind.code] = kind

    def remove(self, code: str) -> None:
        """Take a kind out again (tests do)."""
        self._known.pop(code, None)

    def get(self, code: str) -> Kind:
        """Give the kind; raises KindUnknown."""
        try:
            return self._known[code]
        except KeyError:
            raise KindUnknown(kind=code) from None

    def find(self, code: str) -> Kind | None:
        """Give the kind, or None where its area is not installed any more."""
        return self._known.get(code)

    def __contains__(self, code: object) -> bool:
        return code in self._known

    def __iter__(self) -> Iterator[Kind]:
        return iter(sorted(self._known.values(), key=lambda kind: (kind.order, kind.code)))


MatterSource = Callable[[Collection[str], str], Mapping[str, MatterLink]]
"""Takes catalogue codes (12 or 14 characters) and the reader's division; gives what it knows."""


MatterNames = Callable[[Collection[str]], Mapping[str, str]]
"""Takes names of matters as people write them; gives the catalogue codes of those it knows."""


class Matters:
    """Where names and guides of matters come from: filled by the catalogue, empty without it."""

    def __init__(self) -> None:
        self._source: MatterSource | None = None
        self._names: MatterNames | None = None

    def register(self, source: MatterSource, names: MatterNames) -> None:
        """Ask `source` for links and `names` for codes from now on."""
        self._source, self._names = source, names

    def codes(self, names: Collection[str]) -> Mapping[str, str]:
        """Give the codes of those names that are known; costs nothing for no names."""
        return self._names(names) if self._names and names else {}

    def find(self, codes: Collection[str], division: str) -> Mapping[str, MatterLink]:
        """Give the links of those codes that are known; costs nothing for no codes."""
        return self._source(codes, division) if self._source and codes else {}


kinds = Kinds()
matters = Matters()
