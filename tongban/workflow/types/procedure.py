"""A procedure as it runs: parsed, valid, immutable. `rules.definition.parse` makes it from data."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from tongban.core.workdays.types import Limit
from tongban.lib.conditions import ALWAYS, Condition

StepKind = Literal["act", "auto", "wait"]

# What 行政许可法 §45 leaves out of the time for a decision. A site visit is not among them.
LAWFUL_REASONS: dict[str, str] = {
    "hearing": "听证",
    "tender": "招标",
    "auction": "拍卖",
    "examination": "检验",
    "testing": "检测",
    "quarantine": "检疫",
    "appraisal": "鉴定",
    "expert_review": "专家评审",
}


@dataclass(frozen=True, slots=True)
class OrganisationRule:
    """Whose seat it is: the `owner` of the item, the one with a `code`, a `kind` in its division.

    A kind is an organisation's short name (公安局) or a partner's kind (bank); the one nearest to
    the item's division is meant.

    `key` is the rule as data writes it ("owner", "code:421202-SGJ", "kind:police"); the item keeps
    under it the organisation that was found at the start.
    """

    rule: Literal["owner", "code", "kind"]
    value: str = ""

    @property
    def key(self) -> str:
        return f"{self.rule}:{self.value}" if self.value else self.rule


OWNER = OrganisationRule("owner")


@dataclass(frozen=True, slots=True)
class Seat:
    """One place at a step: a code, unique there, a role and an organisation."""

    code: str
    role: str
    at: OrganisationRule = OWNER


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure.

    `when` asks `facts.<name>` and `outcome.<step>`; a step for which it is false is skipped.
    `quorum` seats must be done; the persons differ. `not_by`: nobody who did one of these steps
    may do this one. `outcomes` stand from best to worst: of several seats the worst counts.
    `rectify` names the clocks that stop while the applicant puts right what this step sent back.
    A `wait` ends by its `signal` or when its `limit` has run out (outcome "expired").
    """

    code: str
    title: str
    kind: StepKind = "act"
    role: str = ""
    after: tuple[str, ...] = ()
    when: Condition = ALWAYS
    limit: Limit | str | None = None
    form: str = ""
    seats: tuple[Seat, ...] = ()
    quorum: int = 1
    not_by: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ("done",)
    intake: bool = False
    decides: bool = False
    signal: str = ""
    rectify: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """A time limit of the whole item.

    `starts` and `stops` are events: "submitted", "accepted", "decided", "closed",
    "correction_asked", "corrected", "opened:<step>", "done:<step>". `limit` is a limit or the name
    of one given at the start ("statutory"); a name that was not given starts no clock. `on_expiry`
    is "" (the light turns red, nothing else), "warn" (an event for the kind's effects),
    "deem_accepted", "deem_withdrawn" or "signal:<name>".
    """

    code: str
    title: str
    starts: str
    stops: str
    limit: Limit | str
    on_expiry: str = ""


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """Something that may be asked for and is ruled on by another person holding the role `ruler`.

    A granted request adds `limit` to each of `clocks`; every grant is also an event
    "granted:<code>". It may be granted `times` times; one may be open at a time. `answer` is the
    time in which the ruler should rule.
    """

    code: str
    title: str
    ruler: str
    limit: Limit | None = None
    clocks: tuple[str, ...] = ()
    times: int = 1
    answer: Limit | None = None


@dataclass(frozen=True)
class Procedure:
    """A compiled procedure; `steps` stand in topological order."""

    code: str
    title: str
    steps: tuple[Step, ...]
    clocks: tuple[ClockSpec, ...] = ()
    requests: tuple[RequestSpec, ...] = ()
    suspend_reasons: tuple[str, ...] = tuple(LAWFUL_REASONS)
    suspend_clocks: tuple[str, ...] = ("statutory", "promised")
    supervisors: tuple[str, ...] = ("service_office", "chief")
    terminators: tuple[str, ...] = ("decider", "chief")
    version: int = 0
    id: int = 0

    @cached_property
    def by_code(self) -> dict[str, Step]:
        return {step.code: step for step in self.steps}

    @cached_property
    def intake(self) -> Step | None:
        return next((step for step in self.steps if step.intake), None)

    @cached_property
    def followers(self) -> dict[str, frozenset[str]]:
        """Give for each step every step that comes after it, near or far."""
        found: dict[str, frozenset[str]] = {}
        for step in reversed(self.steps):
            near = [other.code for other in self.steps if step.code in other.after]
            found[step.code] = frozenset(near).union(*(found[code] for code in near))
        return found

    @cached_property
    def rules(self) -> frozenset[OrganisationRule]:
        """Give every organisation rule of every seat."""
        return frozenset(seat.at for step in self.steps for seat in step.seats)

    def step(self, code: str) -> Step:
        return self.by_code[code]

    def request(self, code: str) -> RequestSpec | None:
        return next((spec for spec in self.requests if spec.code == code), None)

    def clock(self, code: str) -> ClockSpec | None:
        return next((spec for spec in self.clocks if spec.code == code), None)
