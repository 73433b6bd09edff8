"""What is written in a list is text: web markup in it is an error at its place, never shown raw."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tongban.catalogue.types import Problem

_MARKUP = re.compile(r"<[A-Za-z/!?][^<>]*>?")


def markup(content: Mapping[str, Any]) -> Iterator[Problem]:
    """Give the texts of an edition's content that hold markup, each at its path.

    A comparison (`when`, `x-when`) is a condition and no text; "面积<200平方米" is no markup.
    """
    waiting: list[tuple[str, Any]] = [(name, value) for name, value in content.items()]
    for path, value in waiting:  # grows while it is walked
        if isinstance(value, dict):
            if path.endswith((".when", "x-when")):
                continue
            waiting += [(_under(path, name), one) for name, one in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}[{n}]", one) for n, one in enumerate(value)]
        elif isinstance(value, str) and "<" in value and (found := _MARKUP.search(value)):
            shown = found.group()[:20]
            yield Problem(path, "markup", f"这里有网页标签“{shown}”。只能写文字，请删掉标签")


def _under(path: str, name: str) -> str:
    return f"form[{name}]" if path == "form.properties" else f"{path}.{name}"
