"""申请与批复: what one person asks for and another one rules on, such as an extension (§42)."""

from collections.abc import Iterator
from dataclasses import replace

from tongban.core.workdays.rules import due_at
from tongban.core.workdays.types import Limit
from tongban.workflow import states
from tongban.workflow.errors import Invalid, NotAllowed, NotNow, WorkflowError
from tongban.workflow.rules import seats
from tongban.workflow.rules.draft import Draft
from tongban.workflow.types import Allowed, Ask, RequestRow, RequestSpec, Rule


def longer_by(draft: Draft, spec: RequestSpec) -> Limit | None:
    """Give what a grant adds to the clocks: the limit, or the one of that name of this item."""
    return draft.item.limits.get(spec.limit) if isinstance(spec.limit, str) else spec.limit


def _asked(draft: Draft, code: str) -> list[RequestRow]:
    return [row for row in draft.requests.values() if row.code == code]


def ask_refusal(draft: Draft, spec: RequestSpec) -> WorkflowError | None:
    """Say why the actor may not ask for this now, or None."""
    if draft.item.state not in {states.ACCEPTED, states.DECIDED}:
        return NotNow("not_now")
    idle = not any(draft.running(code) for code in spec.clocks)
    if spec.clocks and (idle or longer_by(draft, spec) is None):
        return NotNow("not_now")
    if not seats.has_seat(draft):
        return NotAllowed("not_seated")
    rows = _asked(draft, spec.code)
    if any(row.state == states.OPEN for row in rows):
        return NotNow("request_open")
    if sum(row.state == states.GRANTED for row in rows) >= spec.times:
        return NotNow("request_spent", times=spec.times)
    return None


def rule_refusal(draft: Draft, row: RequestRow | None) -> WorkflowError | None:
    """Say why the actor may not rule on this request, or None."""
    spec = draft.procedure.request(row.code) if row else None
    if row is None or spec is None:
        return Invalid("unknown_request", field="request")
    if row.state != states.OPEN:
        return NotNow("request_closed")
    if draft.facts.actor.kind == "system" or not seats.stands_over(draft, (spec.ruler,)):
        return NotAllowed("not_allowed")
    grant = seats.in_role(draft, (spec.ruler,))
    me = seats.persons(draft.facts.actor.ref, grant.deputy_for if grant else "")
    return NotAllowed("own_request") if row.asked_by in me else None


def offer(draft: Draft) -> Iterator[Allowed]:
    """Give what the actor may ask for, and what it may rule on."""
    for spec in draft.procedure.requests:
        if ask_refusal(draft, spec) is None:
            act = "extend" if spec.code == "extend" else "ask"
            yield Allowed(act, code=spec.code, needs=("reason",))
    for row in draft.requests.values():
        if rule_refusal(draft, row) is None:
            yield Allowed("rule", request=row.seq, code=row.code, choices=("grant", "deny"))


def ask(draft: Draft, command: Ask) -> None:
    spec = draft.procedure.request(command.request)
    if spec is None:
        raise Invalid("unknown_request", field="request")
    why = ask_refusal(draft, spec)
    if why is not None:
        raise why
    if not command.reason.strip():
        raise Invalid("reason_needed", field="reason")
    seats.takes_seat(draft)
    answer = due_at(draft.at, spec.answer, draft.facts.calendar) if spec.answer else None
    seq = draft.next_seq()
    draft.requests[seq] = RequestRow(
        seq=seq, code=spec.code, state=states.OPEN, reason=command.reason, ruler=spec.ruler,
        asked_by=draft.actor.ref, asked_at=draft.at, due_at=answer,
    )  # fmt: skip
    draft.payload["title"] = spec.title
    draft.happen("asked", spec.code, reason=command.reason, row=seq)


def rule(draft: Draft, command: Rule) -> None:
    row = draft.requests.get(command.request)
    why = rule_refusal(draft, row)
    spec = draft.procedure.request(row.code) if row else None
    if why is not None or row is None or spec is None:
        raise why or Invalid("unknown_request", field="request")
    if not command.grant and not command.reason.strip():
        raise Invalid("reason_needed", field="reason")
    seats.act_in_role(draft, (spec.ruler,))
    draft.requests[row.seq] = replace(
        row, state=states.GRANTED if command.grant else states.DENIED, ruled_by=draft.actor.ref,
        ruled_at=draft.at, ruling=command.reason,
    )  # fmt: skip
    more = longer_by(draft, spec) if command.grant else None
    for clock in list(draft.clocks.values()):
        if more is not None and clock.code in spec.clocks and clock.stopped_at is None:
            draft.clocks[clock.seq] = replace(clock, limits=(*clock.limits, more))
    answer = "granted" if command.grant else "denied"
    draft.payload.update(title=spec.title, outcome=answer)
    draft.happen("ruled", spec.code, answer, reason=command.reason)
