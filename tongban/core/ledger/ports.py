"""The audit words: what a verb means in plain Chinese, registered by the area that writes it."""

from collections.abc import Iterator, Mapping
from typing import Any


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


class Verbs:
    """The registry of verbs, filled in `apps.ready()`."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def register(self, code: str, text: str) -> None:
        """Give the verb `code` (`"workflow.accept"`) its words (`"受理了{title}"`).

        Placeholders name payload fields. Raises ValueError if the code has other words already.
        """
        if self._texts.setdefault(code, text) != text:
            raise ValueError(f"verb {code!r} is registered twice")

    def words(self, code: str, payload: Mapping[str, Any]) -> str:
        """Return the words of `code` filled from `payload`; an unknown verb is its own word."""
        return self._texts.get(code, code).format_map(_Lenient(payload))

    def known(self, code: str) -> bool:
        return code in self._texts

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(tuple(self._texts.items()))


verbs = Verbs()
