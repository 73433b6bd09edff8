"""The acts upon a work item, one frozen value each. `verb` is the ledger's word for it.

A task is named by its number within the item (`Task.seq`), as are pauses, requests and clocks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from tongban.core.workdays.types import Limit
from tongban.workflow.types.procedure import Procedure
from tongban.workflow.types.rows import Office


@dataclass(frozen=True, slots=True)
class Command:
    """What someone wants done to an item."""

    verb: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Start(Command):
    """提交: the first act of every item; made by `services.start` alone."""

    verb: ClassVar[str] = "workflow.start"


@dataclass(frozen=True, slots=True)
class Accept(Command):
    """受理, at the intake step.

    With `deferred` it is 容缺受理: these things (codes of materials) are still to be handed in, by
    the time that the clock started by "deferred" gives.
    """

    verb: ClassVar[str] = "workflow.accept"
    note: str = ""
    deferred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refuse(Command):
    """不予受理, with its reason and, where another body is competent, its name (许可法 §32)."""

    verb: ClassVar[str] = "workflow.refuse"
    reason: str
    redirect_to: str = ""


@dataclass(frozen=True, slots=True)
class AskCorrection(Command):
    """一次性告知补正: everything that is missing, at once (许可法 §32).

    `items` are the codes (of materials, of form fields) that must be put right. It may be asked
    again only for codes of the first list.
    """

    verb: ClassVar[str] = "workflow.ask_correction"
    items: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Correct(Command):
    """补正: the applicant hands in what was asked for."""

    verb: ClassVar[str] = "workflow.correct"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Complete(Command):
    """办结一个环节: one seat of one step is done, with one of the step's outcomes."""

    verb: ClassVar[str] = "workflow.complete"
    task: int
    outcome: str = ""
    opinion: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SendBack(Command):
    """退回: to an earlier step, or to the applicant (`to="applicant"`) and then here again."""

    verb: ClassVar[str] = "workflow.send_back"
    task: int
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class Suspend(Command):
    """特别程序: the clocks stop for a lawful reason (许可法 §45); `days` is what is told."""

    verb: ClassVar[str] = "workflow.suspend"
    reason: str
    note: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Resume(Command):
    """恢复: one suspension ends."""

    verb: ClassVar[str] = "workflow.resume"
    pause: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ask(Command):
    """申请: one of the procedure's requests, to be ruled on by somebody else."""

    verb: ClassVar[str] = "workflow.ask"
    request: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extend(Ask):
    """申请延期: `Ask` of the procedure's request "extend"."""

    request: str = "extend"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rule(Command):
    """批复: a request is granted or not."""

    verb: ClassVar[str] = "workflow.rule"
    request: int
    grant: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Transfer(Command):
    """转办: an open task to another person (account id) of the same seat's organisation.

    Naming oneself claims the task, `None` gives it back to all who hold the role.
    """

    verb: ClassVar[str] = "workflow.transfer"
    task: int
    assignee: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Urge(Command):
    """催办, by the applicant or a supervisor, once a day."""

    verb: ClassVar[str] = "workflow.urge"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Supervise(Command):
    """督办: an order that the handling body must answer, by `reply_by` if that is given."""

    verb: ClassVar[str] = "workflow.supervise"
    reason: str
    reply_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply(Command):
    """督办反馈: the answer to a supervision."""

    verb: ClassVar[str] = "workflow.reply"
    request: int
    text: str


@dataclass(frozen=True, slots=True)
class Withdraw(Command):
    """撤回, by the applicant, until the decision."""

    verb: ClassVar[str] = "workflow.withdraw"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Terminate(Command):
    """终止, by the body, with a reason."""

    verb: ClassVar[str] = "workflow.terminate"
    reason: str


@dataclass(frozen=True, slots=True)
class Signal(Command):
    """Something happened elsewhere that waiting steps of this item listen for."""

    verb: ClassVar[str] = "workflow.signal"
    name: str
    outcome: str = ""  # the outcome of the steps that waited for it; its name if empty
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refer(Command):
    """转办为另一事: open an item of another kind through `ports.intakes` and link the two."""

    verb: ClassVar[str] = "workflow.refer"
    kind: str
    reason: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note(Command):
    """备注: a sentence for the file; `public` shows it to the applicant."""

    verb: ClassVar[str] = "workflow.note"
    text: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class Own(Command):
    """One of the acts of the item's own kind (`ports.own_acts`): a hearing is announced.

    The kind says who may in which state and what clocks it stops; its ledger word is the act's own.
    `detail` (plain JSON, no personal value) goes into the ledger; `note` too.
    """

    verb: ClassVar[str] = "workflow.own"
    name: str
    note: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expire(Command):
    """A clock has run out; given by the tick alone."""

    verb: ClassVar[str] = "workflow.expire"
    clock: int


@dataclass(frozen=True, slots=True)
class Rebase(Command):
    """改按新版: the item goes on under another version of its procedure, with other limits.

    `offices` says what the version's organisation rules mean for this item's body; those that the
    item knows already stay. `limits` take the place of the item's (all of them), `facts` are added
    to its facts and, like the rest, written into the ledger. `reason` is for who handles it,
    `public_note` for the applicant, in sentences.
    """

    verb: ClassVar[str] = "workflow.rebase"
    procedure: Procedure
    limits: Mapping[str, Limit]
    offices: Mapping[str, Office] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    public_note: str = ""
