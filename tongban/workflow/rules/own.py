"""What a kind adds to the acts: who may is a table of the kind, how it is done is the engine's."""

from collections.abc import Iterator

from tongban.workflow import states
from tongban.workflow.errors import Invalid, NotAllowed, NotNow, WorkflowError
from tongban.workflow.rules import pause, seats
from tongban.workflow.rules.draft import Draft
from tongban.workflow.types import Allowed, Own, OwnAct

SEAT = "seat"


def refusal(draft: Draft, act: OwnAct) -> WorkflowError | None:
    """Say why the actor may not do this act of the kind, or None."""
    if draft.item.state not in act.states:
        return NotNow("not_now")
    by_seat = SEAT in act.by and seats.has_seat(draft)
    by_applicant = states.APPLICANT in act.by and seats.is_applicant(draft)
    touched = states.INTERESTED in act.by and seats.is_interested(draft)
    roles = _roles(act)
    if by_seat or by_applicant or touched or (roles and seats.stands_over(draft, roles)):
        return None
    return NotAllowed("not_allowed")


def offer(draft: Draft) -> Iterator[Allowed]:
    """Give the acts of the kind that the actor may do in this state."""
    for act in draft.facts.own:
        if refusal(draft, act) is None:
            yield Allowed("own", code=act.name, needs=act.needs)


def own(draft: Draft, command: Own) -> None:
    act = next((one for one in draft.facts.own if one.name == command.name), None)
    if act is None:
        raise Invalid("unknown_act", field="name", given=command.name)
    why = refusal(draft, act)
    if why is not None:
        raise why
    _as(draft, act)
    draft.verb = act.verb
    draft.payload.update(command.detail)
    draft.payload["title"] = act.title
    if act.resumes:
        for row in pause.running(draft):
            if row.reason == act.resumes:
                draft.end_pause(row)
    draft.happen("own", act.name, note=command.note, **command.detail)
    if act.pauses and not any(row.reason == act.pauses for row in pause.running(draft)):
        stopped = pause.stoppable(draft)
        if stopped:
            draft.pause(stopped, act.pauses, note=command.note)


def _as(draft: Draft, act: OwnAct) -> None:
    """Act in the seat or the role that lets the actor do it."""
    if SEAT in act.by and seats.has_seat(draft):
        seats.takes_seat(draft)
    elif not (states.APPLICANT in act.by and seats.is_applicant(draft)) and _roles(act):
        seats.act_in_role(draft, _roles(act))


def _roles(act: OwnAct) -> tuple[str, ...]:
    """Give the roles over the item that may do the act, sorted."""
    return tuple(sorted(act.by - {SEAT, states.APPLICANT, states.INTERESTED}))
