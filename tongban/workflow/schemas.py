"""How desk pages of any kind of work read acts from forms, and draw them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from tongban.core.workdays.rules import day_end
from tongban.workflow.rules.lateness import is_late
from tongban.workflow.types import (
    Allowed,
    Ask,
    Command,
    Complete,
    Late,
    Note,
    Reply,
    Resume,
    Rule,
    SendBack,
    Snapshot,
    Step,
    Supervise,
    Suspend,
    TaskRow,
    Terminate,
    Transfer,
    Urge,
)

DIGITS = 19  # a longer number is none of ours, and more than a database takes


def number(post: QueryDict, name: str) -> int:
    """Return the whole number of a field, 0 where there is none (which no row has)."""
    given = str(post.get(name, ""))
    return int(given) if given.isascii() and given.isdecimal() and len(given) < DIGITS else 0


def version_of(post: QueryDict) -> int | None:
    """Return the version that the page showed, None where the form does not say."""
    given = str(post.get("version", ""))
    return int(given) if given.isascii() and given.isdecimal() and len(given) < DIGITS else None


def _text(post: QueryDict, name: str) -> str:
    return str(post.get(name, ""))


def day_of(post: QueryDict, name: str) -> datetime | None:
    """Return the end of the day that a date field holds; None where it holds none."""
    try:
        return day_end(date.fromisoformat(_text(post, name)))
    except (ValueError, OverflowError):
        return None


def late_of(post: QueryDict) -> Late:
    """Return what the form says of why it is late; a page always asks."""
    return Late(_text(post, "late_reason"), _text(post, "late_note"))


COMMANDS: Mapping[str, Callable[[QueryDict], Command]] = {
    "complete": lambda post: Complete(
        task=number(post, "task"), outcome=_text(post, "outcome"), opinion=_text(post, "opinion")
    ),
    "send_back": lambda post: SendBack(
        task=number(post, "task"), to=_text(post, "to"), reason=_text(post, "reason")
    ),
    "suspend": lambda post: Suspend(
        reason=_text(post, "reason"), note=_text(post, "note"), days=number(post, "days") or None
    ),
    "resume": lambda post: Resume(pause=number(post, "pause"), note=_text(post, "note")),
    "ask": lambda post: Ask(request=_text(post, "request"), reason=_text(post, "reason")),
    "rule": lambda post: Rule(
        request=number(post, "request"),
        grant=post.get("grant") == "1",
        reason=_text(post, "reason"),
    ),
    "transfer": lambda post: Transfer(
        task=number(post, "task"),
        assignee=number(post, "assignee") or None,
        reason=_text(post, "reason"),
    ),
    "urge": lambda post: Urge(reason=_text(post, "reason")),
    "supervise": lambda post: Supervise(
        reason=_text(post, "reason"), reply_by=day_of(post, "reply_by")
    ),
    "reply": lambda post: Reply(request=number(post, "request"), text=_text(post, "text")),
    "terminate": lambda post: Terminate(reason=_text(post, "reason")),
    "note": lambda post: Note(text=_text(post, "text"), public=post.get("public") == "1"),
}
"""The acts that any kind of work has, each read from its form."""


@dataclass(slots=True)
class OpenStep:
    """A step that is open, with one task that the viewer may do something to."""

    task: TaskRow
    step: Step
    complete: Allowed | None
    send_back: Allowed | None
    back_to: list[tuple[str, str]]
    transfer: Allowed | None
    seats: int = 1
    outcomes: Sequence[tuple[str, str]] = ()
    late: bool = False


def open_steps(
    snapshot: Snapshot,
    acts: Sequence[Allowed],
    titles: Mapping[tuple[str, str], str] | None = None,
    *,
    to_applicant: bool = True,
    now: datetime | None = None,
) -> list[OpenStep]:
    """Return the steps that are open, each once: whoever takes one of several seats does not care
    which. `titles` names outcomes by (step, outcome); without `to_applicant` nothing is sent back
    to whoever asked. `now` says which are late, so that the page asks why.
    """
    steps = snapshot.procedure.by_code
    by_task = {(act.act, act.task): act for act in acts}
    found: dict[str, OpenStep] = {}
    for task in snapshot.open_tasks:
        complete = by_task.get(("complete", task.seq))
        row = found.get(task.step)
        if row is not None and (row.complete or not complete):
            row.seats += 1
            continue
        back = by_task.get(("send_back", task.seq))
        targets = [one for one in (back.choices if back else ()) if to_applicant or one in steps]
        choices = complete.choices if complete else ()
        found[task.step] = OpenStep(
            task=task,
            step=steps[task.step],
            complete=complete,
            send_back=back if targets else None,
            back_to=[(code, step_title(code, steps)) for code in targets],
            transfer=by_task.get(("transfer", task.seq)),
            seats=1 + (row.seats if row else 0),
            late=now is not None and is_late(task, now),
            outcomes=[(one, (titles or {}).get((task.step, one), one)) for one in choices],
        )
    return list(found.values())


def step_title(code: str, steps: Mapping[str, Any]) -> str:
    """Return a step's title; the applicant is the one stop that is no step."""
    return steps[code].title if code in steps else "申请人（整改）"
