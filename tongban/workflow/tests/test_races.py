"""Two people on every act: one wins, the other is told that the item has moved on, and nothing of
the loser's is left. On a file database or PostgreSQL, with threads."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger.models import Entry
from tongban.workflow import errors, ports, selectors, services
from tongban.workflow.models import WorkItem
from tongban.workflow.rules.acts import _DO
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.tests.test_bad_days import at_once
from tongban.workflow.types import (
    Accept,
    Ask,
    AskCorrection,
    Command,
    Complete,
    Correct,
    Expire,
    Extend,
    Note,
    Own,
    OwnAct,
    Rebase,
    Refer,
    Refuse,
    Reply,
    Resume,
    Rule,
    SendBack,
    Signal,
    Start,
    Supervise,
    Suspend,
    Terminate,
    Transfer,
    Urge,
    Withdraw,
)

KNOCK = OwnAct("knock", "敲门", "test.knock", frozenset({"seat"}), frozenset({"accepted"}))


@dataclass(frozen=True)
class Race:
    """What comes before, and what two people then want at once: `command(city, item)`."""

    who: str
    command: Callable[[db.City, WorkItem], Command]
    before: tuple[tuple[str, Command], ...] = ()
    definition: str = ""


ACCEPTED = (("window", Accept()),)


def seq(kind: str) -> Callable[[WorkItem], int]:
    return lambda item: getattr(selectors.snapshot(item.pk), kind)[-1].seq


def review(item: WorkItem) -> int:
    return db.task(item, "review")


def moved(city: db.City, item: WorkItem) -> Command:
    to = selectors.target(selectors.procedure(item.procedure.code), city.division, city.bureau)
    return Rebase(to.procedure, f.LIMITS, to.offices)


RACES: dict[type[Command], Race] = {
    Accept: Race("window", lambda _c, _i: Accept()),
    Refuse: Race("window", lambda _c, _i: Refuse("不属于本机关")),
    AskCorrection: Race("window", lambda _c, _i: AskCorrection(("lease",))),
    Correct: Race("citizen", lambda _c, _i: Correct(), (("window", AskCorrection(("lease",))),)),
    Complete: Race("reviewer", lambda _c, i: Complete(review(i)), ACCEPTED),
    SendBack: Race("reviewer", lambda _c, i: SendBack(review(i), "applicant", "请补"), ACCEPTED),
    Suspend: Race("reviewer", lambda _c, _i: Suspend("testing", days=3), ACCEPTED),
    Resume: Race(
        "reviewer", lambda _c, i: Resume(seq("pauses")(i)),
        (*ACCEPTED, ("reviewer", Suspend("testing", days=3))),
    ),
    Ask: Race("reviewer", lambda _c, _i: Ask("extend", "复杂"), ACCEPTED),
    Extend: Race("reviewer", lambda _c, _i: Extend(reason="复杂"), ACCEPTED),
    Rule: Race(
        "chief", lambda _c, i: Rule(seq("requests")(i), True),
        (*ACCEPTED, ("reviewer", Extend(reason="复杂"))),
    ),
    Transfer: Race(
        "reviewer", lambda c, i: Transfer(review(i), c["reviewer"].account_id), ACCEPTED
    ),
    Urge: Race("citizen", lambda _c, _i: Urge("请尽快"), ACCEPTED),
    Supervise: Race("service", lambda _c, _i: Supervise("临期"), ACCEPTED),
    Reply: Race(
        "reviewer", lambda _c, i: Reply(seq("requests")(i), "明日"),
        (*ACCEPTED, ("service", Supervise("临期"))),
    ),
    Withdraw: Race("citizen", lambda _c, _i: Withdraw(), ACCEPTED),
    Terminate: Race("chief", lambda _c, _i: Terminate("申请人已注销"), ACCEPTED),
    Refer: Race("reviewer", lambda _c, _i: Refer("test", "另案"), ACCEPTED),
    Note: Race("reviewer", lambda _c, _i: Note("已核对"), ACCEPTED),
    Own: Race("reviewer", lambda _c, _i: Own("knock"), ACCEPTED),
    Expire: Race("system", lambda _c, i: Expire(seq("clocks")(i))),
    Signal: Race("system", lambda _c, _i: Signal("bell"), ACCEPTED, definition="waiting"),
    Rebase: Race("publisher", moved),
}  # fmt: skip


def waiting() -> dict[str, object]:
    """A permit that waits for a signal beside its review."""
    permit = f.permit()
    bell = {"code": "bell", "title": "bell", "kind": "wait", "signal": "bell", "after": ["intake"]}
    return {**permit, "steps": [*permit["steps"], bell]}


def test_every_act_has_its_race():
    assert set(RACES) == set(_DO) - {Start}, "starting twice is `once`'s, by its key"


@pytest.fixture
def kinds(monkeypatch):
    """Acts of a kind, and a kind to refer to, for this test alone."""
    monkeypatch.setattr(ports, "own_acts", ports.OwnActs())
    monkeypatch.setattr(ports, "intakes", ports.Intakes())
    ports.own_acts.register("test", KNOCK)
    cities = []
    ports.intakes.register("test", lambda **_given: db.start(cities[0]).pk)
    return cities


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", RACES, ids=lambda one: one.__name__)
def test_one_wins_and_the_other_is_told(act, kinds):
    race, city = RACES[act], db.city()
    kinds.append(city)
    item = db.start(city, waiting() if race.definition else None)
    if act is Rebase:
        changed = f.changed(f.permit(), "deliver", role="checker")
        code = item.procedure.code
        services.publish_procedure(actor=SYSTEM, now=f.NOW, code=code, definition=changed)
    for who, command in race.before:
        db.act(city, item, who, command)
    item.refresh_from_db()
    actor = SYSTEM if race.who == "system" else city[race.who]
    command = race.command(city, item)
    at = f.days(30) if act is Expire else f.NOW
    version, entries = item.version, Entry.objects.filter(subject=item.ledger_subject).count()

    def contender():
        return services.perform(
            actor=actor, now=at, item=item.pk, command=command, expected_version=version
        )

    answers = at_once(contender, contender)
    lost = [one for one in answers if isinstance(one, errors.Conflict)]
    assert (len(answers), len(lost)) == (2, 1), answers
    item.refresh_from_db()
    assert item.version == version + 1
    assert lost[0].detail["version"] == version + 1
    assert lost[0].detail["state"] == item.state
    assert lost[0].detail["last_by"] == actor.ref
    assert Entry.objects.filter(subject=item.ledger_subject).count() == entries + 1
