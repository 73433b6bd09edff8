"""The engine on the database: each act, its rows, its chain, its statements."""

from datetime import date

import pytest

from tongban.core.accounts.types import SYSTEM
from tongban.core.jobs import services as jobs
from tongban.core.ledger import services as ledger
from tongban.core.shell import clock
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays import services as calendar
from tongban.core.workdays.rules import local_date
from tongban.core.workdays.types import DayInfo
from tongban.workflow import errors, ports, selectors, services, states
from tongban.workflow.models import Clock, Link, Task, WorkItem
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.types import (
    Accept,
    AskCorrection,
    Complete,
    Correct,
    Extend,
    Note,
    Refer,
    Refuse,
    Reply,
    Resume,
    Rule,
    SendBack,
    Signal,
    Supervise,
    Suspend,
    Terminate,
    Transfer,
    Urge,
    Withdraw,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return db.city()


def test_the_whole_way_costs_eight_statements_an_act_at_most(city):
    db.start(city)
    with db.Statements() as used:
        item = db.start(city)
    assert used.count <= db.BUDGET + 1, used.text()  # one of them looks at the procedure again
    db.act(city, item, "window", AskCorrection(("lease",), "租赁合同缺页"))
    db.act(city, item, "citizen", Correct())
    db.act(city, item, "window", Accept())
    db.act(city, item, "reviewer", Transfer(db.task(item, "review"), city["reviewer"].account_id))
    db.complete(city, item, "reviewer", "review")
    db.complete(city, item, "inspector", "visit", "fail")
    db.act(city, item, "second", SendBack(db.task(item, "visit"), "applicant", "整改"))
    db.complete(city, item, "citizen", "visit")
    db.act(city, item, "inspector", Suspend("testing", days=5))
    db.act(city, item, "inspector", Resume(selectors.snapshot(item.pk).pauses[-1].seq))
    db.act(city, item, "inspector", Extend(reason="案情复杂"))
    db.act(city, item, "chief", Rule(selectors.snapshot(item.pk).requests[-1].seq, True))
    db.complete(city, item, "inspector", "visit", "pass")
    db.complete(city, item, "second", "visit", "pass")
    db.act(city, item, "citizen", Urge("请尽快"))
    db.act(city, item, "service", Supervise("临期"))
    supervision = selectors.supervisions(item.pk)[0].seq
    db.act(city, item, "checker", Reply(supervision, "明日办结"))
    db.act(city, item, "checker", SendBack(db.task(item, "check"), "review", "依据有误"))
    db.complete(city, item, "reviewer", "review")
    for who in ("inspector", "second"):
        db.complete(city, item, who, "visit", "pass")
    db.complete(city, item, "checker", "check")
    db.act(city, item, "decider", Note("已核对"))
    decided = db.complete(city, item, "decider", "decide", "approve")
    assert decided.state == states.DECIDED
    closed = db.complete(city, item, "window", "deliver")
    assert closed.state == states.CLOSED
    row = WorkItem.objects.get(pk=item.pk)
    assert (row.outcome, row.version, row.ledger_seq) == ("approve", closed.version, row.version)
    assert row.decided_due_at is not None
    assert not Task.objects.filter(item=row, state="open").exists()
    assert not Clock.objects.filter(item=row, stopped_at=None).exists()
    assert len(selectors.timeline(row)) == row.version
    ledger.relay(now=f.NOW)
    assert ledger.verify(full=True).ok


@pytest.mark.parametrize(
    ("who", "command", "state"),
    [
        ("window", Refuse("不属于本机关", "演示局"), states.REFUSED),
        ("citizen", Withdraw(), states.WITHDRAWN),
        ("chief", Terminate("演示"), states.TERMINATED),
    ],
)
def test_the_other_ends(city, who, command, state):
    item = db.start(city)
    assert db.act(city, item, who, command).state == state
    with pytest.raises(errors.NotNow):
        db.act(city, item, "window", Accept())


def test_who_looks_at_an_old_version_gets_the_present_state(city):
    item = db.start(city)
    db.act(city, item, "window", Accept(), expected_version=1)
    with pytest.raises(errors.Conflict) as caught:
        db.act(city, item, "window", Accept(), expected_version=1)
    assert caught.value.status == 409
    assert caught.value.detail["state"] == states.ACCEPTED
    assert caught.value.detail["version"] == 2
    assert caught.value.detail["last_by"] == city["window"].ref


def test_snapshots_read_back_what_was_planned(city):
    item = db.start(city)
    for who, command in (("window", AskCorrection(("a", "b"))), ("citizen", Correct())):
        planned = db.act(city, item, who, command).snapshot
        assert selectors.snapshot(item.pk) == planned
    planned = db.act(city, item, "window", Accept()).snapshot
    assert selectors.snapshot(item.pk) == planned
    planned = db.act(city, item, "reviewer", Suspend("hearing")).snapshot
    assert selectors.snapshot(item.pk) == planned


def test_silence_is_acceptance_from_the_day_of_receipt(city):
    item = db.start(city)
    late = f.days(8)
    assert services.tick(f.days(4)) == 0
    assert services.tick(late) == 1
    assert services.tick(late) == 0
    row = WorkItem.objects.get(pk=item.pk)
    assert (row.state, row.accepted_at) == (states.ACCEPTED, f.NOW)
    assert row.clocks.get(code="promised").started_at == f.NOW
    assert row.tasks.get(step="intake").outcome == "deemed"


def test_a_wait_ends_by_its_limit_or_by_its_signal(city):
    definition = {
        "title": "公示",
        "steps": [
            {"code": "notice", "title": "公示", "kind": "wait", "signal": "objection",
             "limit": {"value": 20, "day_kind": "natural"}},
            f.step("close", "reviewer", "notice", when={"ne": ["outcome.notice", "objection"]}),
        ],
    }  # fmt: skip
    quiet, disputed = db.start(city, definition), db.start(city, definition)
    services.perform(actor=SYSTEM, now=f.NOW, item=disputed.pk, command=Signal("objection"))
    assert WorkItem.objects.get(pk=disputed.pk).state == states.CLOSED
    assert services.tick(f.days(22)) == 1
    assert db.task(quiet, "close")
    with pytest.raises(errors.NotNow) as caught:
        services.perform(actor=SYSTEM, now=f.NOW, item=quiet.pk, command=Signal("objection"))
    assert caught.value.reason == "work_unknown_signal"


@pytest.fixture
def plugs(monkeypatch):
    """Fresh registries for one test."""
    for name, made in (("effects", ports.Effects()), ("guards", ports.Guards()),
                       ("intakes", ports.Intakes())):  # fmt: skip
        monkeypatch.setattr(ports, name, made)
    return ports


def test_effects_see_what_the_former_ones_gave(city, plugs):
    seen = []
    plugs.effects.register("test", "accepted", "second", lambda c: c.results["first"] + 1, order=2)
    plugs.effects.register("test", "accepted", "first", lambda c: 1, order=1)
    plugs.effects.register("test", "done", "watch", lambda c: seen.append(c.event.step))
    item = db.start(city)
    outcome = db.act(city, item, "window", Accept())
    assert outcome.results == {"first": 1, "second": 2, "watch": None}
    assert seen == ["intake"]


def test_an_effect_that_fails_undoes_the_act(city, plugs):
    def fail(context):
        raise errors.NotNow("blocked", why="演示")

    plugs.effects.register("test", "accepted", "fail", fail)
    item = db.start(city)
    with pytest.raises(errors.NotNow):
        db.act(city, item, "window", Accept())
    row = WorkItem.objects.get(pk=item.pk)
    assert (row.state, row.version, len(selectors.timeline(row))) == (states.SUBMITTED, 1, 1)


def test_a_guard_blocks_the_step_and_says_why(city, plugs):
    plugs.guards.register("test", "seal", lambda c: "法院查封" if c.event.step == "review" else "")
    item = db.start(city)
    db.act(city, item, "window", Accept())
    offered = selectors.allowed_acts(item.pk, city["reviewer"], f.NOW)
    assert next(a.blocked for a in offered if a.act == "complete") == "法院查封"
    with pytest.raises(errors.NotNow) as caught:
        db.complete(city, item, "reviewer", "review")
    assert caught.value.detail["why"] == "法院查封"


def test_a_referral_opens_another_item_and_its_end_comes_back(city, plugs):
    other = {"title": "核查", "steps": [f.step("look", "inspector")]}

    def open_item(*, actor, now, source, reason, data):
        return db.start(city, other, actor=actor, kind="inspection").pk

    plugs.intakes.register("inspection", open_item)
    definition = {
        "title": "来件",
        "steps": [
            f.step("handle", "reviewer"),
            {"code": "wait", "title": "等核查", "kind": "wait", "signal": "referred"},
        ],
    }
    item = db.start(city, definition)
    acts = selectors.allowed_acts(item.pk, city["reviewer"], f.NOW)
    assert next(a.choices for a in acts if a.act == "refer") == ("inspection",)
    outcome = services.perform(
        actor=city["reviewer"], now=f.NOW, item=item.pk, command=Refer("inspection", "需现场核查")
    )
    target = WorkItem.objects.get(pk=outcome.results["refer"])
    assert Link.objects.get(source=item).target == target
    assert services.tick(f.NOW) == 0
    db.complete(city, target, "inspector", "look")
    assert services.tick(f.NOW) == 1
    assert services.tick(f.NOW) == 0
    assert Task.objects.get(item=item, step="wait").state == "done"


def test_the_same_definition_is_the_same_version(city):
    first = services.publish_procedure(actor=SYSTEM, now=f.NOW, code="p", definition=f.permit())
    again = services.publish_procedure(actor=SYSTEM, now=f.NOW, code="p", definition=f.permit())
    other = services.publish_procedure(actor=SYSTEM, now=f.NOW, code="p", definition=f.parallel())
    assert (again.pk, other.version) == (first.pk, 2)
    assert selectors.procedure("p", 1).title == "一审一核"
    assert selectors.procedure("p").title == "挖掘城市道路"
    with pytest.raises(errors.NotAllowed):
        services.publish_procedure(actor=city["chief"], now=f.NOW, code="p", definition=f.permit())


def test_only_who_holds_the_role_can_be_given_a_task(city):
    item = db.start(city)
    db.act(city, item, "window", Accept())
    with pytest.raises(errors.Invalid) as caught:
        db.act(city, item, "chief", Transfer(db.task(item, "review"), city["citizen"].account_id))
    assert caught.value.reason == "work_not_a_holder"


def test_a_chief_takes_no_task_that_it_could_not_do(city):
    item = db.start(city)
    seq = db.task(item, "intake")
    with pytest.raises(errors.Invalid) as caught:
        services.perform(
            actor=city["chief"], now=f.NOW, item=item.pk,
            command=Transfer(seq, city["chief"].account_id),
        )  # fmt: skip
    assert caught.value.reason == "work_not_a_holder"


def test_seats_without_an_organisation_are_refused_at_the_start(city):
    definition = {"title": "无", "steps": [f.step("a", "reviewer", at="code:NOBODY")]}
    with pytest.raises(errors.Invalid) as caught:
        db.start(city, definition)
    assert caught.value.reason == "work_no_office"
    assert not WorkItem.objects.exists()


def test_two_bodies_in_parallel(city):
    item = db.start(city, f.parallel())
    db.act(city, item, "window", Accept())
    db.complete(city, item, "reviewer", "survey")
    assert Task.objects.get(item=item, step="police").organisation_id == city.police.pk
    db.act(city, item, "police", SendBack(db.task(item, "police"), "survey", "缺方案"))
    db.complete(city, item, "reviewer", "survey")
    db.complete(city, item, "police", "police")
    db.complete(city, item, "reviewer", "roads")
    assert db.task(item, "sum")


def test_complete_of_an_unknown_task(city):
    item = db.start(city)
    with pytest.raises(errors.NotNow):
        db.act(city, item, "window", Complete(999))
    with pytest.raises(errors.ItemNotFound):
        services.perform(actor=SYSTEM, now=f.NOW, item=0, command=Accept())


def test_a_day_off_that_is_announced_moves_the_running_deadlines(city, monkeypatch):
    item = db.start(city)
    db.act(city, item, "window", Accept())
    before = WorkItem.objects.get(pk=item.pk)
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    off = DayInfo(date(2026, 11, 25), False, "演示停工")
    calendar.amend(actor=SYSTEM, now=f.NOW, days=[off], source="演示通知")
    assert jobs.drain(now=f.NOW, strict=True) == 1
    after = WorkItem.objects.get(pk=item.pk)
    assert (local_date(before.due_at), local_date(after.due_at)) == (
        date(2026, 12, 1),
        date(2026, 12, 2),
    )
    assert (after.version, after.ledger_hash) == (before.version, before.ledger_hash)
    assert services.recompute(f.NOW, off.day) == 0
    workdays.forget()
