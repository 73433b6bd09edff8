"""催办, 督办 and its answer, 撤回, 终止."""

from collections.abc import Iterator
from dataclasses import replace

from tongban.core.workdays.rules import local_date
from tongban.workflow import states
from tongban.workflow.errors import Invalid, NotAllowed, NotNow, WorkflowError
from tongban.workflow.rules import seats
from tongban.workflow.rules.draft import Draft
from tongban.workflow.types import (
    Allowed,
    Reply,
    RequestRow,
    Supervise,
    Terminate,
    Urge,
    Withdraw,
)

SUPERVISION = "supervise"


def _running(draft: Draft) -> WorkflowError | None:
    return None if draft.item.state in states.RUNNING else NotNow("ended")


def urge_refusal(draft: Draft) -> WorkflowError | None:
    """Say why the actor may not urge now, or None: applicant or supervisor, once a local day."""
    if not (seats.is_applicant(draft) or seats.stands_over(draft, draft.procedure.supervisors)):
        return NotAllowed("not_allowed")
    if draft.item.state not in states.RUNNING - {states.CORRECTING}:
        return NotNow("not_now")
    urged = draft.item.urged_at
    if urged is not None and local_date(urged) == local_date(draft.at):
        return NotNow("urged_today")
    return None


def supervise_refusal(draft: Draft) -> WorkflowError | None:
    """Say why the actor may not supervise, or None."""
    if not seats.stands_over(draft, draft.procedure.supervisors):
        return NotAllowed("not_allowed")
    return _running(draft)


def reply_refusal(draft: Draft, row: RequestRow | None) -> WorkflowError | None:
    """Say why the actor may not answer this supervision, or None."""
    if row is None or row.code != SUPERVISION:
        return Invalid("unknown_request", field="request")
    if row.state != states.OPEN:
        return NotNow("request_closed")
    if row.asked_by == draft.facts.actor.ref:
        return NotAllowed("own_request")
    return None if seats.has_seat(draft) else NotAllowed("not_seated")


def withdraw_refusal(draft: Draft) -> WorkflowError | None:
    """Say why the actor may not withdraw, or None: the applicant, until the decision."""
    if not seats.is_applicant(draft):
        return NotAllowed("not_allowed")
    if draft.item.state == states.DECIDED:
        return NotNow("already_decided")
    return None if draft.item.state in states.BEFORE_DECISION else NotNow("ended")


def terminate_refusal(draft: Draft) -> WorkflowError | None:
    """Say why the actor may not terminate, or None."""
    if not seats.stands_over(draft, draft.procedure.terminators):
        return NotAllowed("not_allowed")
    return _running(draft)


def offer(draft: Draft) -> Iterator[Allowed]:
    """Give what may be done about the item as a whole."""
    if urge_refusal(draft) is None:
        yield Allowed("urge")
    if supervise_refusal(draft) is None:
        yield Allowed("supervise", needs=("reason",))
    for row in draft.requests.values():
        if reply_refusal(draft, row) is None:
            yield Allowed("reply", request=row.seq, code=row.code, needs=("text",))
    if withdraw_refusal(draft) is None:
        yield Allowed("withdraw")
    if terminate_refusal(draft) is None:
        yield Allowed("terminate", needs=("reason",))


def urge(draft: Draft, command: Urge) -> None:
    _raise(urge_refusal(draft))
    if not seats.is_applicant(draft):
        seats.act_in_role(draft, draft.procedure.supervisors)
    draft.item = replace(draft.item, urged_at=draft.at)
    draft.happen("urged", reason=command.reason)


def supervise(draft: Draft, command: Supervise) -> None:
    _raise(supervise_refusal(draft))
    _needs(command.reason, "reason")
    if command.reply_by is not None and command.reply_by <= draft.at:
        raise Invalid("reply_by", field="reply_by")
    seats.act_in_role(draft, draft.procedure.supervisors)
    seq = draft.next_seq()
    draft.requests[seq] = RequestRow(
        seq=seq, code=SUPERVISION, state=states.OPEN, reason=command.reason, ruler="",
        asked_by=draft.actor.ref, asked_at=draft.at, due_at=command.reply_by,
    )  # fmt: skip
    draft.happen("supervised", reason=command.reason, row=seq)


def reply(draft: Draft, command: Reply) -> None:
    row = draft.requests.get(command.request)
    why = reply_refusal(draft, row)
    if why is not None or row is None:
        raise why or Invalid("unknown_request", field="request")
    _needs(command.text, "text")
    seats.takes_seat(draft)
    draft.requests[row.seq] = replace(
        row, state=states.ANSWERED, ruled_by=draft.actor.ref, ruled_at=draft.at,
        ruling=command.text,
    )  # fmt: skip
    draft.happen("replied", row=row.seq)


def withdraw(draft: Draft, command: Withdraw) -> None:
    _raise(withdraw_refusal(draft))
    draft.end_item(states.WITHDRAWN, "withdrawn")
    draft.happen("withdrawn", reason=command.reason)


def terminate(draft: Draft, command: Terminate) -> None:
    _raise(terminate_refusal(draft))
    _needs(command.reason, "reason")
    seats.act_in_role(draft, draft.procedure.terminators)
    draft.end_item(states.TERMINATED, draft.item.outcome or "terminated")
    draft.happen("terminated", reason=command.reason)


def _raise(why: WorkflowError | None) -> None:
    if why is not None:
        raise why


def _needs(text: str, field: str) -> None:
    if not text.strip():
        raise Invalid("reason_needed", field=field)
