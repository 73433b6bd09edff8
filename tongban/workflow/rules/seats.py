"""Who may: the holder of a seat, the applicant, a supervisor."""

from dataclasses import replace

from tongban.core.accounts.types import Actor, Grant, covers
from tongban.parties.types import limited
from tongban.workflow import states
from tongban.workflow.errors import NotAllowed, WorkflowError
from tongban.workflow.rules.draft import Draft
from tongban.workflow.types import Office, TaskRow

# Held over a division's work, whichever organisation handles it.
DIVISION_WIDE = frozenset({"service_office", "auditor", "leader"})


def reaches(draft: Draft, grant: Grant, office: Office) -> bool:
    """Say whether the grant is held over `office` and over the item's division."""
    return covers(grant.organisation_path, office.path) and covers(
        grant.division_path, draft.item.division_path
    )


def grant_for(draft: Draft, task: TaskRow) -> Grant | None:
    """Give the grant that seats the actor at the task: an own one before a deputy's."""
    if task.office is None:
        return None
    found = [
        grant
        for grant in draft.facts.actor.grants
        if grant.role == task.role
        and reaches(draft, grant, task.office)
        and _is_assigned(draft, task, grant)
    ]
    return min(found, key=lambda grant: bool(grant.deputy_for), default=None)


def _is_assigned(draft: Draft, task: TaskRow, grant: Grant) -> bool:
    if task.assignee is None:
        return True
    return draft.facts.actor.account_id == task.assignee or (
        grant.deputy_for == f"account:{task.assignee}"
    )


def holds(draft: Draft, task: TaskRow) -> bool:
    """Say whether the actor has this seat: the applicant's by party, the others by role."""
    if draft.facts.actor.kind == "system":
        return True
    if task.role == states.APPLICANT:
        return is_applicant(draft)
    return grant_for(draft, task) is not None


def take(draft: Draft, task: TaskRow) -> None:
    """Let the draft's actor act in this seat: for a deputy, on behalf of the absent one."""
    grant = grant_for(draft, task)
    if grant is not None and grant.deputy_for and not draft.actor.on_behalf:
        draft.actor = replace(draft.actor, on_behalf=grant.deputy_for)


def is_applicant(draft: Draft) -> bool:
    """Say whether the actor is, or acts for, who asked.

    A citizen for itself, an agent as long as the applicant lets it, a clerk at the handling body
    on a named party's behalf, the machine client that handed it in.
    """
    actor, item = draft.facts.actor, draft.item
    # Who is down as the agent is not asked: whose authority has ended is an agent no more.
    asking = {ref for ref, role in item.parties.items() if role == states.APPLICANT}
    if asking & draft.facts.parties or actor.kind == "system":
        return True
    held = limited(draft.facts.parties)
    if any(f"party:{party}" in asking and code in item.subject for party, code in held):
        return True
    if actor.kind == "client":
        return actor.ref == item.opened_by
    return actor.on_behalf in asking and any(
        reaches(draft, grant, item.owner) for grant in actor.grants
    )


def is_interested(draft: Draft) -> bool:
    """Say whether the actor is, or acts for, somebody whom the decision touches (许可法 §36)."""
    parties = draft.item.parties.items()
    touched = {ref for ref, role in parties if role == states.INTERESTED}
    return bool(touched & draft.facts.parties)


def has_seat(draft: Draft) -> bool:
    """Say whether the actor holds a seat of any open task of a body."""
    return seated_task(draft) is not None


def seated_task(draft: Draft) -> TaskRow | None:
    """Give the first open task of a body whose seat the actor holds."""
    return next(
        (
            task
            for task in draft.tasks.values()
            if task.state == states.OPEN and task.office is not None and holds(draft, task)
        ),
        None,
    )


def takes_seat(draft: Draft) -> None:
    """Act in the first open seat that one holds."""
    task = seated_task(draft)
    if task is not None:
        take(draft, task)


def in_role(draft: Draft, roles: tuple[str, ...]) -> Grant | None:
    """Give the grant by which the actor stands over this item in one of `roles`."""
    found = [
        grant
        for grant in draft.facts.actor.grants
        if grant.role in roles
        and (
            covers(grant.division_path, draft.item.division_path)
            if grant.role in DIVISION_WIDE
            else reaches(draft, grant, draft.item.owner)
        )
    ]
    return min(found, key=lambda grant: bool(grant.deputy_for), default=None)


def stands_over(draft: Draft, roles: tuple[str, ...]) -> bool:
    """Say whether the actor holds one of `roles` over this item."""
    return draft.facts.actor.kind == "system" or in_role(draft, roles) is not None


def act_in_role(draft: Draft, roles: tuple[str, ...]) -> None:
    """Let the draft's actor act in the role, for a deputy on behalf of the absent one."""
    grant = in_role(draft, roles)
    if grant is not None and grant.deputy_for and not draft.actor.on_behalf:
        draft.actor = replace(draft.actor, on_behalf=grant.deputy_for)


def persons(actor: str, on_behalf: str) -> set[str]:
    """Give the people an act is of: who did it and, for a deputy, whose seat it was."""
    return {actor, on_behalf} if on_behalf.startswith("account:") else {actor}


def not_the_same(draft: Draft, task: TaskRow) -> WorkflowError | None:
    """Say why this person may not take this seat although the role is held: 四眼原则."""
    acting = _as_seated(draft, task)
    me = persons(acting.ref, acting.on_behalf)
    step = draft.procedure.step(task.step)
    for row in draft.of_step(task.step):
        mates = row.state == states.DONE and row.role != states.APPLICANT
        if mates and me & persons(row.done_by, row.on_behalf):
            return NotAllowed("same_person", task=task.seq)
    for code in step.not_by:
        for row in draft.of_step(code):
            if row.state == states.DONE and me & persons(row.done_by, row.on_behalf):
                return NotAllowed("four_eyes", step=draft.procedure.step(code).title)
    return None


def _as_seated(draft: Draft, task: TaskRow) -> Actor:
    grant = grant_for(draft, task)
    actor = draft.facts.actor
    if grant is not None and grant.deputy_for and not actor.on_behalf:
        return replace(actor, on_behalf=grant.deputy_for)
    return actor
