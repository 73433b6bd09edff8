"""改按新版: the case goes on under a new edition; who sees what of it."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from tongban.cases.errors import CaseRefused, CaseUnknown
from tongban.cases.models import Case
from tongban.cases.selectors import rows, shown
from tongban.cases.tests import factories as f
from tongban.cases.tests.test_corrections import LEASE, NAME, PLAN, ask, correct
from tongban.catalogue import demo as catalogue
from tongban.catalogue import selectors as editions
from tongban.catalogue import services, tasks
from tongban.catalogue.rules import asked, parse_content
from tongban.catalogue.services import rebasing
from tongban.core.accounts.types import SYSTEM
from tongban.core.jobs import services as jobs
from tongban.core.notices.models import Notice
from tongban.core.workdays.types import Limit
from tongban.lib.conditions import variables
from tongban.workflow import selectors as engine
from tongban.workflow import services as acts
from tongban.workflow.errors import NotAllowed
from tongban.workflow.models import WorkItem
from tongban.workflow.rules import parse
from tongban.workflow.tests.db import Statements
from tongban.workflow.types import Rebase, Withdraw

NOTE = "您的办件改按新版指南办理，承诺时限由 6 个工作日缩短为 4 个工作日，不用再交“租赁合同”。"
SHORTER = {
    "promised": {"limit": {"value": 4, "unit": "day", "day_kind": "working"}},
    "steps": [{"name": "审查", "who": "审查人员", "days": 4}],
}


MOVE = 17


def next_edition(city, slug="drug-retail", division=f.XIANAN, **changes):
    """Publish the next edition of a matter, with some of its fields changed."""
    known = next(one for one in catalogue.matters() if one["slug"] == slug)
    body = city.bodies[f"{known['department']}-{division}"]
    content = catalogue.content_for(known, body) | changes
    code, definition = catalogue.procedure(content["procedure"], division)
    return services.publish_edition(
        actor=SYSTEM,
        now=f.NOW,
        task_code=city.matters[slug if division == f.XIANAN else f"{slug}@{division}"],
        content=content | {"procedure": code},
        effective_from=date(2026, 11, 23),
        procedure=definition,
    )


def without(case, *codes, **changes):
    """The materials of the case's edition less some; `changes` by code replace fields."""
    materials = case.edition.raw["materials"]
    return [
        {**one, **changes.get(one["code"], {})} for one in materials if one["code"] not in codes
    ]


def command(case, edition, note=NOTE, **given):
    procedure = engine.procedure(edition.procedure_code, edition.procedure_version)
    to = engine.target(procedure, case.item.division, case.item.organisation)
    wanted = asked(edition.parsed, case.answered)
    limits = {"statutory": wanted.statutory.limit, "promised": wanted.promised.limit}
    fields = {"limits": limits, "facts": {"edition": edition.pk}, "public_note": note, **given}
    return Rebase(to.procedure, offices=to.offices, **fields)


def move(case, edition, *, actor=SYSTEM, at=f.NOW, **given):
    outcome = acts.perform(
        actor=actor, now=at, item=case.item_id, command=command(case, edition, **given)
    )
    return rows.by_id(case.pk), outcome


def test_a_case_says_under_which_edition_it_was_made(city):
    case = city.submitted()
    facts = engine.snapshot(case.item_id).item.facts
    assert facts == {
        "answers": case.answered,
        "edition": case.edition_id,
        "delivery": "electronic",
    }


def test_open_items_of_before_learn_it(city):
    open_one, over = city.accepted(), city.submitted("elder-card", "citizen")
    city.perform("citizen", over, Withdraw())
    WorkItem.objects.update(facts={"answers": {"cold": "no"}})
    import_module("tongban.cases.migrations.0002_editions_in_facts").say_the_edition(apps, None)
    facts = dict(WorkItem.objects.values_list("pk", "facts"))
    assert facts[open_one.item_id] == {"answers": {"cold": "no"}, "edition": open_one.edition_id}
    assert facts[over.item_id] == {"answers": {"cold": "no"}}


def test_no_procedure_asks_for_the_edition(city):
    for matter in catalogue.matters():
        _code, definition = catalogue.procedure(matter["content"]["procedure"], f.XIANAN)
        for step in parse("x", definition).steps:
            assert "facts.edition" not in variables(step.when)


def test_the_case_moves_to_the_edition_and_its_promise(city):
    case = city.accepted()
    edition = next_edition(city, **SHORTER)
    moved, outcome = move(case, edition)
    assert (moved.edition_id, moved.item.facts["edition"]) == (edition.pk, edition.pk)
    assert outcome.snapshot.item.limits["promised"] == Limit(4)
    assert moved.item.due_at < case.item.due_at
    assert editions.edition_by_id(case.edition_id).pk == case.edition_id  # the old one is read on


def test_what_is_asked_no_more_stays_readable_and_is_marked(city):
    case = city.accepted()
    assert {row.code: row.dropped for row in rows.materials(case)}["lease"] is False
    lowered = {"plan": {"necessity": "optional"}}
    moved, _ = move(case, next_edition(city, materials=without(case, "lease", **lowered)))
    found = {row.code: row for row in rows.materials(moved)}
    assert {code for code, row in found.items() if row.dropped} == {"lease"}
    assert [file.name for file in found["lease"].files.all()]
    assert found["plan"].necessity == "optional"
    number = case.item.number
    mine = city.client("agent").get(f"/my/cases/{number}/").content.decode()
    assert "租赁合同（新版指南不再要求）" in mine
    desk = city.client("window").get(f"/desk/cases/{number}/").content.decode()
    assert "新版不再要求" in desk


