"""Acting late, why, and who watches: each number of the board has its rows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tongban.core.accounts.types import ANONYMOUS, SYSTEM, Grant
from tongban.core.figures import selectors as figures
from tongban.core.ledger import selectors as ledger
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date
from tongban.workflow import figures as own
from tongban.workflow import selectors
from tongban.workflow.desk import supervision as desk
from tongban.workflow.errors import Invalid
from tongban.workflow.models import Lateness
from tongban.workflow.selectors.behind import TITLES, behind
from tongban.workflow.selectors.supervision import Span, board, total
from tongban.workflow.services import perform
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.types import Accept, Complete, Late, Reply, Supervise, Urge

pytestmark = pytest.mark.django_db
LATE = f.days(10)  # review had three working days: over since 2026-11-26
AFTER = f.days(30)
SPAN = Span(local_date(f.NOW), local_date(AFTER))


@pytest.fixture
def city():
    return db.city()


@pytest.fixture
def leader(city):
    return replace(city["service"], grants=(Grant("leader", 3, "1/3/", "420000/421200/"),))


def reviewed(city, late=None, at=LATE):
    item = db.start(city)
    db.act(city, item, "window", Accept())
    command = Complete(db.task(item, "review"), opinion="同意")
    perform(actor=city["reviewer"], now=at, item=item.pk, command=command, late=late)
    return item


# --- why it is late -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "field"),
    [
        (Late(), "late_reason"),
        (Late("nonsense"), "late_reason"),
        (Late("other"), "late_note"),
        (Late("other", "  "), "late_note"),
    ],
)
def test_who_acts_late_is_asked_why(city, late, field):
    with pytest.raises(Invalid) as caught:
        reviewed(city, late)
    assert caught.value.field == field
    assert not Lateness.objects.exists()


def test_what_is_said_is_kept_with_the_body_and_in_the_ledger(city):
    item = reviewed(city, Late("others", "等公安机关意见"))
    row = Lateness.objects.get()
    assert (row.item_id, row.step, row.organisation) == (item.pk, "review", city.bureau)
    assert (row.reason, row.note, row.by) == ("others", "等公安机关意见", city["reviewer"].ref)
    assert row.reason_title == "等待其他部门的意见或数据"
    # Due with the end of Thursday 11-26; done on Thursday 12-03: five working days later.
    assert (local_date(row.due_at).isoformat(), row.days) == ("2026-11-26", 5)
    entry = ledger.timeline(f"work:{item.number}")[-1]
    assert entry.payload["late"] == {"reason": "others", "note": "等公安机关意见"}


def test_where_nobody_asks_the_row_says_that_nothing_was_said(city):
    reviewed(city, None)
    assert Lateness.objects.get().reason_title == "没有说明"


def test_in_time_leaves_no_row_and_no_reason(city):
    item = reviewed(city, Late("staff"), at=f.NOW)
    assert not Lateness.objects.exists()
    assert "late" not in ledger.timeline(f"work:{item.number}")[-1].payload


def test_what_came_overdue_is_not_its_new_holders_lateness(city):
    item = reviewed(city, Late("missed"), at=AFTER)  # the promise is over too
    command = Complete(db.task(item, "visit"), "pass")
    perform(
        actor=city["inspector"], now=AFTER + timedelta(days=9), item=item.pk, command=command,
        late=Late(),
    )  # fmt: skip
    assert [row.step for row in Lateness.objects.all()] == ["review"]


def test_a_late_act_costs_one_statement_more(city):
    item = db.start(city)
    db.act(city, item, "window", Accept())
    other = db.start(city)
    db.act(city, other, "window", Accept())
    used = []
    for one, at in ((item, f.NOW), (other, LATE)):
        command = Complete(db.task(one, "review"), opinion="同意")
        with db.Statements() as statements:
            perform(actor=city["reviewer"], now=at, item=one.pk, command=command)
        used.append(statements.count)
    assert used[1] == used[0] + 1


# --- 督办 has a limit -----------------------------------------------------------------------------


def test_an_order_is_answered_within_three_working_days(city):
    assert local_date(selectors.reply_by("421202", f.NOW)).isoformat() == "2026-11-26"


def test_an_unanswered_order_is_overdue_and_an_answered_one_is_not(city, leader):
    item = db.start(city)
    by = selectors.reply_by("421202", f.NOW)
    db.act(city, item, "service", Supervise("请尽快受理", by))
    line = total(board(leader, f.days(1), SPAN))
    assert (line.supervised, line.unanswered, line.overdue_replies) == (1, 1, 0)
    assert total(board(leader, AFTER, SPAN)).overdue_replies == 1
    assert figures.value("work.answered", at=AFTER).text == "0.00%"
    request = selectors.snapshot(item.pk).requests[0].seq
    db.act(city, item, "window", Reply(request, "今天受理"), at=f.days(1))
    line = total(board(leader, AFTER, SPAN))
    assert (line.supervised, line.unanswered, line.overdue_replies) == (1, 0, 0)
    assert figures.value("work.answered", at=AFTER).text == "100.00%"
    assert "已反馈：今天受理" in behind("supervised", leader, AFTER, SPAN).rows[0].text


# --- the board ------------------------------------------------------------------------------------


def fill(city):
    """One late review told and one untold, one overdue, one in time and urged, one supervised."""
    reviewed(city, Late("staff"))
    reviewed(city, None)
    late = db.start(city)
    db.act(city, late, "window", Accept())
    urged = db.start(city)
    db.act(city, urged, "citizen", Urge("请快一点"), at=f.days(1))
    db.act(city, urged, "service", Supervise("请受理", f.days(3)), at=f.days(2))


def test_every_number_has_its_rows(city, leader):
    fill(city)
    lines = board(leader, AFTER, SPAN)
    assert [line.name for line in lines] == [city.bureau.name]
    for what in TITLES:
        rows = behind(what, leader, AFTER, SPAN, organisation=lines[0].organisation).rows
        assert len(rows) == getattr(lines[0], what), what
    assert (lines[0].late, lines[0].urged, lines[0].overdue_replies) == (2, 1, 1)
    assert dict(lines[0].reasons) == {"staff": 1, "": 1}
    told = behind("late", leader, AFTER, SPAN, reason="staff").rows
    untold = behind("late", leader, AFTER, SPAN, reason="").rows
    assert ("人手不足" in told[0].text, "没有说明" in untold[0].text) == (True, True)
    assert behind("nonsense", leader, AFTER, SPAN).rows == ()


def test_the_figures_are_the_boards_totals(city, leader):
    fill(city)
    whole = total(board(leader, AFTER, SPAN))
    value = {figure.code: figures.value(figure.code, at=AFTER) for figure in own.ALL}
    assert value["work.overdue"].numerator == whole.red
    assert value["work.late"].numerator == whole.late
    assert value["work.supervised"].numerator == whole.supervised
    assert value["work.late_told"].text == "50.00%"
    place = {row.division: row.value for row in figures.by_division("work.late", at=AFTER)}
    assert place["421202"].numerator == whole.late
    assert not any(figure.public for figure in own.ALL)


def test_who_sees_whose(city, leader):
    fill(city)
    elsewhere = replace(leader, grants=(Grant("leader", 3, "1/3/", "420000/421200/421281/"),))
    police = replace(city["police"], grants=(f.grant("chief", f.POLICE),))
    for who, sees in (
        (leader, True), (city["service"], True), (city["auditor"], True), (city["chief"], True),
        (SYSTEM, True), (elsewhere, False), (police, False), (city["reviewer"], False),
        (city["citizen"], False), (ANONYMOUS, False),
    ):  # fmt: skip
        assert bool(board(who, AFTER, SPAN)) is sees, who
        for what in TITLES:
            assert bool(behind(what, who, AFTER, SPAN).rows) is (sees and what in SHOWN), what


SHOWN = {"open", "red", "late", "urged", "supervised", "unanswered", "overdue_replies"}


def test_a_county_is_kept_to(city, leader):
    fill(city)
    assert board(leader, AFTER, SPAN, division="420000/421200/421202/")
    assert board(leader, AFTER, SPAN, division="420000/421200/421281/") == []
    assert behind("late", leader, AFTER, SPAN, division="420000/421200/421281/").rows == []


def test_pages_by_key_meet_every_row_once(city, leader):
    for _ in range(5):
        reviewed(city, Late("staff"))
    for what in ("late", "open"):
        seen, after = [], ""
        while True:
            page = behind(what, leader, AFTER, SPAN, after=after, limit=2)
            seen += [row.number for row in page.rows]
            after = page.after
            if not after:
                break
        assert len(seen) == getattr(total(board(leader, AFTER, SPAN)), what), what
    assert len(behind("late", leader, AFTER, SPAN, after="broken").rows) == 5


def count(read):
    with CaptureQueriesContext(connection) as caught:
        read()
    return len(caught)


def test_no_number_of_rows_costs_more_queries(city, leader):
    fill(city)
    reads = [lambda: board(leader, AFTER, SPAN)]
    reads += [lambda what=what: behind(what, leader, AFTER, SPAN) for what in TITLES]
    for read in reads:
        read()
    before = [count(read) for read in reads]
    for _ in range(4):
        fill(city)
    assert [count(read) for read in reads] == before
    assert before[0] == 6
    assert max(before[1:]) <= 2


# --- the pages ------------------------------------------------------------------------------------


def ask(view, actor, query=""):
    request = RequestFactory().get(f"/desk/supervision/{query}")
    request.actor = actor
    return view(request)


@pytest.fixture
def later(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AFTER)


@pytest.mark.parametrize("query", ["", "?period=year", "?period=last", "?division=421202&period=x"])
def test_the_page_is_for_who_watches(city, leader, later, query):
    fill(city)
    for view in (desk.board, desk.as_csv):
        assert ask(view, leader, query).status_code == 200
        assert ask(view, city["reviewer"], query).status_code == 403
    page = ask(desk.board, leader, "?period=year").content.decode()
    assert city.bureau.name in page
    assert "人手不足或人员变动" in page
    assert "没有说明" in page


def test_the_page_of_rows(city, leader, later):
    fill(city)
    page = ask(desk.rows, leader, "?what=late&period=year&reason=none").content.decode()
    assert "没有说明" in page
    assert "人手不足" not in page
    assert ask(desk.rows, leader, "?what=x").status_code == 404
    assert ask(desk.rows, city["reviewer"], "?what=late").status_code == 403
    assert (
        ask(desk.rows, leader, "?what=red&organisation=9999999999999999999999").status_code == 200
    )


def test_the_file_holds_the_same_numbers(city, leader, later):
    fill(city)
    text = ask(desk.as_csv, leader, "?period=year").content.decode("utf-8-sig")
    head, line = text.strip().splitlines()
    cells = dict(zip(head.split(","), line.split(","), strict=True))
    assert (cells["超期办结环节"], cells["被催办"], cells["反馈逾期"]) == ("2", "1", "1")
