"""A cast for the engine's tests: one procedure, one item, its people. Fixed dates throughout."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tongban.core.accounts.types import SYSTEM, Actor, Grant
from tongban.core.workdays.rules import Calendar, shipped
from tongban.core.workdays.types import Limit
from tongban.workflow import states
from tongban.workflow.rules import parse, plan
from tongban.workflow.types import Change, Command, Facts, ItemRow, Office, Rebase, Snapshot, Start

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai
CALENDAR = Calendar(shipped())
OWNER = Office(7, "1/7/")
POLICE = Office(9, "1/9/")
DIVISION = "420000/421200/421202/"
LIMITS = {"statutory": Limit(20), "promised": Limit(6)}

INTAKE_CLOCK = {
    "code": "intake", "title": "受理期限", "starts": "submitted", "stops": "accepted",
    "limit": {"value": 5}, "on_expiry": "deem_accepted",
}  # fmt: skip
MAIN_CLOCKS = [
    {"code": code, "title": title, "starts": "accepted", "stops": "decided", "limit": code}
    for code, title in (("statutory", "法定时限"), ("promised", "承诺时限"))
]
EXTEND = {
    "code": "extend", "title": "延期", "ruler": "chief", "limit": {"value": 10},
    "clocks": ["statutory", "promised"], "times": 1,
}  # fmt: skip


def step(code: str, role: str = "reviewer", *after: str, **fields: Any) -> dict[str, Any]:
    return {"code": code, "title": code, "role": role, "after": list(after), **fields}


def permit() -> dict[str, Any]:
    """一审一核 with a visit by two officers."""
    return {
        "title": "一审一核",
        "steps": [
            step("intake", "window", intake=True),
            step("review", "reviewer", "intake", limit={"value": 3}),
            step(
                "visit", "inspector", "review", seats=2, outcomes=["pass", "fail"],
                when={"eq": ["facts.visit", True]}, rectify=["promised", "statutory"],
            ),
            step("check", "checker", "visit", "review", not_by=["review"]),
            step(
                "decide", "decider", "check", decides=True, outcomes=["approve", "deny"],
                not_by=["review", "check"],
            ),
            step("deliver", "window", "decide"),
        ],
        "clocks": [INTAKE_CLOCK, *MAIN_CLOCKS],
        "requests": [EXTEND],
    }  # fmt: skip


def changed(definition: Mapping[str, Any], step_code: str = "", **fields: Any) -> dict[str, Any]:
    """Give the definition with fields of one step (or of the whole) in place of its own."""
    if not step_code:
        return {**definition, **fields}
    steps = [{**one, **fields} if one["code"] == step_code else one for one in definition["steps"]]
    return {**definition, "steps": steps}


def without(gone: str, **rewired: Mapping[str, Any]) -> dict[str, Any]:
    """Give `permit` less one step; `rewired` are the fields of those that named it."""
    steps = [one for one in permit()["steps"] if one["code"] != gone]
    definition = {**permit(), "steps": steps}
    for code, fields in rewired.items():
        definition = changed(definition, code, **fields)
    return definition


def parallel() -> dict[str, Any]:
    """挖掘城市道路: two bodies in parallel."""
    return {
        "title": "挖掘城市道路",
        "steps": [
            step("intake", "window", intake=True),
            step("survey", "reviewer", "intake"),
            step("roads", "reviewer", "survey"),
            step("police", "reviewer", "survey", at="kind:police"),
            step("sum", "checker", "roads", "police"),
            step("decide", "decider", "sum", decides=True, outcomes=["approve", "deny"]),
        ],
        "clocks": [INTAKE_CLOCK, *MAIN_CLOCKS],
    }


def grant(role: str, office: Office = OWNER, deputy_for: str = "", division: str = "") -> Grant:
    return Grant(role, office.id, office.path, division, frozenset(), deputy_for)


def staff(number: int, *roles: str, office: Office = OWNER, deputy_for: str = "") -> Actor:
    return Actor(
        ref=f"account:{number}",
        account_id=number,
        name=f"演示{number}",
        staff=True,
        grants=tuple(grant(role, office, deputy_for) for role in roles),
    )


WINDOW = staff(1, "window")
REVIEWER = staff(2, "reviewer")
INSPECTOR = staff(3, "inspector")
SECOND = staff(4, "inspector")
CHECKER = staff(5, "checker")
DECIDER = staff(6, "decider")
CHIEF = staff(7, "chief")
POLICEMAN = staff(8, "reviewer", office=POLICE)
SERVICE = Actor(
    ref="account:9", account_id=9, staff=True,
    grants=(Grant("service_office", 3, "1/3/", "420000/421200/"),),
)  # fmt: skip
# Who publishes the list for the city, and so may move what is open to it.
PUBLISHER = Actor(
    ref="account:14", account_id=14, staff=True,
    grants=(
        Grant("service_office", 3, "1/3/", "420000/421200/", frozenset({"workflow.rebase"})),
    ),
)  # fmt: skip
CITIZEN = Actor(ref="account:50", account_id=50, name="演示申请人")
STRANGER = Actor(ref="account:51", account_id=51, name="演示旁人")
AUDITOR = staff(10, "auditor")
# Whom the decision touches (许可法 §36).
NEIGHBOUR = Actor(ref="account:52", account_id=52, name="演示邻居")
PARTIES = {50: frozenset({"party:5"}), 52: frozenset({"party:6"})}
CAST = {
    "window": WINDOW, "reviewer": REVIEWER, "inspector": INSPECTOR, "second": SECOND,
    "checker": CHECKER, "decider": DECIDER, "chief": CHIEF, "police": POLICEMAN,
    "service": SERVICE, "citizen": CITIZEN, "stranger": STRANGER, "auditor": AUDITOR,
    "publisher": PUBLISHER, "neighbour": NEIGHBOUR,
}  # fmt: skip


def facts(actor: Actor, at: datetime = NOW) -> Facts:
    return Facts(actor, at, CALENDAR, PARTIES.get(actor.account_id or 0, frozenset()))


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def item(**fields: Any) -> ItemRow:
    return ItemRow(
        **{
            "id": 1,
            "kind": "test",
            "state": states.SUBMITTED,
            "owner": OWNER,
            "division_path": DIVISION,
            "opened_at": NOW,
            "due_at": states.NEVER,
            "warn_at": states.NEVER,
            "last_at": NOW,
            "facts": {"visit": True},
            "limits": LIMITS,
            "offices": {"owner": OWNER, "kind:police": POLICE},
            "parties": {"party:5": "applicant", "party:6": "interested"},
            "opened_by": CITIZEN.ref,
            **fields,
        }
    )


class Walk:
    """An item in memory: each act is planned and applied."""

    def __init__(self, definition: Mapping[str, Any] | None = None, **fields: Any) -> None:
        self.procedure = parse("test", definition or permit(), version=1, id=1)
        self.now = NOW
        self.last: Change | None = None
        self.snapshot = Snapshot(self.procedure, item(**fields))
        self.act(CITIZEN, Start())

    def act(self, actor: Actor, command: Command, at: datetime | None = None) -> Change:
        self.now = at or self.now
        self.last = change = plan(self.snapshot, command, facts(actor, self.now))
        self.snapshot = change.applied_to(self.snapshot)
        return change

    def rebase(
        self, definition: Mapping[str, Any] | None = None, *, actor: Actor = SYSTEM,
        at: datetime | None = None, **given: Any,
    ) -> Change:  # fmt: skip
        """Move to the next version; without a definition the graph stays as it is."""
        return self.act(actor, self.moving(definition, **given), at)

    def moving(self, definition: Mapping[str, Any] | None = None, **given: Any) -> Rebase:
        number = self.snapshot.procedure.version + 1
        made = parse("test", definition, version=number, id=number) if definition else None
        fields: dict[str, Any] = {
            "procedure": made or self.snapshot.procedure,
            "limits": self.snapshot.item.limits,
            "facts": {"edition": number},
        }
        return Rebase(**{**fields, **given})

    def task(self, step: str, nth: int = 0) -> int:
        return [task.seq for task in self.snapshot.open_tasks if task.step == step][nth]

    def due(self, clock: str) -> datetime | None:
        return next(row.due_at for row in reversed(self.snapshot.clocks) if row.code == clock)

    def opened(self) -> list[str]:
        return sorted(task.step for task in self.snapshot.open_tasks)

    def names(self) -> list[str]:
        assert self.last is not None
        return [event.name for event in self.last.events]
