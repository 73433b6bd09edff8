"""What machines are answered, and what is wrong in words."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ninja import Field, Schema

from tongban.core.shell import errors_text
from tongban.hub.errors import HubError
from tongban.hub.types import Wrong

if TYPE_CHECKING:
    from tongban.hub.models import Batch


def sentence(wrong: Wrong) -> str:
    """Give what is wrong with a line, and what to do, in Chinese."""
    return errors_text(HubError(wrong.code, **wrong.detail))


class WrongOut(Schema):
    """One thing that is wrong: in which line, which field, why."""

    line: int
    number: str
    field: str
    code: str
    message: str


class BatchOut(Schema):
    """What became of a batch. Every line is counted once; `wrong` holds the first thousand."""

    id: str
    lines: int
    created: int
    changed: int
    unchanged: int
    refused: int
    received_at: datetime
    done: bool = Field(description="false：上次中断了，请用同样的内容再送一次")
    wrong: list[WrongOut]

    @classmethod
    def whole(cls, batch: "Batch") -> dict[str, Any]:
        """Return the batch with its wrong lines in words."""
        return {
            "id": batch.token,
            "lines": batch.lines,
            "created": batch.created,
            "changed": batch.changed,
            "unchanged": batch.unchanged,
            "refused": batch.refused,
            "received_at": batch.received_at,
            "done": batch.done_at is not None,
            "wrong": [
                {
                    "line": one.line,
                    "number": one.number,
                    "field": one.field,
                    "code": one.code,
                    "message": sentence(one),
                }
                for one in batch.wrong
            ],
        }


class StepOut(Schema):
    name: str
    event: str
    started_at: str
    ended_at: str | None
    handler: str
    opinion: str


class RecordOut(Schema):
    """One case of another system, without the applicant's numbers."""

    id: int
    source: str
    number: str
    task_code: str
    title: str
    organisation: str
    division: str
    applicant_name: str
    state: str
    outcome: str
    received_at: str
    accepted_at: str | None
    promised_on: str | None
    decided_at: str | None
    closed_at: str | None
    result_title: str
    result_number: str
    happened_at: str
    entered_at: str


class RecordPage(Schema):
    """One page of records; `next` is the `before` of the following one."""

    items: list[RecordOut]
    next: int | None
