"""A small city for tests of cases: a few bodies, four matters, their people. Others may import it.

Fixed instant: 2026-11-23 09:00 in Asia/Shanghai, a Monday. `stand` commits it once for a whole
package of tests; each test then works in a transaction of its own.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfWriter

from tests.journeys.city import Copy
from tongban.cases.demo.examples import example
from tongban.cases.models import Case, Draft
from tongban.cases.selectors import rows
from tongban.cases.services import drafts, intake, progress
from tongban.catalogue import demo as catalogue
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts import services as account_services
from tongban.core.accounts.models import Account
from tongban.core.accounts.tests.factories import divisions
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.files import services as files
from tongban.core.organisations import services as organisations
from tongban.core.organisations.models import Organisation
from tongban.core.shell import clock
from tongban.forms import rules as forms
from tongban.lib.identifiers import demo_identity, demo_uscc
from tongban.licences import demo as licences
from tongban.parties import services as parties
from tongban.parties.models import Party
from tongban.workflow import selectors as engine
from tongban.workflow.types import Command, Complete, Outcome

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SINCE = datetime(2025, 1, 1, tzinfo=UTC)
XIANAN, CHIBI = "421202", "421281"
BODIES = ("scjg", "cgzf", "gajj", "mzj", "gov")
MATTERS = (
    ("drug-retail", XIANAN),
    ("drug-retail", CHIBI),
    ("road-dig", XIANAN),
    ("elder-card", XIANAN),
    ("food-permit", XIANAN),
    ("food-renewal", XIANAN),
    ("food-cancel", XIANAN),
)
STAFF: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    # name: (role, body, division) …
    "window": tuple(("window", body, XIANAN) for body in ("scjg", "cgzf", "mzj")),
    "window2": (("window", "scjg", XIANAN),),
    "reviewer": (("reviewer", "scjg", XIANAN), ("checker", "scjg", XIANAN)),
    "inspector": (("inspector", "scjg", XIANAN),),
    "inspector2": (("inspector", "scjg", XIANAN),),
    "checker": (("checker", "scjg", XIANAN), ("decider", "scjg", XIANAN)),
    "decider": (("decider", "scjg", XIANAN),),
    "chief": (("chief", "scjg", XIANAN),),
    "roads": (("reviewer", "cgzf", XIANAN),),
    "roads_decider": (("decider", "cgzf", XIANAN),),
    "traffic": (("reviewer", "gajj", XIANAN),),
    "chibi": tuple((role, "scjg", CHIBI) for role in ("window", "reviewer", "decider")),
    "service": (("service_office", "gov", XIANAN),),
    "leader": (("leader", "gov", XIANAN),),
    "auditor": (("auditor", "gov", XIANAN),),
    "admin": (("admin", "gov", XIANAN),),
}
CITIZENS = ("citizen", "other", "agent")
_serial = count(1)


def page() -> bytes:
    """The bytes of a small real PDF; each time different ones."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": f"演示{next(_serial)}"})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@dataclass
class City:
    """Who and what there is, by short names."""

    accounts: dict[str, Account] = field(default_factory=dict)
    bodies: dict[str, Organisation] = field(default_factory=dict)
    matters: dict[str, str] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)

    def actor(self, name: str, now: datetime = NOW) -> Actor:
        """The actor of one of the cast, as it stands now."""
        return accounts.actor_for_account(self.accounts[name].pk, now=now)

    def client(self, name: str = "", **options: Any) -> Client:
        """A browser; logged in if a name is given."""
        client = Client(**options)
        if name:
            client.force_login(self.accounts[name])
        return client

    # --- applying ---------------------------------------------------------------------------------

    def file(self, who: str = "citizen", data: bytes | None = None) -> str:
        """A received file of someone; its token."""
        stored = files.receive(
            owner=self.actor(who).ref,
            now=NOW,
            name="材料(演示).pdf",
            stream=[data or page()],
            purpose="material",
        )
        return stored.token

    def draft(
        self,
        matter: str = "drug-retail",
        who: str = "agent",
        *,
        answers: Mapping[str, str] | None = None,
        at: datetime = NOW,
        without: Sequence[str] = (),
        defers: bool = False,
    ) -> Draft:
        """A draft that is ready to be submitted; `without` leaves fields or materials out."""
        actor = self.actor(who)
        draft = drafts.open_draft(actor=actor, now=at, task_code=self.matters[matter])
        token = draft.token
        if who == "agent":
            drafts.apply_as(actor=actor, now=at, token=token, party=self.parties["firm"].pk)
        given = {q.code: q.default or q.choices[0].code for q in draft.edition.parsed.questions}
        drafts.save(actor=actor, now=at, token=token, answers=given | dict(answers or {}))
        wanted, _received = rows.asked_of(rows.draft(actor, token), now=at)
        data = forms.prune(wanted.form, example(wanted.form), wanted.answers)
        drafts.save(
            actor=actor,
            now=at,
            token=token,
            data={key: value for key, value in data.items() if key not in without},
            defers=defers,
        )
        drafts.keep_files(
            actor=actor,
            now=at,
            token=token,
            given={
                material.code: [self.file(who)]
                for material in wanted.materials
                if material.code not in without
            },
        )
        return rows.draft(actor, token)

    def submitted(
        self,
        matter: str = "drug-retail",
        who: str = "agent",
        *,
        at: datetime = NOW,
        signature: str = "",
        **more: Any,
    ) -> Case:
        """A case, just submitted."""
        draft = self.draft(matter, who, at=at, **more)
        return intake.submit_draft(
            actor=self.actor(who), now=at, token=draft.token, signature=signature
        )

    # --- handling ---------------------------------------------------------------------------------

    def task(self, case: Case, step: str) -> int:
        """The number of the first open task of a step that staff have."""
        tasks = engine.snapshot(case.item_id).open_tasks
        return next(task.seq for task in tasks if task.step == step)

    def perform(self, who: str, case: Case, command: Command, at: datetime = NOW) -> Outcome:
        """One act of one of the cast."""
        return progress.perform(actor=self.actor(who, at), now=at, case=case, command=command)

    def complete(
        self, who: str, case: Case, step: str, outcome: str = "", opinion: str = "同意", **more: Any
    ) -> Outcome:
        """Complete the open task of a step."""
        command = Complete(self.task(case, step), outcome, opinion)
        return self.perform(who, case, command, **more)

    def accepted(self, matter: str = "drug-retail", who: str = "agent", **more: Any) -> Case:
        """A case, accepted by the window."""
        case = self.submitted(matter, who, **more)
        at = more.get("at", NOW)
        return intake.accept(
            actor=self.actor("window", at), now=at, case=case, version=case.item.version
        )

    def at_decision(self, at: datetime = NOW) -> Case:
        """A 药品经营许可 that only waits for its decision."""
        case = self.accepted(at=at)
        self.complete("reviewer", case, "review", at=at)
        self.complete("inspector", case, "visit", "pass", at=at)
        self.complete("inspector2", case, "visit", "pass", at=at)
        self.complete("checker", case, "check", at=at)
        return case

    def granted(self, at: datetime = NOW) -> Case:
        """A 药品经营许可 that was granted."""
        case = self.at_decision(at)
        self.complete("decider", case, "decide", "approve", at=at)
        case.refresh_from_db()
        return case


