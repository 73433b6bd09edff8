"""What a page shows of any item: what is left, which clocks run, what happened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.core.accounts.selectors import names_of
from tongban.core.workdays.rules import local_date
from tongban.core.workdays.selectors import calendar as calendar_of
from tongban.workflow.models import WorkItem
from tongban.workflow.selectors.items import timeline
from tongban.workflow.types import Snapshot

NOTE = "workflow.note"  # for the file, unless it says that it is public


def left_until(due_at: datetime, division: str, now: datetime) -> str:
    """Say in working days what is left until `due_at`, or by how much it is over."""
    calendar, day, today = calendar_of(division), local_date(due_at), local_date(now)
    if due_at <= now:
        return f"已超期 {max(calendar.working_days_between(day, today), 1)} 个工作日"
    left = calendar.working_days_between(today, day)
    return f"还剩 {left} 个工作日" if left else "今天到期"


def clock_lines(snapshot: Snapshot, division: str, now: datetime) -> list[dict[str, Any]]:
    """Give the running clocks with their titles, last days and what is left."""
    procedure = snapshot.procedure
    found = []
    for clock in snapshot.clocks:
        if clock.stopped_at is not None:
            continue
        spec = procedure.clock(clock.code)
        step = procedure.by_code.get(clock.code.removeprefix("step:"))
        found.append(
            {
                "title": spec.title if spec else f"{step.title}时限" if step else clock.code,
                "day": local_date(clock.due_at) if clock.due_at else None,
                "left": left_until(clock.due_at, division, now) if clock.due_at else "已暂停",
                "late": clock.due_at is not None and clock.due_at <= now,
                "provisional": clock.provisional,
            }
        )
    return found


def story(item: WorkItem, snapshot: Snapshot, *, inner: bool) -> list[dict[str, Any]]:
    """Give what happened, in words, oldest first, as the kit's timeline takes it.

    What was written with an act stands under it: to the applicant what the applicant wrote, to
    those who handle it (`inner`) every opinion and every note.
    """
    written = {
        task.done_at: task.opinion
        for task in snapshot.tasks
        if task.opinion and (inner or task.role == "applicant")
    }
    entries = timeline(item)
    names = names_of(entry.actor for entry in entries) if inner else {}
    return [
        {
            "at": entry.at,
            "actor": names.get(entry.actor, ""),
            "title": entry.text.rstrip("：:"),  # nothing was written after the colon
            "text": entry.payload.get("public_note", "") or said(entry.text, written, entry.at),
        }
        for entry in entries
        if inner or entry.verb != NOTE or entry.payload.get("public")
    ]


def said(title: str, written: Mapping[datetime | None, str], at: datetime) -> str:
    """Return what was written at that moment, unless the sentence tells it already."""
    words = written.get(at, "")
    return "" if words and words in title else words
