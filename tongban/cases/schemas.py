"""What the API takes and gives of cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from ninja import Field, Schema
from pydantic import BaseModel

from tongban.cases.selectors import rows, shown
from tongban.licences import selectors as licences
from tongban.workflow import selectors as engine
from tongban.workflow import states
from tongban.workflow import types as commands
from tongban.workflow.rules import light

if TYPE_CHECKING:
    from tongban.cases.models import Case
    from tongban.core.accounts.types import Actor

Code = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Whole = Annotated[int, Field(ge=0, le=2**31 - 1)]


class ApplicantIn(Schema):
    """Who applies; found by its number, or made known."""

    kind: Literal["natural", "organisation", "market"] = "natural"
    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
    identity_type: Annotated[str, Field(max_length=20, description="resident | uscc | …")]
    number: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
    phone: Annotated[str, Field(max_length=20, pattern=r"^\d*$")] = ""


class CaseIn(Schema):
    """An application that comes whole."""

    task_code: Annotated[str, Field(max_length=31, description="实施编码")]
    applicant: ApplicantIn
    answers: dict[Code, Code] = {}
    data: dict[str, Any] = {}
    files: dict[Code, list[Code]] = Field({}, description="材料编码 → 文件令牌")
    defers: bool = Field(False, description="承诺后补可以容缺的材料")
    signature: Annotated[
        str, Field(max_length=80, pattern=r"^[^\x00]*$", description="告知承诺书的签名")
    ] = ""
    licence: Annotated[
        str,
        Field(max_length=120, pattern=r"^[^\x00]*$", description="要延续或注销的证照的标识"),
    ] = ""


class Given(BaseModel):
    """What is answered: made of a dict, field by field.

    ninja's own Schema asks every value for its attributes first, which for a list of fifty costs
    more than the query.
    """


class ClockOut(Given):
    title: str
    day: str | None
    left: str
    provisional: bool


class AllowedOut(Given):
    """An act that the caller may do now."""

    act: str
    task: int | None
    step: str
    choices: list[str]
    needs: list[str]


class MaterialOut(Given):
    code: str
    name: str
    necessity: str
    origin: str
    dropped: bool = Field(description="办件已改按新版，新版不再要求")
    files: list[str]


class CaseOut(Given):
    """A case as lists show it."""

    number: str
    task_code: str
    matter: str
    applicant: str
    state: str
    outcome: str
    organisation: str
    division: str
    received_at: datetime
    accepted_at: datetime | None
    decided_at: datetime | None
    due_at: datetime | None
    light: str
    version: int

    # What a line is made of, column by column: a list makes no models of what it only shows.
    COLUMNS: ClassVar[tuple[str, ...]] = (
        "item__number", "edition__implementation__task_code", "item__title", "applicant_name",
        "item__state", "item__outcome", "item__organisation__name", "item__division_id",
        "received_at", "accepted_at", "decided_at", "item__due_at", "item__version",
        "item__suspended", "item__warn_at",
    )  # fmt: skip

    @classmethod
    def of_line(cls, line: Sequence[Any], now: datetime) -> dict[str, Any]:
        """Return the values of one case of which COLUMNS were read."""
        *values, due_at, version, suspended, warn_at = line
        names = list(cls.model_fields)[: len(values)]
        found = dict(zip(names, values, strict=True))
        found["due_at"] = due_at if due_at < states.NEVER else None
        found["light"] = light(found["state"], suspended, due_at, warn_at, now)
        return found | {"version": version}

    @classmethod
    def of(cls, case: "Case", now: datetime) -> dict[str, Any]:
        """Return the values of one case, loaded `for_work`."""
        item = case.item
        return {
            "number": item.number,
            "task_code": case.task_code,
            "matter": item.title,
            "applicant": case.applicant_name,
            "state": item.state,
            "outcome": item.outcome,
            "organisation": case.body,
            "division": item.division_id,
            "received_at": case.received_at,
            "accepted_at": case.accepted_at,
            "decided_at": case.decided_at,
            "due_at": item.due_at if item.due_at < states.NEVER else None,
            "light": item.light(now),
            "version": item.version,
        }


class CaseDetail(CaseOut):
    """A case whole: materials, licence, clocks and what the caller may do."""

    materials: list[MaterialOut]
    clocks: list[ClockOut]
    allowed: list[AllowedOut]
    licence: str | None
    licence_ready: bool
    token: str = Field(description="评价等公开页面用的令牌；只给提交这件申请的调用方")

    @classmethod
    def whole(cls, case: "Case", *, actor: "Actor", now: datetime) -> dict[str, Any]:
        """Return everything of one case as the actor sees it."""
        licence = licences.number_by_source(case.subject)
        work = engine.snapshot(case.item)
        return {
            **cls.of(case, now),
            "materials": [
                {
                    "code": row.code,
                    "name": row.name,
                    "necessity": row.necessity,
                    "origin": row.origin,
                    "dropped": row.dropped,
                    "files": [file.token for file in row.files.all()],
                }
                for row in rows.materials(case)
            ],
            "clocks": [
                {**clock, "day": clock["day"].isoformat() if clock["day"] else None}
                for clock in shown.clocks(case, now, work)
            ],
            "allowed": [
                {
                    "act": act.code if act.act == "own" else act.act,
                    "task": act.task,
                    "step": act.step,
                    "choices": list(act.choices),
                    "needs": list(act.needs),
                }
                for act in engine.allowed_acts(case.item, actor, now, work)
            ],
            "licence": licence[0] if licence else None,
            "licence_ready": bool(licence and licence[1]),
            # Whoever has it may rate: nobody who handles the case may.
            "token": case.token if case.item.opened_by == actor.ref else "",
        }


class CasePage(Given):
    """One page of cases; `next` is the `before` of the following one."""

    items: list[CaseOut]
    next: int | None


class LackIn(Schema):
    place: Annotated[str, Field(max_length=120, description="material:<编码> 或表单字段")]
    title: Annotated[str, Field(max_length=200)]
    what: Text = ""


class ActIn(Schema):
    """One act upon a case; which fields it needs, `allowed` of the case says."""

    act: Literal[
        "accept",
        "refuse",
        "ask_correction",
        "correct",
        "rectify",
        "complete",
        "send_back",
        "suspend",
        "resume",
        "ask",
        "rule",
        "withdraw",
        "urge",
        "note",
        "supply",
        "ask_hearing",
        "waive_hearing",
    ]
    version: Whole | None = None
    task: Whole = 0
    outcome: Code = ""
    opinion: Text = ""
    to: Code = ""
    reason: Text = ""
    redirect: Code = ""
    pause: Whole = 0
    request: Code = ""
    ruling: Whole = 0
    days: Whole = Field(0, description="特别程序（suspend）所需的工作日")
    grant: bool = False
    lacks: list[LackIn] = []
    data: dict[str, Any] = Field({}, description="补正（correct）改了的表单字段")
    files: dict[Code, list[Code]] = Field({}, description="补正或整改的材料编码 → 文件令牌")

    def command(self) -> "commands.Command":
        """Return the engine's command for an act that is the engine's alone."""
        made: dict[str, commands.Command] = {
            "complete": commands.Complete(
                task=self.task, outcome=self.outcome, opinion=self.opinion
            ),
            "send_back": commands.SendBack(task=self.task, to=self.to, reason=self.reason),
            "suspend": commands.Suspend(reason=self.reason, days=self.days or None),
            "resume": commands.Resume(pause=self.pause),
            "ask": commands.Ask(request=self.request, reason=self.reason),
            "rule": commands.Rule(request=self.ruling, grant=self.grant, reason=self.reason),
            "withdraw": commands.Withdraw(reason=self.reason),
            "urge": commands.Urge(reason=self.reason),
            "note": commands.Note(text=self.reason),
        }
        return made[self.act]
