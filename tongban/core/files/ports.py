"""What higher areas plug into files: purposes, who may read, scanners."""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from tongban.core.files.types import Purpose, Verdict

Reader = Callable[[Any, str], bool]
Scanner = Callable[[BinaryIO], Verdict]


class Purposes:
    """What an upload is for, and what it takes then."""

    def __init__(self) -> None:
        self._known: dict[str, Purpose] = {}

    def register(self, purpose: Purpose) -> None:
        """Make a purpose known; raises ValueError if its code is taken by another."""
        if self._known.setdefault(purpose.code, purpose) != purpose:
            raise ValueError(f"file purpose {purpose.code!r} is registered twice")

    def get(self, code: str) -> Purpose:
        """Give the purpose; an unknown code takes the usual types under the usual limit."""
        return self._known.get(code) or Purpose(code, code)


class Readers:
    """Who may read the files of a subject: prefix ("case") to a predicate (actor, subject)."""

    def __init__(self) -> None:
        self._known: dict[str, list[Reader]] = {}

    def register(self, subject_prefix: str, may_read: Reader) -> None:
        """Let `may_read(actor, subject)` open files of subjects "<prefix>:…"; any yes suffices."""
        readers = self._known.setdefault(subject_prefix.rstrip(":"), [])
        if may_read not in readers:
            readers.append(may_read)

    def allow(self, actor: Any, subject: str) -> bool:
        """Say whether one of the subject's readers lets `actor` in."""
        prefix = subject.partition(":")[0]
        return any(may_read(actor, subject) for may_read in self._known.get(prefix, ()))


class Scanners:
    """Scanners for malware. While there is none, a file is ready at once."""

    def __init__(self) -> None:
        self._known: dict[str, Scanner] = {}

    def register(self, code: str, scan: Scanner) -> None:
        """Let `scan(binary file)` judge every file before it is ready."""
        self._known[code] = scan

    def remove(self, code: str) -> None:
        """Take a scanner out again."""
        self._known.pop(code, None)

    def __iter__(self) -> Iterator[tuple[str, Scanner]]:
        return iter(list(self._known.items()))

    def __bool__(self) -> bool:
        return bool(self._known)


class Later:
    """How a job is queued; filled in apps.ready(), for tasks stand above services."""

    def __init__(self) -> None:
        self.scan: Callable[[int], object] = lambda _file_id: None


purposes = Purposes()
readers = Readers()
scanners = Scanners()
later = Later()
