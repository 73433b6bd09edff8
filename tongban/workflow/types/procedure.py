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
    """Whose seat it is: the `owner` of the item, the one with a `code`, a `kind` in its division,
    or the body `above`: of the owner's short name in the nearest division above its own (§43).

    A kind is an organisation's short name (公安局) or a partner's kind (bank); the one nearest to
    the item's division is meant.

    `key` is the rule as data writes it ("owner", "code:421202-SGJ", "kind:police"); the item keeps
    under it the organisation that was found at the start.
    """

    rule: Literal["owner", "code", "kind", "above"]
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
    "correction_asked", "corrected", "deferred", "opened:<step>", "done:<step>", "own:<act>" (an
    act of the kind's own). `limit` is a limit or the name of one given at the start ("statutory");
    a name that was not given starts no clock, one with a dot ("permit.correction") is a dated
    parameter, save "given.<name>", which is one item's own and no rebase takes away. `on_expiry`
    is "" (the light turns red, nothing else), "warn" (an event for the kind's effects), "lapse"
    (the same: what the applicant might have done is over),
    "deem_accepted", "deem_withdrawn", "deem_decided:<outcome>" or "signal:<name>".
    """

    code: str
    title: str
    starts: str
    stops: str
    limit: Limit | str
    on_expiry: str = ""

    @property
    def binds_applicant(self) -> bool:
        """Say whether it counts the applicant's time: the body's light does not look at it."""
        return binds_applicant(self.on_expiry)


def decides(on_expiry: str) -> bool:
    """Say whether a clock that ends so makes the decision (许可法 §50): nothing stops such a one,
    and nothing lengthens it."""
    return on_expiry.startswith("deem_decided")


def binds_applicant(on_expiry: str) -> bool:
    """Say whether a clock that ends so counts the applicant's time and not the body's."""
    return on_expiry in {"deem_withdrawn", "lapse"}


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """Something that may be asked for and is ruled on by another person holding the role `ruler`.

    A granted request adds `limit` (or the one of that name) to each of `clocks`. It may be granted
    `times` times; one may be open at a time. `answer` is the time in which the ruler should rule.
    """

    code: str
    title: str
    ruler: str
    limit: Limit | str | None = None
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
    def parameters(self) -> tuple[str, ...]:
        """Give the names of the dated parameters that it counts with: those with a dot."""
        given = [one.limit for one in self.steps]
        given += [one.limit for one in self.clocks]
        given += [one.limit for one in self.requests]
        names = {name for name in given if isinstance(name, str) and "." in name}
        return tuple(sorted(name for name in names if not name.startswith("given.")))

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
