"""What higher areas plug into papers: templates, and who may read the papers of a subject."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tongban.core.papers.errors import UnknownTemplate
from tongban.core.papers.types import Template

Reader = Callable[[Any, str], bool]


class Templates:
    """All templates of the installation by code."""

    def __init__(self) -> None:
        self._known: dict[str, Template] = {}

    def register(
        self, code: str, title: str, path: str | Path, sample: Mapping[str, Any] | None = None
    ) -> None:
        """Make the template at `path` (a `.typ` file) known under `code` ("cases.receipt").

        Raises ValueError if the code is taken by another file or the file is not there.
        """
        file = Path(path).resolve()
        known = self._known.get(code)
        if known is not None and known.path != file:
            raise ValueError(f"paper template {code!r} is registered twice")
        if not file.is_file():
            raise ValueError(f"paper template {code!r} has no file")
        self._known[code] = Template(code, title, file, dict(sample or {}))

    def get(self, code: str) -> Template:
        """Give the template; raises UnknownTemplate."""
        try:
            return self._known[code]
        except KeyError:
            raise UnknownTemplate(template=code) from None

    def __iter__(self) -> Iterator[Template]:
        return iter(list(self._known.values()))


class Readers:
    """Who may read the papers of a subject: prefix ("case") to a predicate (actor, subject)."""

    def __init__(self) -> None:
        self._known: dict[str, list[Reader]] = {}

    def register(self, subject_prefix: str, may_read: Reader) -> None:
        """Let `may_read(actor, subject)` open papers of subjects "<prefix>:…"; any yes suffices."""
        readers = self._known.setdefault(subject_prefix.rstrip(":"), [])
        if may_read not in readers:
            readers.append(may_read)

    def allow(self, actor: Any, subject: str) -> bool:
        """Say whether one of the subject's readers lets `actor` in."""
        prefix = subject.partition(":")[0]
        return any(may_read(actor, subject) for may_read in self._known.get(prefix, ()))


class Later:
    """How the making is queued; filled in apps.ready(), for tasks stand above services."""

    def __init__(self) -> None:
        self.make: Callable[[int], object] = lambda _paper_id: None


templates = Templates()
readers = Readers()
later = Later()
