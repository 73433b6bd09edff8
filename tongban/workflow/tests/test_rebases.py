"""改按新版 on the database: rows, chain, statements; many at a time; beside other acts."""

import pytest
from django.db import transaction

from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger import services as ledger
from tongban.core.workdays.types import Limit
from tongban.workflow import errors, ports, selectors, services, states
from tongban.workflow.models import WorkItem
from tongban.workflow.selectors import rebases
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.tests.test_bad_days import Killed, dying_after, image
from tongban.workflow.types import (
    Accept,
    AskCorrection,
    Complete,
    Extend,
    Rebase,
    Refuse,
    SendBack,
    Suspend,
    Withdraw,
)

pytestmark = pytest.mark.django_db
SHORTER = {"statutory": Limit(15), "promised": Limit(4)}


@pytest.fixture
def city():
    return db.city()


def moving(city, item, definition=None, **given):
    """The command that moves the item to the next version of its procedure."""
    code = item.procedure.code
    if definition:
        services.publish_procedure(actor=SYSTEM, now=f.NOW, code=code, definition=definition)
    to = selectors.target(selectors.procedure(code), city.division, city.bureau)
    fields = {"limits": SHORTER, "facts": {"edition": 2}, **given}
    return Rebase(to.procedure, offices=to.offices, **fields)


def with_police():
    definition = f.changed(f.permit(), "deliver", at="kind:police")
    definition["steps"].append(f.step("notify", "window", "intake"))
    return definition


def test_the_row_the_rows_below_and_the_chain_move_in_eight_statements(city):
    item = db.start(city)
    db.act(city, item, "window", Accept())
    command = moving(city, item, with_police(), reason="第 2 版", public_note="承诺缩短。")
    outcome = db.act(city, item, "publisher", command, expected_version=2)
    row = WorkItem.objects.get(pk=item.pk)
    assert (row.procedure.version, row.version, row.ledger_seq) == (2, 3, 3)
    assert row.facts == {"visit": True, "edition": 2}
    assert row.limits["promised"]["value"] == 4
    assert row.offices["kind:police"]["id"] == city.police.pk
    assert row.due_at == row.clocks.get(code="promised").due_at
    assert selectors.snapshot(item.pk) == outcome.snapshot
    assert [task.step for task in outcome.snapshot.open_tasks] == ["review", "notify"]
    entry = selectors.timeline(row)[-1]
    assert (entry.verb, entry.text) == ("workflow.rebase", "改按新版规定办理")
    assert entry.payload["public_note"] == "承诺缩短。"
    ledger.relay(now=f.NOW)
    assert ledger.verify(full=True).ok


def test_the_worst_move_touches_every_table_and_still_costs_eight(city):
    """Rows of tasks, clocks, pauses and requests all change: a promise that is new, beside a
    pause, and an answer that is waited for from another role."""
    definition = {**f.permit(), "requests": [{**f.EXTEND, "times": 2}]}
    item = db.start(city, definition, limits={"statutory": Limit(20)})
    db.act(city, item, "window", Accept())
    db.complete(city, item, "reviewer", "review")
    db.complete(city, item, "inspector", "visit", "fail")
    db.act(city, item, "second", SendBack(db.task(item, "visit"), "applicant", "整改"))
    db.complete(city, item, "citizen", "visit")
    db.act(city, item, "inspector", Extend(reason="案情复杂"))
    db.act(city, item, "inspector", Suspend("testing"))
    other = {
        **definition,
        "requests": [{**f.EXTEND, "ruler": "decider"}],
        "steps": [*definition["steps"], f.step("notify", "window", "review")],
    }
    limits = {"statutory": Limit(20), "promised": Limit(6)}
    before = selectors.snapshot(item.pk)
    outcome = db.act(city, item, "publisher", moving(city, item, other, limits=limits))
    after = outcome.snapshot
    assert after.tasks != before.tasks
    assert after.clocks != before.clocks
    assert after.pauses != before.pauses
    assert after.requests != before.requests


def test_who_only_holds_a_seat_does_not_move_it(city):
    item = db.start(city)
    for who in ("service", "chief", "citizen"):
        with pytest.raises(errors.NotAllowed):
            db.act(city, item, who, moving(city, item))
    offered = selectors.allowed_acts(item.pk, city["publisher"], f.NOW)
    assert "rebase" in {one.act for one in offered}
    assert "rebase" not in {
        one.act for one in selectors.allowed_acts(item.pk, city["service"], f.NOW)
    }