def build() -> City:
    """Make the city in the present database."""
    city = City()
    divisions()
    for division in (XIANAN, CHIBI):
        for body in BODIES:
            city.bodies[f"{body}-{division}"] = organisations.save(
                actor=SYSTEM,
                now=SINCE,
                code=f"{body}-{division}",
                uscc=demo_uscc(600_000 + next(_serial)),
                name=f"演示{body}{division}",
                division=division,
                phone="0715-0000001",
                complaint_phone="0715-0000002",
                address="演示地址",
                hours="演示时间",
            )
    _matters(city)
    _people(city)
    return city


def _matters(city: City) -> None:
    catalogue.load_words(now=SINCE)
    licences.publish_types(now=SINCE)
    wanted = {slug for slug, _division in MATTERS}
    known = {one["slug"]: one for one in catalogue.matters() if one["slug"] in wanted}
    for slug in sorted(wanted):
        catalogue.enter(known[slug], now=SINCE)
    for slug, division in MATTERS:
        body = city.bodies[f"{known[slug]['department']}-{division}"]
        code = catalogue.publish(known[slug], body, now=SINCE)
        city.matters[slug if division == XIANAN else f"{slug}@{division}"] = code


def _people(city: City) -> None:
    for name, posts in STAFF.items():
        account = city.accounts[name] = _account(name, staff=True)
        for role, body, division in posts:
            account_services.grant_role(
                actor=SYSTEM,
                now=SINCE,
                account_id=account.pk,
                role_code=role,
                organisation_id=city.bodies[f"{body}-{division}"].pk,
                division=division,
                valid_from=SINCE,
            )
    for serial, name in enumerate(CITIZENS, start=1):
        account = city.accounts[name] = _account(name, level="real-name")
        city.parties[name] = parties.identify(
            actor=SYSTEM,
            now=SINCE,
            kind="natural",
            name=f"演示{name}",
            identity_type="resident_id",
            number=demo_identity(500 + serial, date(1960, 1, 1)),
            phone=f"1200005{serial:04d}",
            address="湖北省咸宁市咸安区演示路1号",
            source="统一身份认证",
        )
        parties.link_account(
            actor=SYSTEM, now=SINCE, account_id=account.pk, party=city.parties[name].pk
        )
    city.parties["firm"] = parties.identify(
        actor=SYSTEM,
        now=SINCE,
        kind="market",
        name="演示大药房有限公司",
        identity_type="uscc",
        number=demo_uscc(900_501, kind="91"),
    )
    parties.link_account(
        actor=SYSTEM,
        now=SINCE,
        account_id=city.accounts["agent"].pk,
        party=city.parties["firm"].pk,
        relation="agent",
    )


def _account(name: str, **more: Any) -> Account:
    return account_services.create_account(
        actor=SYSTEM,
        now=SINCE,
        name=f"演示{name}",
        phone=f"1200006{next(_serial):04d}",
        phone_verified=True,
        **more,
    )


@contextmanager
def stand(blocker: Any) -> Iterator[City]:
    """Commit the city for a package of tests; afterwards the database is what it was."""
    with blocker.unblock():
        before = Copy("before_cases")
        try:
            made = build()
            yield made
        finally:
            before.restore()
            before.drop()
    cache.clear()


def set_clock(patch: pytest.MonkeyPatch, at: datetime = NOW) -> None:
    """Let the faces' clock start at `at` and run on."""
    patch.setattr(clock, "COMPRESSED", True)
    patch.setattr(clock, "_BEGAN", time.time())
    patch.setattr(clock, "_ORIGIN", at)


def days(number: float) -> datetime:
    """NOW and so many days."""
    return NOW + timedelta(days=number)
