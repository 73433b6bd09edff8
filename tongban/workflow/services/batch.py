"""Many tasks at once: each act in a transaction of its own, and what could not be done is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tongban.core.accounts.types import Actor
from tongban.lib.errors import Refusal
from tongban.workflow import ports
from tongban.workflow.errors import Invalid, ItemNotFound, NotAllowed
from tongban.workflow.models import WorkItem
from tongban.workflow.services.acting import perform
from tongban.workflow.types import Transfer, Urge

MOST: Final = 100
ACTS: Final = {
    "accept": "受理",
    "claim": "签收",
    "release": "退回待办池",
    "transfer": "转办",
    "urge": "催办",
}
Key = tuple[int, int]  # the item's id, the task's number in it


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of them: `refusal` says why nothing did."""

    number: str
    title: str
    url: str
    refusal: Refusal | None = None


def batch(
    *,
    actor: Actor,
    now: datetime,
    act: str,
    tasks: Sequence[Key],
    assignee: int | None = None,
    reason: str = "",
) -> list[Result]:
    """Do `act` (one of ACTS) to each of the tasks, in their order; at most MOST at once.

    Nothing is undone by what follows it. An item that the actor does not see is not named. Raises
    Invalid for an unknown act, too many, or a transfer to nobody.
    """
    if act not in ACTS:
        raise Invalid("no_batch_act", field="act")
    if len(tasks) > MOST:
        raise Invalid("too_many", field="pick", most=MOST)
    if act == "transfer" and assignee is None:
        raise Invalid("nobody", field="assignee")
    items = _seen(actor, {item for item, _task in tasks})
    found = []
    for item, task in dict.fromkeys(tasks):
        row = items.get(item)
        if row is None:
            found.append(Result("", "", "", ItemNotFound()))
            continue
        result = Result(row.number, row.title, ports.kinds.url(row))
        try:
            _do(act, row, task, actor=actor, now=now, assignee=assignee, reason=reason)
        except Refusal as refusal:
            result = Result(result.number, result.title, result.url, refusal)
        found.append(result)
    return found


def _seen(actor: Actor, items: Iterable[int]) -> dict[int, WorkItem]:
    rows = WorkItem.objects.visible_to(actor).filter(pk__in=list(items))
    return {row.pk: row for row in rows.defer("facts", "offices", "limits")}


def _do(
    act: str,
    row: WorkItem,
    task: int,
    *,
    actor: Actor,
    now: datetime,
    assignee: int | None,
    reason: str,
) -> None:
    if act == "accept":
        run = ports.accepting.get(row.kind)
        if run is None:
            raise NotAllowed("not_in_batch")
        run(actor=actor, now=now, item=row.pk)
        return
    to = {"claim": actor.account_id, "release": None, "transfer": assignee}
    command = Urge(reason) if act == "urge" else Transfer(task, to[act], reason)
    perform(actor=actor, now=now, item=row.pk, command=command)
