"""A government with two bodies, their people, and services that can be rated. Others may import."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.test import Client

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.models import Account
from tongban.core.accounts.tests.factories import XIANAN, clerk, divisions, organisation
from tongban.core.accounts.tests.factories import account as an_account
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.divisions.models import Division
from tongban.core.organisations.models import Organisation
from tongban.lib.identifiers import demo_identity
from tongban.parties import services as parties
from tongban.parties.models import Party
from tongban.ratings import ports, services
from tongban.ratings.models import Rating
from tongban.ratings.types import RatingTarget
from tongban.workflow import selectors as engine
from tongban.workflow.types import Command, Complete, Outcome

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""2026-11-23 09:00 in Asia/Shanghai, a Monday."""
TARGETS: dict[str, RatingTarget] = {}
STAFF = (
    ("window", "body"),
    ("chief", "body"),
    ("decider", "body"),
    ("service_office", "gov"),
    ("leader", "gov"),
    ("auditor", "gov"),
    ("window", "other"),
    ("chief", "other"),
)
_serial = count(1)


def resolve(key: str) -> RatingTarget | None:
    return next((t for t in TARGETS.values() if key in {t.subject, t.token}), None)


@dataclass
class Town:
    """Who and what there is, by short names: "chief" of the body, "other_chief" of the other."""

    bodies: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Account] = field(default_factory=dict)
    party: Party | None = None

    def actor(self, name: str, now: datetime = NOW) -> Actor:
        return accounts.actor_for_account(self.people[name].pk, now=now)

    def client(self, name: str = "") -> Client:
        client = Client()
        if name:
            client.force_login(self.people[name])
        return client

    def target(self, **more: object) -> RatingTarget:
        """A service of the citizen's by the body, over now, that may be rated."""
        number, body = next(_serial), self.bodies["body"]
        division = Division.objects.get(code=XIANAN)
        assert self.party is not None
        made = RatingTarget(
            subject=f"ratingtown:{number}",
            title="演示事项办理",
            token=f"townratingtoken-{number:06d}",
            number=f"XN{number}",
            organisation_id=body.pk,
            organisation_path=body.path,
            division=XIANAN,
            division_path=division.path,
            parties=frozenset({self.party.pk}),
            party=self.party.pk,
            over_at=NOW,
        )
        TARGETS[made.subject] = made = replace(made, **more)  # type: ignore[arg-type]
        return made

    def bad(self, who: str = "citizen", **more: object) -> Rating:
        """A bad rating with a name: what follows it is open."""
        values: dict[str, object] = {"level": 5, "comment": "让我跑了三趟", "tags": ["many_visits"]}
        given = values | more
        return services.rate(
            actor=self.actor(who),
            now=NOW,
            subject=self.target().subject,
            **given,  # type: ignore[arg-type]
        )

    def act(self, who: str, row: Rating, command: Command, at: datetime = NOW) -> Outcome:
        row.refresh_from_db()
        return services.act(actor=self.actor(who, at), now=at, row=row, command=command)

    def step(
        self, who: str, row: Rating, step: str, outcome: str, words: str = "已照办", **more: Any
    ) -> Outcome:
        """Complete the open task of a step of what follows a rating."""
        assert row.item_id is not None
        work = engine.snapshot(row.item_id)
        task = next(task.seq for task in work.open_tasks if task.step == step)
        return self.act(who, row, Complete(task, outcome, words), **more)


@contextmanager
def town() -> Iterator[Town]:
    """Make it in the present database; its services can be rated while it stands."""
    ports.subjects.register("ratingtown", resolve)
    divisions()
    here = Town()
    here.bodies["gov"] = organisation("ratedgov")
    here.bodies["body"] = organisation("ratedbody", parent="ratedgov")
    here.bodies["other"] = organisation("otherbody", parent="ratedgov")
    for role, body in STAFF:
        name = role if body != "other" else f"other_{role}"
        here.people[name] = clerk(role, here.bodies[body], division=XIANAN, name=f"演示{name}")
    here.people["citizen"] = an_account("演示市民", level="real-name")
    here.people["stranger"] = an_account("演示路人", level="real-name")
    here.party = parties.identify(
        actor=SYSTEM, now=NOW, kind="natural", name="王演示", identity_type="resident_id",
        number=demo_identity(777, date(1970, 1, 1)), phone="12000077777", source="演示",
    )  # fmt: skip
    parties.link_account(
        actor=SYSTEM, now=NOW, account_id=here.people["citizen"].pk, party=here.party.pk
    )
    try:
        yield here
    finally:
        TARGETS.clear()
