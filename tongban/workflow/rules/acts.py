"""The one question, and the one way to act.

Each act has a refusal that both its offer and its doing ask, so that a button is drawn exactly
where the act would succeed.
"""

import hashlib
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from tongban.lib.canonical import encode
from tongban.workflow import states
from tongban.workflow.errors import NotNow
from tongban.workflow.rules import (
    back,
    intake,
    movement,
    oversight,
    own,
    pause,
    progress,
    rebase,
    requests,
)
from tongban.workflow.rules.draft import Draft
from tongban.workflow.types import (
    Accept,
    Allowed,
    Ask,
    AskCorrection,
    Change,
    Command,
    Complete,
    Correct,
    Expire,
    Extend,
    Facts,
    Note,
    Own,
    Rebase,
    Refer,
    Refuse,
    Reply,
    Resume,
    Rule,
    SendBack,
    Signal,
    Snapshot,
    Start,
    Supervise,
    Suspend,
    Terminate,
    Transfer,
    Urge,
    Withdraw,
)

_DO: Final[dict[type[Command], Callable[[Draft, Any], None]]] = {
    Start: intake.start,
    Accept: intake.accept,
    Refuse: intake.refuse,
    AskCorrection: intake.ask_correction,
    Correct: intake.correct,
    Complete: progress.complete,
    SendBack: back.send_back,
    Suspend: pause.suspend,
    Resume: pause.resume,
    Ask: requests.ask,
    Extend: requests.ask,
    Rule: requests.rule,
    Transfer: movement.transfer,
    Urge: oversight.urge,
    Supervise: oversight.supervise,
    Reply: oversight.reply,
    Withdraw: oversight.withdraw,
    Terminate: oversight.terminate,
    Signal: movement.signal,
    Refer: movement.refer,
    Note: movement.note,
    Expire: movement.expire,
    Rebase: rebase.rebase,
    Own: own.own,
}
_OFFERS: Final = (intake, progress, back, pause, requests, oversight, own, movement, rebase)
# What stays in the rows alone: it may name people, and the ledger is for ever. The entry holds a
# digest of it instead, so that a later change of the row shows.
_CONTENT: Final = ("opinion", "data")
# What the rule itself puts into the payload, in its own words.
_SAID_ELSEWHERE: Final = ("procedure", "offices", "limits", "facts", "detail")
# What may still be done when it is over; which of the kind's own acts, their table says.
_AFTERWARDS: Final = (Note, Own)


def plan(snapshot: Snapshot, command: Command, facts: Facts) -> Change:
    """Give what `command` changes; raises a WorkflowError where the rules refuse it."""
    ended = snapshot.item.state in states.ENDED
    if ended and not isinstance(command, _AFTERWARDS):
        raise NotNow("ended", state=snapshot.item.state, state_text=state_text(snapshot))
    draft = Draft(snapshot, facts)
    try:
        _DO[type(command)](draft, command)
    except NotNow as error:
        error.detail.setdefault("state", snapshot.item.state)
        error.detail.setdefault("state_text", state_text(snapshot))
        raise
    draft.settle()
    return draft.change(draft.verb or command.verb, _payload(command))


def allowed_acts(snapshot: Snapshot, facts: Facts) -> tuple[Allowed, ...]:
    """Give every act that the actor may do at `facts.at`, with its parameters."""
    draft = Draft(snapshot, facts)
    if snapshot.item.state in states.ENDED:
        notes = [one for one in movement.offer(draft) if one.act == "note"]
        return (*own.offer(draft), *notes)
    return tuple(one for family in _OFFERS for one in family.offer(draft))


def state_text(snapshot: Snapshot) -> str:
    """Give the state in Chinese."""
    return states.ITEM[snapshot.item.state]


def _payload(command: Command) -> dict[str, Any]:
    names = [field.name for field in fields(command) if field.name not in _SAID_ELSEWHERE]
    given = {name: getattr(command, name) for name in names}
    content = {key: given.pop(key) for key in _CONTENT if key in given}
    payload = {key: _plain(value) for key, value in given.items() if value not in (None, "", ())}
    if any(content.values()):
        digest = hashlib.sha256(encode(content)).hexdigest()
        payload["content"] = f"sha256:{digest}"
    return payload


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
