"""Where areas register their figures."""

from collections.abc import Callable, Iterator, Sequence

from tongban.core.figures.errors import UnknownFigure
from tongban.core.figures.types import Figure, Printed


class Figures:
    """All figures of the installation by code."""

    def __init__(self) -> None:
        self._known: dict[str, Figure] = {}

    def register(self, figure: Figure) -> None:
        """Make a figure known.

        Raises ValueError if its code is taken, its basis is empty, or it lacks what its kind needs.
        """
        if self._known.get(figure.code, figure) != figure:
            raise ValueError(f"figure {figure.code!r} is registered twice")
        if not figure.basis.strip():
            raise ValueError(f"figure {figure.code!r} has no basis")
        if figure.kind != "reported" and figure.numerator is None and figure.grouped is None:
            raise ValueError(f"figure {figure.code!r} has no numerator")
        if figure.kind in {"ratio", "mean"} and not (figure.denominator or figure.grouped):
            raise ValueError(f"figure {figure.code!r} has no denominator")
        self._known[figure.code] = figure

    def remove(self, code: str) -> None:
        """Take a figure out again (tests do)."""
        self._known.pop(code, None)

    def get(self, code: str) -> Figure:
        """Give the figure; raises UnknownFigure."""
        try:
            return self._known[code]
        except KeyError:
            raise UnknownFigure(figure=code) from None

    def __contains__(self, code: object) -> bool:
        return code in self._known

    def __iter__(self) -> Iterator[Figure]:
        return iter(list(self._known.values()))


class Prints:
    """What reports on paper say of figures; each source answers with nothing where its report says
    nothing of this installation."""

    def __init__(self) -> None:
        self._sources: dict[str, Callable[[], Sequence[Printed]]] = {}

    def register(self, code: str, rows: Callable[[], Sequence[Printed]]) -> None:
        """Have `rows` asked under this code; the same code again replaces it."""
        self._sources[code] = rows

    def remove(self, code: str) -> None:
        """Take a source out again (tests do)."""
        self._sources.pop(code, None)

    def __iter__(self) -> Iterator[Printed]:
        for rows in list(self._sources.values()):
            yield from rows()


figures = Figures()
prints = Prints()