def test_both_sides_read_on_the_timeline_what_changed(city):
    case = city.accepted()
    moved, _ = move(case, next_edition(city, **SHORTER))
    for inner in (False, True):
        last = shown.timeline(moved, inner=inner)[-1]
        assert (last["title"], last["text"]) == ("改按新版规定办理", NOTE)


def test_the_applicant_is_told_only_if_something_changes_for_them(city):
    case, other = city.accepted(), city.accepted()
    before = Notice.objects.count()
    edition = next_edition(city, **SHORTER)
    move(case, edition)
    notice = Notice.objects.order_by("pk").last()
    assert Notice.objects.count() == before + 1
    assert notice.account_id == city.accounts["agent"].pk
    assert NOTE in notice.body
    assert case.item.number in notice.body
    move(other, edition, note="")
    assert Notice.objects.count() == before + 1


def test_a_correction_lists_no_longer_what_nobody_asks_for(city):
    case = city.submitted()
    ask(city, case, PLAN, LEASE, NAME)
    form = case.edition.raw["form"]
    properties = {k: v for k, v in form["properties"].items() if k != NAME.place}
    required = [name for name in form["required"] if name != NAME.place]
    edition = next_edition(
        city,
        materials=without(case, "lease"),
        form={**form, "properties": properties, "required": required},
    )
    moved, _ = move(case, edition)
    assert [lack.place for lack in moved.corrections.get().lacks] == [PLAN.place]
    assert LEASE.place not in {place for place, _title in shown.lack_choices(moved)}
    correct(city, moved, given={"plan": [city.file("agent")]})
    assert rows.by_id(case.pk).item.state == "submitted"
    with pytest.raises(CaseUnknown):
        ask(city, rows.by_id(case.pk), LEASE)


def test_a_correction_of_which_nothing_is_left_is_handed_in_empty(city):
    case = city.submitted()
    ask(city, case, LEASE)
    moved, _ = move(case, next_edition(city, materials=without(case, "lease")))
    page = city.client("agent").get(f"/my/cases/{case.item.number}/").content.decode()
    assert "您什么都不用补，点“继续办理”即可" in page
    assert "请补正以下内容" not in page
    correct(city, moved)
    assert rows.by_id(case.pk).item.state == "submitted"


def test_the_licence_is_of_the_new_edition(city):
    case = city.at_decision()
    result = {**case.edition.raw["result"], "valid_months": 120}
    moved, _ = move(case, next_edition(city, result=result))
    city.complete("decider", moved, "decide", "approve")
    licence = rows.licence_of(rows.by_id(case.pk))
    assert licence.valid_to == date(2036, 11, 22)


def test_an_edition_of_another_body_is_refused_and_nothing_moves(city):
    case = city.accepted()
    foreign = next_edition(city, division=f.CHIBI, **SHORTER)
    with pytest.raises(CaseRefused) as refused:
        move(case, foreign)
    assert refused.value.reason == "case_other_matter"
    after = rows.by_id(case.pk)
    assert (after.edition_id, after.item.version) == (case.edition_id, case.item.version)


def test_the_service_office_may_move_it_and_who_handles_it_may_not(city):
    case = city.accepted()
    edition = next_edition(city, **SHORTER)
    for who in ("window", "reviewer", "chief", "agent"):
        with pytest.raises(NotAllowed):
            move(case, edition, actor=city.actor(who))
    move(case, edition, actor=city.actor("service"))
    assert rows.by_id(case.pk).edition_id == edition.pk


def test_what_a_move_of_a_case_costs(city):
    """The engine's (here five of its eight), the case and the edition, its row, its materials read
    and written, and the notice with its delivery."""
    case, warm = city.accepted(), city.accepted()
    edition = next_edition(city, materials=without(case, "lease"), **SHORTER)
    what = command(case, edition)
    move(warm, edition)  # calendar and numbers are read once a process
    with Statements() as used:
        acts.perform(actor=SYSTEM, now=f.NOW, item=case.item_id, command=what)
    assert used.count <= MOVE, used.text()
    assert Case.objects.get(pk=case.pk).edition_id == edition.pk


def test_publishing_moves_what_is_open_and_its_applicant_is_told(city):
    """From the publication on, by the jobs alone: the edition, the timeline, the notice."""
    moving, decided = city.accepted(), city.granted()
    submitted = city.submitted()
    content = moving.edition.raw | {"materials": without(moving, "lease")} | SHORTER
    implementation = moving.edition.implementation
    foretold = rebasing.impact(implementation, parse_content(content), now=f.NOW)
    assert {one.item.id: one.moves for one in foretold.items} == {
        moving.item_id: True,
        submitted.item_id: True,
    }
    edition = next_edition(city, materials=without(moving, "lease"), **SHORTER)
    assert tasks.begin(f.NOW) == 1
    jobs.drain(now=f.NOW)
    for case in (moving, submitted):
        after = rows.by_id(case.pk)
        assert after.edition_id == edition.pk
        told = Notice.objects.filter(template="cases.rebased", link__contains=after.item.number)
        assert told.count() == 1
        assert shown.timeline(after)[-1]["text"] == (
            "您的办件改按新版指南办理，承诺时限由 6 个工作日缩短为 4 个工作日，不用再交“租赁合同”。"
        )
    assert rows.by_id(decided.pk).edition_id == decided.edition_id
    edition.refresh_from_db()
    assert edition.rebasing.moved == 2
    due = {one.item.id: one.due_after for one in foretold.items}
    assert rows.by_id(moving.pk).item.due_at == due[moving.item_id]
