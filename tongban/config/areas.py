"""The areas of the platform, lowest first: the one list that installs, routes and fills them.

An area takes part by having the room: `urls` (with `portal`, `desk` or `plain` lists),
`api` (with a `router`), `demo` (with `fill`). Nothing else here knows what an area does.
"""

from collections.abc import Iterator
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
    "insight",
)

INSTALLED = tuple(f"tongban.{area}" for area in AREAS)


def rooms(name: str) -> Iterator[ModuleType]:
    """Yield the module `name` of every area that has one, lowest area first."""
    for package in INSTALLED:
        if find_spec(f"{package}.{name}") is not None:
            yield import_module(f"{package}.{name}")
