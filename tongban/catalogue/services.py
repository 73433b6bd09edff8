"""Acts on the catalogue: enter a matter, publish, suspend, cancel an edition."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tongban.catalogue.models import Edition


def publish_edition(
    *, actor: Any, now: datetime, task_code: str, content: Mapping[str, Any], effective_from: date
) -> "Edition":
    """Check `content`, publish its form and procedure, and put it in force as a new edition.

    The former edition ends the day before. The same content again returns the edition in force.
    Raises EditionInvalid with every problem, MatterUnknown.
    """
    raise NotImplementedError


def suspend(*, actor: Any, now: datetime, task_code: str, note: str) -> None:
    """Take a matter out of application for a while; the guide says so with `note`."""
    raise NotImplementedError


def resume(*, actor: Any, now: datetime, task_code: str) -> None:
    """Open a suspended matter again."""
    raise NotImplementedError


def cancel(*, actor: Any, now: datetime, task_code: str, note: str) -> None:
    """End a matter for good; its editions stay readable."""
    raise NotImplementedError
