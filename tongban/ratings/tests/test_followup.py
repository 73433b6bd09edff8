"""What follows a bad rating: its procedure, its clock, who may do what, what it leaves behind."""

from datetime import timedelta

import pytest

from tongban.core.accounts.types import ANONYMOUS
from tongban.core.figures import selectors as figures
from tongban.core.ledger import selectors as ledger
from tongban.core.notices.models import Notice
from tongban.core.workdays.rules import local_date
from tongban.ratings import services
from tongban.ratings.errors import AppealedAlready, InProcedure, WordsMissing
from tongban.ratings.models import Rating
from tongban.ratings.tests.factories import NOW, Town
from tongban.ratings.types import OUTCOME_TITLES
from tongban.workflow import selectors as engine
from tongban.workflow.errors import Invalid, NotAllowed
from tongban.workflow.rules import parse
from tongban.workflow.services import tick
from tongban.workflow.types import Complete, SendBack, Supervise, Terminate

LATER = NOW + timedelta(hours=2)


def steps_open(row: Rating) -> list[str]:
    assert row.item_id is not None
    return [task.step for task in engine.snapshot(row.item_id).open_tasks]


def test_the_procedure_is_valid_and_every_outcome_has_its_words() -> None:
    from tongban.ratings.services.followup import definition

    found = parse("rating-followup", definition())
    wanted = {(step.code, outcome) for step in found.steps for outcome in step.outcomes}
    assert wanted == OUTCOME_TITLES.keys()


def test_a_bad_rating_with_a_name_is_work_at_once(town: Town) -> None:
    row = town.bad()
    assert row.item is not None
    assert (row.item.kind, row.item.organisation_id) == ("rating", town.bodies["body"].pk)
    assert steps_open(row) == ["contact"]
    work = engine.snapshot(row.item.pk)
    due = {clock.code: local_date(clock.due_at) for clock in work.clocks if clock.due_at}
    # One working day after Monday, twenty after it: the day of the rating is not counted.
    assert {code: day.isoformat() for code, day in due.items()} == {
        "contact": "2026-11-24", "whole": "2026-12-21",
    }  # fmt: skip
    told = Notice.objects.get(template="ratings.bad")
    assert told.account_id == town.people["chief"].pk
    assert told.link == f"/desk/ratings/{row.pk}/"


@pytest.mark.parametrize("level", [1, 2, 3])
def test_satisfied_ones_are_no_work(town: Town, level: int) -> None:
    assert town.bad(level=level, tags=()).item_id is None


def test_without_a_name_nobody_is_called_back(town: Town) -> None:
    target = town.target()
    row = services.rate(actor=ANONYMOUS, now=NOW, subject=target.token, token=target.token, level=4)
    assert (row.real_name, row.item_id, row.party_id) == (False, None, None)
    target = town.target()
    row = services.rate(
        actor=ANONYMOUS, now=NOW, subject=target.token, token=target.token, level=4, real_name=True
    )
    assert (row.real_name, row.party) == (True, town.party)
    assert row.item_id is not None
    row = services.rate(
        actor=town.actor("citizen"), now=NOW, subject=town.target().subject, level=4,
        real_name=False,
    )  # fmt: skip
    assert row.item_id is None


def test_contact_fix_review_answer(town: Town) -> None:
    row = town.bad()
    town.step("chief", row, "contact", "reached", "电话联系，要求一次告知", at=LATER)
    town.step("chief", row, "handle", "fixed", "修改了告知单，向本人道歉")
    row.refresh_from_db()
    assert (row.handled, row.measure) == ("fixed", "修改了告知单，向本人道歉")
    assert row.contacted_at == LATER
    assert steps_open(row) == ["review"]
    town.step("service_office", row, "review", "resolved", "本人表示满意")
    town.step("chief", row, "answer", "done", "已修改告知单，今后一次告知")
    row.refresh_from_db()
    assert row.answer == "已修改告知单，今后一次告知"
    assert row.finished_at is not None
    assert row.item is not None
    assert row.item.state == "closed"
    assert "ratings.answer" in [entry.verb for entry in ledger.timeline(row.ref)]
    assert Notice.objects.filter(template="ratings.answered").count() == 1
    assert figures.value("ratings.fixed", at=LATER).numerator == 1
    assert figures.value("ratings.called", at=LATER).text == "100.00%"