def test_what_another_did_meanwhile_is_a_conflict_and_moves_nothing(city):
    item = db.start(city)
    seen = selectors.open_items("matter:1")[0].version
    db.act(city, item, "window", Accept())
    before = image(item)
    with pytest.raises(errors.Conflict):
        db.act(city, item, "publisher", moving(city, item), expected_version=seen)
    assert image(item) == before


def test_a_crash_between_any_two_statements_leaves_nothing(city):
    item = db.start(city)
    db.act(city, item, "window", Accept())
    command = moving(city, item, with_police())
    before = image(item)
    for statements in range(20):
        try:
            with transaction.atomic(), dying_after(statements):
                services.perform(actor=SYSTEM, now=f.NOW, item=item.pk, command=command)
        except Killed:
            assert image(item) == before
        else:
            break
    assert image(item) != before


def test_the_kinds_effect_sees_the_new_facts(city, monkeypatch):
    monkeypatch.setattr(ports, "effects", ports.Effects())
    seen = []
    ports.effects.register(
        "test", "rebased", "watch", lambda c: seen.append((c.event.detail["facts"], c.item.facts))
    )
    item = db.start(city)
    db.act(city, item, "publisher", moving(city, item))
    assert seen == [({"edition": 2}, {"visit": True, "edition": 2})]


# --- many at a time -------------------------------------------------------------------------------


def test_open_items_come_by_id_a_page_at_a_time_in_one_query_each(city):
    items = [db.start(city, subject="matter:X") for _ in range(5)]
    db.start(city, subject="matter:Y")
    db.act(city, items[1], "window", Refuse("不属于本机关"))
    with db.Statements() as used:
        first = selectors.open_items("matter:X", limit=3)
    assert used.count == 1
    rest = selectors.open_items("matter:X", after=first[-1].id, limit=3)
    assert [one.id for one in (*first, *rest)] == [items[n].pk for n in (0, 2, 3, 4)]
    one = first[0]
    assert (one.version, one.procedure_version, one.state) == (1, 1, states.SUBMITTED)
    assert (one.facts, dict(one.limits)) == ({"visit": True}, f.LIMITS)
    assert (one.division, one.organisation) == ("421202", city.bureau.pk)


def test_previews_of_many_cost_two_queries_a_chunk(city, monkeypatch):
    items = [db.start(city) for _ in range(5)]
    db.act(city, items[1], "window", Accept())
    db.act(city, items[2], "window", AskCorrection(("lease",)))
    db.act(city, items[3], "citizen", Withdraw())
    db.act(city, items[4], "window", Accept())
    db.complete(city, items[4], "reviewer", "review")
    definition = f.changed(f.permit(), "review", role="checker")
    command = moving(city, items[0], definition)
    commands = {item.pk: command for item in items} | {0: command}
    selectors.preview_rebases(commands, f.NOW)  # the calendar of the county is built once
    with db.Statements() as used:
        found = selectors.preview_rebases(commands, f.NOW)
    assert used.count == 2, used.text()
    assert {n: found[item.pk].may_move for n, item in enumerate(items)} == {
        0: True, 1: True, 2: True, 3: False, 4: False,
    }  # fmt: skip
    assert [one.code for one in found[items[4].pk].obstacles] == ["work_rebase_seat_changed"]
    assert 0 not in found
    assert found[items[0].pk] == selectors.preview_rebase(items[0].pk, command, f.NOW)
    monkeypatch.setattr(rebases, "CHUNK", 2)
    with db.Statements() as used:
        assert selectors.preview_rebases(commands, f.NOW) == found
    assert used.count == 6, used.text()


def test_a_preview_writes_nothing_and_foretells_the_move(city):
    item = db.start(city)
    db.act(city, item, "window", Accept())
    command = moving(city, item, with_police())
    before = image(item)
    found = selectors.preview_rebase(item.pk, command, f.NOW)
    assert image(item) == before
    db.act(city, item, "publisher", command)
    row = WorkItem.objects.get(pk=item.pk)
    assert (found.opened, found.due_after) == (("notify",), row.due_at)
    with pytest.raises(errors.ItemNotFound):
        selectors.preview_rebase(0, command, f.NOW)


def test_the_next_act_goes_by_the_new_version(city):
    item = db.start(city)
    db.act(city, item, "window", Accept())
    review = f.changed(f.permit(), "review", outcomes=["pass", "fail"])
    db.act(city, item, "publisher", moving(city, item, review))
    with pytest.raises(errors.Invalid):
        db.act(city, item, "reviewer", Complete(db.task(item, "review"), "done"))
    db.complete(city, item, "reviewer", "review", "pass")
