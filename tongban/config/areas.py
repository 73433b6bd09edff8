"""The areas of the platform, lowest first: the one list that installs, routes and fills them.

An area takes part by having the room: `urls` (with `portal`, `desk` or `plain` lists),
`api` (with a `router`), `demo` (with `fill`, and `prepare` if what lower areas fill in must find
rows of it). Nothing else here knows what an area does.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

AREAS = (
    "core.jobs",
    "core.once",
    "core.numbers",
    "core.vault",
    "core.shell",
    "core.ledger",
    "core.files",
    "core.search",
    "core.divisions",
    "core.params",
    "core.workdays",
    "core.organisations",
    "core.accounts",
    "core.figures",
    "core.notices",
    "core.papers",
    "core.sheets",
    "core.webhooks",
    "core.devices",
    "forms",
    "parties",
    "workflow",
    "lists",
    "catalogue",
    "licences",
    "ratings",
    "payments",
    "archives",
    "cases",
    "hub",
    "reentry",
    "windows",
    "insight",
)

INSTALLED = tuple(f"tongban.{area}" for area in AREAS)


def rooms(name: str) -> Iterator[ModuleType]:
    """Yield the module `name` of every area that has one, lowest area first."""
    for package in INSTALLED:
        if find_spec(f"{package}.{name}") is not None:
            yield import_module(f"{package}.{name}")


def demo_acts() -> Iterator[tuple[str, Callable[..., None]]]:
    """Yield area and act of filling the demonstration city, in order: the core, what areas prepare
    for those below them, then the areas, lowest first. An act takes `now` and `say`.
    """
    known = {name: room for name in AREAS for room in [_room(name)] if room is not None}
    core = {name: room for name, room in known.items() if name.startswith("core.")}
    yield from ((name, room.fill) for name, room in core.items())
    yield from ((name, room.prepare) for name, room in known.items() if hasattr(room, "prepare"))
    yield from ((name, room.fill) for name, room in known.items() if name not in core)


def _room(name: str) -> ModuleType | None:
    path = f"tongban.{name}.demo"
    return import_module(path) if find_spec(path) is not None else None
