"""Registries that areas fill in `apps.ready()`; the shell draws what it finds and knows no area.

`menu` items of the navigation, `panels` parts of the home pages, `todos` lists of work that
waits, `messages` the sentences of refusals, `badges` small counts beside menu items, `gauges`
numbers at /metrics. Registering the very same thing twice is harmless; another thing under a
code that is taken raises `ValueError` at start, so that two areas never fight silently.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.http import HttpRequest

Value = TypeVar("Value")


class Registry(Generic[Value]):
    """Values by code, in the order of registration; a taken code raises `ValueError`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._values: dict[str, Value] = {}

    def add(self, code: str, value: Value) -> None:
        """Keep `value` under `code`; the same value again is ignored."""
        present = self._values.get(code)
        if present is not None and present != value:
            raise ValueError(f"{self.name}: {code!r} is already registered")
        self._values[code] = value

    def get(self, code: str) -> Value | None:
        return self._values.get(code)

    def remove(self, code: str) -> None:
        """Take `code` out again (tests do)."""
        self._values.pop(code, None)

    def __contains__(self, code: str) -> bool:
        return code in self._values

    def __iter__(self) -> Iterator[Value]:
        return iter(list(self._values.values()))

    def __len__(self) -> int:
        return len(self._values)

    def items(self) -> Sequence[tuple[str, Value]]:
        return list(self._values.items())


def everyone(_viewer: Any) -> bool:
    """Show to all."""
    return True


@dataclass(frozen=True)
class MenuItem:
    """One entry of a navigation.

    `face` is "portal" (top of the citizens' side), "my" (a person's own pages) or "desk";
    `code` unique in the face, also the code of its badge; `url_name` a URL without arguments;
    `icon` a heroicon; `visible` is asked with `request.actor`; `group` heads a part of the
    desk's navigation.
    """

    face: str
    code: str
    label: str
    url_name: str
    icon: str = ""
    order: int = 100
    visible: Callable[[Any], bool] = everyone
    group: str = ""


class Menu(Registry[MenuItem]):
    def register(self, item: MenuItem) -> None:
        """Add `item`; raises `ValueError` when its face has another item of that code."""
        self.add(f"{item.face}:{item.code}", item)

    def of(self, face: str, viewer: Any) -> list[MenuItem]:
        """Give the items of `face` that `viewer` may see, in order."""
        seen = [item for item in self if item.face == face and item.visible(viewer)]
        return sorted(seen, key=lambda item: (item.order, item.code))


@dataclass(frozen=True)
class Panel:
    """A part of a home page: `context(request)` is rendered with `template`; None hides it."""

    slot: str
    code: str
    order: int
    template: str
    context: Callable[[HttpRequest], dict[str, Any] | None]


class Panels(Registry[Panel]):
    def register(
        self,
        slot: str,
        code: str,
        order: int,
        template: str,
        context: Callable[[HttpRequest], dict[str, Any] | None],
    ) -> None:
        """Put a panel into `slot` ("portal.home", "my.home", "desk.home").

        In "cases.desk", the page of a case, `request.case` is the case, and `request.case_clear`
        says whether its personal values are shown (their reading is recorded then)."""
        self.add(f"{slot}:{code}", Panel(slot, code, order, template, context))

    def of(self, slot: str) -> list[Panel]:
        """Give the panels of `slot`, in order."""
        return sorted((p for p in self if p.slot == slot), key=lambda p: (p.order, p.code))


@dataclass(frozen=True)
class Todo:
    """One thing that waits for the viewer. `state` is a light: red, yellow, green, paused, done.

    `due` is the last day as text (`11-26`), `left` what is left (`还剩 3 个工作日`).
    """

    title: str
    url: str
    number: str = ""
    state: str = "green"
    due: str = ""
    left: str = ""
    meta: str = ""


@dataclass(frozen=True)
class TodoSource:
    """A list of waiting things; `rows(request)` gives a screenful, the most urgent first.

    `visible` is asked with `request.actor`: a list that is never theirs is not drawn empty.
    """

    code: str
    label: str
    order: int
    rows: Callable[[HttpRequest], Sequence[Todo]]
    url_name: str = ""
    visible: Callable[[Any], bool] = everyone


class Todos(Registry[TodoSource]):
    def register(
        self,
        code: str,
        label: str,
        rows: Callable[[HttpRequest], Sequence[Todo]],
        *,
        order: int = 100,
        url_name: str = "",
        visible: Callable[[Any], bool] = everyone,
    ) -> None:
        """Show `rows` under `label` on the desk's home page, with a link to `url_name`."""
        self.add(code, TodoSource(code, label, order, rows, url_name, visible))

    def ordered(self) -> list[TodoSource]:
        return sorted(self, key=lambda source: (source.order, source.code))


@dataclass
class Messages:
    """The sentences of refusals: by area and code, with `{detail}` placeholders."""

    _texts: dict[str, Any] = field(default_factory=dict)
    _owners: dict[str, str] = field(default_factory=dict)

    def register(self, area: str, texts: Mapping[str, Any]) -> None:
        """Add the sentences of `area` (lazy translations are welcome).

        A code that another area already uses raises `ValueError`.
        """
        for code, text in texts.items():
            owner = self._owners.setdefault(code, area)
            if owner != area:
                raise ValueError(f"messages: {code!r} of {area} is already {owner}'s")
            self._texts[code] = text

    def get(self, code: str) -> str | None:
        """Give the sentence of `code`, or None."""
        text = self._texts.get(code)
        return None if text is None else str(text)

    def remove(self, area: str) -> None:
        """Take all sentences of `area` out again (tests do)."""
        for code in [code for code, owner in self._owners.items() if owner == area]:
            del self._owners[code]
            del self._texts[code]


class Badges(Registry[Callable[[HttpRequest], int]]):
    def register(self, code: str, count: Callable[[HttpRequest], int]) -> None:
        """Show `count(request)` beside the menu items of `code`.

        The code "messages" is the bell at the top of every page. Keep it to one indexed query:
        it runs with every page of a signed-in person.
        """
        self.add(code, count)


@dataclass(frozen=True)
class Gauge:
    """A number at /metrics; `read()` gives a number, or numbers by label text (`queue="sms"`)."""

    name: str
    help: str
    read: Callable[[], float | Mapping[str, float]]


class Gauges(Registry[Gauge]):
    def register(
        self, name: str, help_text: str, read: Callable[[], float | Mapping[str, float]]
    ) -> None:
        """Publish `read()` as `tongban_<name>`."""
        self.add(name, Gauge(name, help_text, read))


menu = Menu("menu")
panels = Panels("panels")
todos = Todos("todos")
messages = Messages()
badges = Badges("badges")
gauges = Gauges("gauges")
