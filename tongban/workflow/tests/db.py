"""The cast in the database: a city, two bodies, accounts whose ids the actors carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.core.accounts import ports as accounts
from tongban.core.accounts.tests import factories as people
from tongban.core.accounts.types import SYSTEM, Actor, Grant
from tongban.core.divisions.models import Division
from tongban.core.organisations.models import Organisation
from tongban.parties import services as parties
from tongban.workflow import services
from tongban.workflow.models import WorkItem
from tongban.workflow.tests import factories as f
from tongban.workflow.types import Command, Complete, Involved, Outcome

_numbers = count(1)
BUDGET = 8
_SILENT = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass
class City:
    """The people of the in-memory cast, seated in real organisations."""

    division: Division
    bureau: Organisation
    police: Organisation
    party: int
    actors: dict[str, Actor] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Actor:
        return self.actors[name]


def city(crew: Sequence[Actor] = ()) -> City:
    """Make the cast; each of `crew` becomes "crew<number>"."""
    people.divisions()
    bureau, police = people.organisation("SGJ"), people.organisation("GAJ")
    Organisation.objects.filter(pk=police.pk).update(short_name="police")
    division = Division.objects.get(code="421202")
    citizen = people.account("演示申请人")
    party = parties.identify(
        actor=SYSTEM, now=f.NOW, kind="natural", name="演示申请人", identity_type="resident_id",
        number=identity(),
    )  # fmt: skip
    made = City(division, bureau, police, party.pk)
    FACTS[citizen.pk] = f"party:{party.pk}"
    accounts.actor_facts.register(_facts)
    cast = f.CAST | {f"crew{actor.account_id}": actor for actor in crew}
    for name, actor in cast.items():
        account = citizen if name == "citizen" else people.account(f"演示{name}")
        made.actors[name] = _seat(actor, account.pk, made)
    return made


# Whom the accounts of the cast act for; emptied after each test, for ids are given out again.
FACTS: dict[int, str] = {}


def _facts(account: int) -> list[str]:
    return [FACTS[account]] if account in FACTS else []


def next_number() -> int:
    return next(_numbers)


def identity() -> str:
    """Give a number of no real region with a right check character."""
    body = f"42129919900101{next(_numbers) % 1000:03d}"
    weights = [pow(2, 17 - n, 11) for n in range(17)]
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def _seat(actor: Actor, account: int, made: City) -> Actor:
    offices = {f.OWNER.id: made.bureau, f.POLICE.id: made.police}

    def moved(grant: Grant) -> Grant:
        body = offices.get(grant.organisation_id)
        if body is None:
            return replace(grant, organisation_path="999/")
        return replace(grant, organisation_id=body.pk, organisation_path=body.path)

    grants = tuple(moved(grant) for grant in actor.grants)
    return replace(actor, ref=f"account:{account}", account_id=account, grants=grants)


def start(made: City, definition: Mapping[str, Any] | None = None, **given: Any) -> WorkItem:
    """Publish and start; `given` overrides the arguments of `services.start`."""
    data = definition or f.permit()
    code = f"test-{data['title']}"
    services.publish_procedure(actor=SYSTEM, now=f.NOW, code=code, definition=data)
    arguments: dict[str, Any] = {
        "actor": made["citizen"], "now": f.NOW, "kind": "test", "procedure": code,
        "number": f"T{next(_numbers):08d}", "title": "演示事项", "division": made.division,
        "organisation": made.bureau, "parties": [Involved(made.party)],
        "facts": {"visit": True}, "limits": f.LIMITS, "subject": "matter:1",
    }  # fmt: skip
    return services.start(**{**arguments, **given})


def act(
    made: City, item: WorkItem, who: str, command: Command, at: datetime = f.NOW, **given: Any
) -> Outcome:
    """Perform within the budget of statements."""
    with Statements() as used:
        outcome = services.perform(actor=made[who], now=at, item=item.pk, command=command, **given)
    assert used.count <= BUDGET, used.text()
    return outcome


def task(item: WorkItem, step: str, nth: int = 0) -> int:
    rows = WorkItem.objects.get(pk=item.pk).tasks.filter(state="open", step=step).order_by("seq")
    return rows[nth].seq


def complete(made: City, item: WorkItem, who: str, step: str, *rest: Any, **given: Any) -> Outcome:
    return act(made, item, who, Complete(task(item, step), *rest), **given)


class Statements(CaptureQueriesContext):
    """The statements of a block, without those that only open and close transactions."""

    def __init__(self) -> None:
        super().__init__(connection)

    @property
    def kept(self) -> list[str]:
        texts = [one["sql"] for one in self.captured_queries]
        return [text for text in texts if not text.upper().lstrip().startswith(_SILENT)]

    @property
    def count(self) -> int:
        return len(self.kept)

    def text(self) -> str:
        return "\n".join(text[:160] for text in self.kept)
