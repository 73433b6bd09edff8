"""What re-entry plugs into the engine: duties begin and end with the case; some decisions wait."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tongban.cases.selectors import rows as cases
from tongban.reentry import selectors
from tongban.reentry.services import duties
from tongban.workflow.types import Expire

if TYPE_CHECKING:
    from tongban.workflow.ports import Context, Effect


def on_accepted(context: "Context") -> None:
    """A case was accepted: what its edition wants typed in elsewhere is due from now on."""
    case = context.results.get("acceptance") or cases.by_item(context.item.pk)
    duties.begin(case, case.edition.parsed.outside, now=context.now)


def on_rebased(context: "Context") -> None:
    """The case goes on under another edition, which may ask for other systems."""
    if context.event.detail["facts"].get("edition") is None or context.item.accepted_at is None:
        return
    case = cases.by_item(context.item.pk)
    duties.settle(case, case.edition.parsed.outside, now=context.now)


def on_over(context: "Context") -> None:
    """Withdrawn or terminated: what was not typed in yet need not be."""
    duties.release(context.item.pk, now=context.now, why="办件已撤回或者终止")


def waits(context: "Context") -> str:
    """Say which receipt number the decision waits for, where the edition says "before".

    A decision that the law makes by silence waits for nobody's system.
    """
    step = context.snapshot.procedure.by_code.get(context.event.step)
    if step is None or not step.decides or isinstance(context.command, Expire):
        return ""
    system = duties.before_decision(context.item.pk)
    return f"请先录入“{system}”的回执号，这个事项规定录入后才能作出决定" if system else ""


def titles() -> Mapping[str, str]:
    """Give the systems that an edition may name."""
    return selectors.titles()


EFFECTS: tuple[tuple[str, str, "Effect"], ...] = (
    ("accepted", "reentry", on_accepted),
    ("rebased", "reentry", on_rebased),
    ("withdrawn", "reentry", on_over),
    ("terminated", "reentry", on_over),
)
