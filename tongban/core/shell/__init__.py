"""The page frame, its components and the registries that areas fill; knows no area.

An area plugs in through `ports` (menu, panels, todos, messages, badges, gauges), asks the time of
`clock.now()`, puts refusals into words with `wording.errors_text`, and builds its pages from the
kit described in docs/kit.md.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tongban.core.shell.wording import errors_text

__all__ = ["errors_text"]


def __getattr__(name: str) -> Any:
    # Lazily: an app package is imported before Django's registries are ready.
    if name == "errors_text":
        from tongban.core.shell.wording import errors_text

        return errors_text
    raise AttributeError(name)
