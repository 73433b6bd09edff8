"""The lists' figures: entries in force, by kind and division."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from tongban.core.figures.types import Figure
from tongban.lists import rules, selectors


def declared() -> list[Figure]:
    """Return the figures of the kinds that lists declare themselves."""
    found = [selectors.figure_of(kind) for kind in rules.KINDS if kind.figure]
    proofs = next(kind for kind in rules.KINDS if kind.code == "proofs-cancelled")
    # The work report counts them apart: 市规范性文件 1, 县市区 5.
    for level, title in (("city", _("市级取消的证明事项")), ("county", _("县级取消的证明事项"))):
        found.append(
            selectors.figure_of(proofs, code=f"proofs.cancelled_{level}", title=title, level=level)
        )
    return found


def register(put: Callable[[Figure], Any]) -> None:
    """Hand every figure to `put`."""
    for figure in declared():
        put(figure)
