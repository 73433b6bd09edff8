"""The smallest city that can handle a case: one body, four people, one matter, one client."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from tongban.cases.demo.examples import example
from tongban.cases.models import Case
from tongban.cases.services import intake, progress
from tongban.cases.types import Received
from tongban.catalogue import demo as catalogue
from tongban.catalogue import selectors as catalogue_selectors
from tongban.catalogue.models import Edition
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts import services as people
from tongban.core.accounts.models import Account
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.divisions.services import load_divisions, shipped
from tongban.core.organisations import services as organisations
from tongban.core.organisations.models import Organisation
from tongban.core.workdays.rules import local_date
from tongban.core.workdays.services import load_shipped
from tongban.core.workdays.types import Limit
from tongban.lib.identifiers import demo_identity, demo_uscc
from tongban.licences.demo import publish_types
from tongban.parties import services as parties
from tongban.workflow import services as engine
from tongban.workflow.models import WorkItem
from tongban.workflow.types import Accept, Complete, Involved

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MATTER = "road-occupy"
ROLES = ("window", "reviewer", "decider")
HEAD = "chief"
SECRET = "bench-secret-of-a-throw-away-database"  # noqa: S105
PLAIN = "bench"
LIMITS = {"statutory": Limit(20), "promised": Limit(6)}  # as the matter has them


@dataclass
class City:
    """Everything an act needs, looked up once."""

    body: Organisation
    edition: Edition
    party: int
    actors: dict[str, Actor] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    serial: int = 0


def build() -> City:
    """Fill an empty, migrated database."""
    load_divisions(row for row in shipped() if row.level in {"province", "city", "county", "zone"})
    load_shipped(now=NOW)
    body = organisations.save(
        actor=SYSTEM, now=NOW, code="cgzf-421202", uscc=demo_uscc(1), name="演示城管局",
        short_name="演示城管局", division="421202", phone="0715-0000001",
        complaint_phone="0715-0000002", address="演示路 1 号", hours="09:00-17:00",
    )  # fmt: skip
    catalogue.load_words(now=NOW)
    publish_types(now=NOW)
    matter = next(one for one in catalogue.matters() if one["slug"] == MATTER)
    matter["content"]["materials"] = []  # files are not what is measured here
    catalogue.enter(matter, now=NOW)
    task_code = catalogue.publish(matter, body, now=NOW)
    edition = catalogue_selectors.edition_in_force(task_code, on=local_date(NOW))
    people.seed_roles()
    citizen = _account(0, "演示申请人").pk
    party = parties.identify(
        actor=SYSTEM, now=NOW, kind="natural", name="演示申请人", identity_type="resident_id",
        number=demo_identity(7, date(1990, 1, 1)), phone="12000099000",
    )  # fmt: skip
    parties.link_account(actor=SYSTEM, now=NOW, account_id=citizen, party=party.pk)
    city = City(body, edition, party.pk, data=example(edition.parsed.form))
    city.actors["citizen"] = accounts.actor_for_account(citizen, now=NOW)
    for place, role in enumerate((*ROLES, HEAD), 1):
        account = _account(place, f"演示{role}")
        people.grant_role(
            actor=SYSTEM, now=NOW, account_id=account.pk, role_code=role, organisation_id=body.pk
        )
        city.accounts[role] = account
        city.actors[role] = accounts.actor_for_account(account.pk, now=NOW)
    return city


def _account(place: int, name: str) -> Account:
    return people.create_account(
        actor=SYSTEM, now=NOW, name=name, phone=f"1200009900{place}", phone_verified=True
    )


def desk_of(city: City, role: str) -> Client:
    """Return a test client signed in at the desk."""
    client = Client()
    client.force_login(city.accounts[role])
    return client


def client_of(city: City) -> Client:
    """Return a test client that carries the token of a machine with the window's role."""
    people.create_client(
        actor=SYSTEM, now=NOW, client_id="bench", name="bench", secret=SECRET,
        scopes=["cases:read", "cases:act"],
    )  # fmt: skip
    people.grant_client(
        actor=SYSTEM, now=NOW, client_id="bench", role_code="window", organisation_id=city.body.pk
    )
    basic = base64.b64encode(f"bench:{SECRET}".encode()).decode()
    answer = Client().post(
        "/identity/o/api/token",
        {"grant_type": "client_credentials", "scope": "cases:read"},
        headers={"Authorization": f"Basic {basic}"},
    )
    return Client(headers={"Authorization": f"Bearer {answer.json()['access_token']}"})


# --- one lifecycle, act by act ------------------------------------------------------------------


def submit(city: City, _held: Any) -> Case:
    """收件."""
    return intake.submit(
        actor=city.actors["citizen"],
        now=NOW,
        application=intake.Application(
            edition=city.edition,
            applicant=city.party,
            applicant_name="演示申请人",
            received=Received({}, city.data, {}, {}),
            channel="web",
        ),
    )


def accept(city: City, case: Case) -> Case:
    """受理."""
    return intake.accept(actor=city.actors["window"], now=NOW, case=case, version=1)


def review(city: City, case: Case) -> Case:
    """审查."""
    _complete(city, case, "reviewer")
    return case


def decide(city: City, case: Case) -> Case:
    """决定, with the licence."""
    _complete(city, case, "decider", "approve")
    return case


def _complete(city: City, case: Case, role: str, outcome: str = "") -> None:
    command = Complete(task=_task(case.item_id, role), outcome=outcome, opinion="演示意见")
    progress.perform(actor=city.actors[role], now=NOW, case=case, command=command)


_SEQS: dict[tuple[str, str], int] = {}


def _task(item: int, role: str, kind: str = "case") -> int:
    """Return the number of the role's task: the same in every item of a kind, so read once."""
    if (kind, role) not in _SEQS:
        task = WorkItem.objects.get(pk=item).tasks.get(role=role, state="open")
        _SEQS[kind, role] = task.seq
    return _SEQS[kind, role]


def plain_start(city: City, _held: Any) -> int:
    """The engine alone: an item of a kind on which nothing hangs."""
    city.serial += 1
    implementation = city.edition.implementation
    return engine.start(
        actor=city.actors["citizen"], now=NOW, kind=PLAIN,
        procedure=city.edition.procedure_code, version=city.edition.procedure_version,
        number=f"PLAIN{city.serial:08d}", title="演示", division=implementation.division,
        organisation=implementation.organisation, parties=[Involved(city.party)],
        limits=LIMITS, subject="matter:bench",
    ).pk  # fmt: skip


def plain_accept(city: City, item: int) -> int:
    engine.perform(actor=city.actors["window"], now=NOW, item=item, command=Accept())
    return item


def plain_review(city: City, item: int) -> int:
    return _plain(city, item, "reviewer")


def plain_decide(city: City, item: int) -> int:
    return _plain(city, item, "decider", "approve")


def _plain(city: City, item: int, role: str, outcome: str = "") -> int:
    command = Complete(task=_task(item, role, PLAIN), outcome=outcome, opinion="演示意见")
    engine.perform(actor=city.actors[role], now=NOW, item=item, command=command)
    return item


ACTS = {"submit": submit, "accept": accept, "review": review, "decide": decide}
PLAIN_ACTS = {
    "submit": plain_start, "accept": plain_accept, "review": plain_review, "decide": plain_decide,
}  # fmt: skip