def test_an_upheld_appeal_takes_the_rating_out_of_every_share(town: Town) -> None:
    row = town.bad()
    town.step("chief", row, "contact", "unreachable")
    town.step("chief", row, "handle", "appealed", "不是本机关办理的事")
    assert steps_open(row) == ["appeal"]
    assert figures.value("ratings.bad", at=LATER).numerator == 1
    town.step("service_office", row, "appeal", "upheld", "核实属于另一机关")
    row.refresh_from_db()
    assert row.struck
    assert steps_open(row) == ["answer"]
    town.step("chief", row, "answer", "done", "经复核，评价与本机关无关")
    row.refresh_from_db()
    assert row.finished_at is not None
    assert figures.value("ratings.bad", at=LATER).numerator == 0
    assert figures.value("ratings.satisfaction", at=LATER).value is None
    assert figures.value("ratings.called", at=LATER).denominator == 0


def test_a_rejected_appeal_is_reworked_and_not_asked_again(town: Town) -> None:
    row = town.bad()
    town.step("chief", row, "contact", "reached")
    town.step("chief", row, "handle", "appealed", "评价不实")
    town.step("service_office", row, "appeal", "rejected", "窗口记录显示确实跑了三趟")
    assert steps_open(row) == ["rework"]
    town.step("chief", row, "rework", "explained", "依规定须本人到场")
    assert figures.value("ratings.fixed", at=LATER).numerator == 0
    assert row.item_id is not None
    task = engine.snapshot(row.item_id).open_tasks[0].seq
    back = SendBack(task, "handle", "本人不接受，请整改")
    town.act("service_office", row, back)
    row.refresh_from_db()
    assert (row.handled, steps_open(row)) == ("", ["handle"])
    with pytest.raises(AppealedAlready):
        town.step("chief", row, "handle", "appealed", "再次申诉")
    town.step("chief", row, "handle", "fixed", "增设预审")
    town.step("service_office", row, "review", "unresolved", "本人仍不满意")
    assert steps_open(row) == ["answer"]
    assert figures.value("ratings.fixed", at=LATER).text == "100.00%"


def test_every_step_is_told_in_words(town: Town) -> None:
    row = town.bad()
    with pytest.raises(WordsMissing) as caught:
        town.step("chief", row, "contact", "reached", "  ")
    assert caught.value.field == "opinion"
    with pytest.raises(WordsMissing):
        town.step("chief", row, "contact", "reached", "字" * 501)
    assert row.item_id is not None
    task = engine.snapshot(row.item_id).open_tasks[0].seq
    with pytest.raises(Invalid):
        town.act("chief", row, SendBack(task, "applicant", "请补充"))
    with pytest.raises(InProcedure):
        services.answer(actor=town.actor("chief"), now=NOW, rating_id=row.pk, text="已整改")


# Who may complete what; nobody else may.
SEATS = {"contact": "chief", "handle": "chief", "appeal": "service_office", "rework": "chief",
         "review": "service_office", "answer": "chief"}  # fmt: skip
WAY = (("contact", "reached"), ("handle", "appealed"), ("appeal", "rejected"),
       ("rework", "fixed"), ("review", "resolved"), ("answer", "done"))  # fmt: skip


def test_who_may_do_which_step(town: Town) -> None:
    row = town.bad()
    others = {"window", "chief", "decider", "service_office", "leader", "auditor", "other_chief",
              "other_window", "citizen", "stranger"}  # fmt: skip
    for step, outcome in WAY:
        assert row.item_id is not None
        task = engine.snapshot(row.item_id).open_tasks[0].seq
        for who in sorted(others - {SEATS[step]}):
            with pytest.raises(NotAllowed):
                town.act(who, row, Complete(task, outcome, "越权"))
        town.step(SEATS[step], row, step, outcome)
    row.refresh_from_db()
    assert row.finished_at is not None


def test_the_service_office_watches_over_it(town: Town) -> None:
    row = town.bad()
    with pytest.raises(NotAllowed):
        town.act("chief", row, Supervise("快点"))
    town.act("service_office", row, Supervise("尽快联系"))
    assert Notice.objects.filter(template="ratings.supervised").count() == 1
    with pytest.raises(NotAllowed):
        town.act("decider", row, Terminate("不办了"))


def test_time_alone_changes_nothing_but_the_light(town: Town) -> None:
    row = town.bad()
    late = NOW + timedelta(days=60)
    tick(late)
    assert steps_open(row) == ["contact"]
    row.refresh_from_db()
    assert row.item is not None
    assert row.item.light(late) == "red"
    assert not row.answer
