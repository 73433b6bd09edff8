"""延续 (许可法 §50, 经营办法 §16): when it may be asked for, granted, denied, made by silence."""

from datetime import date

import pytest
from django.db import IntegrityError

from tongban.cases.errors import Incomplete, RenewalRefused
from tongban.cases.models import Renewal
from tongban.cases.rules import renewal as rules
from tongban.cases.selectors import renewal as reading
from tongban.cases.selectors import rows
from tongban.cases.services import corrections, intake, progress, renewal
from tongban.cases.tests import factories as f
from tongban.cases.tests import renewals as r
from tongban.cases.types import Lack
from tongban.core.accounts.types import SYSTEM
from tongban.core.notices.models import Notice
from tongban.core.papers.selectors import papers_of
from tongban.core.workdays import selectors as workdays
from tongban.licences import selectors as licences
from tongban.licences import services as licence_acts
from tongban.licences.errors import UnknownLicence
from tongban.parties.models import Party
from tongban.workflow import selectors as engine
from tongban.workflow.errors import NotNow
from tongban.workflow.types import Suspend, Terminate, Withdraw

D = date.fromisoformat
# By hand, on the announced calendar of 2026 (九月 20 日、十月 10 日上班；9-25 至 9-27 中秋、10-1 至
# 10-7 国庆休息): rule, last day, the day on which one asks, where that lies.
DAYS = (
    ("device3", "2026-12-31", "2026-08-20", "early"),
    ("device3", "2026-12-31", "2026-08-21", "open"),
    ("device3", "2026-12-31", "2026-11-19", "open"),
    ("device3", "2026-12-31", "2026-11-20", "late"),
    ("device3", "2026-11-05", "2026-06-25", "early"),
    ("device3", "2026-11-05", "2026-06-26", "open"),
    ("device3", "2026-11-05", "2026-09-18", "open"),
    ("device3", "2026-11-05", "2026-09-19", "late"),
    ("permit", "2026-12-31", "2025-12-30", "early"),
    ("permit", "2026-12-31", "2026-11-19", "open"),
    ("permit", "2026-12-31", "2026-11-20", "late"),
    ("food", "2026-12-31", "2026-12-10", "open"),
    ("food", "2026-12-31", "2026-12-11", "late"),
    ("food", "2026-12-31", "2026-12-31", "late"),
    ("food", "2026-12-31", "2027-01-01", "over"),
    ("food", "2099-12-31", "2026-12-11", "early"),  # past every calendar
)


def papers(case):
    return {one.code.removeprefix("cases."): one.data for one in papers_of(case.subject)}


def refused(city, row, **more):
    with pytest.raises(Incomplete) as error:
        r.asked(city, row, **more)
    return [(place, code) for place, code, _sentence in error.value.errors]


@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "ends", "on", "where"), DAYS)
def test_the_window_is_counted_back_from_the_last_day(rule, ends, on, where):
    found = reading.rule_of(rule, on=D("2026-11-23"), division="")
    window = rules.window(D(ends), found, workdays.calendar())
    assert rules.standing(window, D(on)) == where
    barred = where in {"early", "over"} or (where == "late" and rule != "food")
    assert bool(rules.refused(window, D(on))) == barred
    assert (rules.clock(window, D(on)) is not None) == (where == "open")


@pytest.mark.parametrize(
    ("ends", "on", "term"),
    [
        ("2026-12-31", "2026-11-23", ("2027-01-01", "2031-12-31")),
        ("2026-12-31", "2026-12-31", ("2027-01-01", "2031-12-31")),
        ("2026-12-31", "2027-02-10", ("2027-02-10", "2032-02-09")),  # after it: from the decision
    ],
)
def test_the_new_term_follows_the_old_one(ends, on, term):
    assert rules.term(D(ends), D(on), 60) == tuple(map(D, term))


def test_granted_it_runs_on_from_the_day_after(city):
    old = r.licence(city)
    case = r.decided(city, old)
    new = rows.licence_of(case)
    assert (new.number, new.version, new.version_kind) == (old.number, 2, "renew")
    assert (new.status, new.valid_to) == ("valid", D("2031-12-31"))
    assert new.in_force(D("2026-11-24"))  # no day without it: the old term goes on in the new one
    assert new.content == old.content
    row = reading.renewal_of(case)
    assert (row.outcome, row.term_from, row.term_to) == ("granted", D("2027-01-01"), new.valid_to)
    said = papers(case)["grant"]
    assert (said["term_from"], said["term_to"], said["ends"]) == (
        "2027-01-01", "2031-12-31", "2026-12-31",
    )  # fmt: skip


def test_denied_the_licence_ends_on_its_day_and_the_paper_says_so(city):
    old = r.licence(city)
    case = r.decided(city, old, "deny")
    said = papers(case)["denial"]
    assert said["ends"] == "2026-12-31"
    assert "行政复议" in said["remedies"]
    assert licences.get(old.pk).status == "valid"
    licence_acts.expire(actor=SYSTEM, now=r.AFTER)
    assert licences.get(old.pk).status == "lapsed"


@pytest.mark.parametrize("accepted", [False, True])
def test_silence_until_the_last_day_renews(city, accepted):
    old = r.licence(city)
    case = r.accepted(city, old) if accepted else r.asked(city, old)
    assert engine.running_due(case.item_id, "renewal") < r.AFTER
    licence_acts.expire(actor=SYSTEM, now=r.AFTER)  # whichever of the two ticks comes first
    r.silence()
    case = rows.by_id(case.pk)
    new = rows.licence_of(case)
    assert (case.item.outcome, new.valid_to, new.status) == ("approve", D("2031-12-31"), "valid")
    assert reading.renewal_of(case).outcome == "deemed"
    told = Notice.objects.filter(template="cases.undecided")
    assert [one.account_id for one in told] == [city.accounts["chief"].pk]
    found = papers(case)
    assert found["silence"]["term_from"] == "2027-01-01"
    assert "grant" not in found
    assert len([one for one in papers_of(case.subject) if one.code == "cases.acceptance"]) == 1


def test_a_correction_that_nobody_answers_does_not_move_the_day(city):
    case = r.asked(city, r.licence(city))
    before = engine.running_due(case.item_id, "renewal")
    lack = Lack("material:unchanged", "声明", "请签字")
    at = f.days(2)
    corrections.ask_correction(
        actor=city.actor("window", at), now=at, case=case, version=None, lacks=[lack]
    )
    assert engine.running_due(case.item_id, "renewal") == before
    # The city's rule ends an application that is not corrected; before that, the law renews.
    late = r.licence(city, ends=D("2026-12-15"))
    other = r.asked(city, late)
    corrections.ask_correction(
        actor=city.actor("window", at), now=at, case=other, version=None, lacks=[lack]
    )
    r.silence(f.days(23))
    other = rows.by_id(other.pk)
    assert (other.item.outcome, reading.renewal_of(other).outcome) == ("approve", "deemed")
    assert set(papers(other)) == {"receipt", "correction", "silence"}  # nobody ever accepted it


def test_neither_a_special_procedure_nor_a_hearing_moves_the_day(city):
    case = r.accepted(city, r.licence(city))
    before = engine.running_due(case.item_id, "renewal")
    command = Suspend(reason="testing", note="检测", days=20)
    progress.perform(actor=city.actor("reviewer"), now=f.NOW, case=case, command=command)
    assert engine.running_due(case.item_id, "statutory") is None
    assert engine.running_due(case.item_id, "renewal") == before
    r.silence()
    assert reading.renewal_of(case).outcome == "deemed"


def test_too_early_is_refused_and_says_from_when(city):
    row = r.licence(city, ends=D("2027-12-31"))
    assert refused(city, row) == [("licence", "licence_not_now")]


def test_late_is_refused_where_the_rule_takes_it_no_more(city):
    row = r.licence(city, ends=D("2026-12-10"))
    r.by_rule(city, "device3")
    assert refused(city, row) == [("licence", "licence_not_now")]


def test_late_is_taken_and_marked_where_the_rule_takes_it_and_silence_renews_nothing(city):
    row = r.licence(city, ends=D("2026-12-10"))
    case = r.accepted(city, row)
    assert reading.renewal_of(case).late
    assert engine.running_due(case.item_id, "renewal") is None
    after = f.days(20)
    licence_acts.expire(actor=SYSTEM, now=after)
    r.silence(after)
    assert licences.get(row.pk).status == "lapsed"
    city.complete("reviewer", case, "review", at=after)
    city.complete("decider", case, "decide", "approve", at=after)
    new = rows.licence_of(case)
    assert (new.valid_from, new.valid_to) == (D("2026-12-13"), D("2031-12-12"))
    assert not new.in_force(D("2026-12-12"))


def test_one_asks_for_ones_own_licence_of_that_body(city):
    assert refused(city, None) == [("licence", "licence_missing")]
    token = r.draft(city, None)
    strange = r.licence(city, holder="other")
    with pytest.raises(UnknownLicence):
        r.drafts.choose_licence(
            actor=city.actor("agent"), now=f.NOW, token=token, licence=strange.token
        )


def test_of_another_applicant_the_chosen_licence_is_dropped(city):
    token = r.draft(city, r.licence(city))
    own = city.parties["agent"].pk
    made = r.drafts.apply_as(actor=city.actor("agent"), now=f.NOW, token=token, party=own)
    assert made.licence is None


def test_one_renewal_at_a_time(city):
    row = r.licence(city)
    case = r.asked(city, row)
    assert refused(city, row) == [("licence", "licence_not_now")]
    with pytest.raises(RenewalRefused):  # who comes through the same moment
        renewal.opened(r.accepted(city, r.licence(city)), row, now=f.NOW)
    command = Withdraw(reason="不办了")
    progress.perform(actor=city.actor("agent"), now=f.NOW, case=case, command=command)
    assert reading.renewal_of(case).outcome == "ended"
    assert r.asked(city, row).pk != case.pk
    with pytest.raises(IntegrityError):
        Renewal.objects.create(case=case, licence=row, ends=r.ENDS)


def test_a_change_meanwhile_is_carried_into_the_renewed_licence(city):
    old = r.licence(city)
    case = r.accepted(city, old)
    licence_acts.reissue(
        actor=SYSTEM, now=f.NOW, licence_id=old.pk, reason="换负责人",
        data={**old.content, "legal": "演示人乙"},
    )  # fmt: skip
    r.silence()
    new = rows.licence_of(case)
    assert (new.version, new.content["legal"], new.valid_to) == (3, "演示人乙", D("2031-12-31"))


def status(row, act, at=f.NOW, **more):
    licence_acts.change_status(
        actor=SYSTEM, now=at, licence_id=row.pk, act=act, reason="演示", **more
    )


def test_suspended_it_waits_and_silence_waits_with_it(city):
    row = r.licence(city)
    case = r.accepted(city, row)
    city.complete("reviewer", case, "review")
    status(row, "suspend")
    with pytest.raises(NotNow, match="暂扣"):
        city.complete("decider", case, "decide", "approve")
    licence_acts.expire(actor=SYSTEM, now=r.AFTER)
    r.silence()
    assert reading.renewal_of(case).outcome == ""
    assert licences.get(row.pk).status == "suspended"  # not ended: it was asked in time
    status(row, "resume", at=r.AFTER)
    r.silence()
    assert rows.licence_of(case).valid_to == D("2031-12-31")


def test_suspended_it_may_still_be_denied(city):
    row = r.licence(city)
    case = r.accepted(city, row)
    city.complete("reviewer", case, "review")
    status(row, "suspend")
    city.complete("decider", case, "decide", "deny")
    assert reading.renewal_of(case).outcome == "denied"


def test_silence_renews_nothing_that_was_revoked_or_whose_holder_is_gone(city):
    row, other = r.licence(city), r.licence(city, ends=D("2026-12-30"))
    case, second = r.accepted(city, row), r.accepted(city, other)
    status(row, "revoke")
    r.silence()
    assert reading.renewal_of(case).outcome == ""
    assert reading.renewal_of(second).outcome == "deemed"  # one that cannot keeps no other waiting
    command = Terminate(reason="证照已被吊销")
    progress.perform(actor=city.actor("chief", r.AFTER), now=r.AFTER, case=case, command=command)
    assert reading.renewal_of(case).outcome == "ended"


def test_silence_renews_nothing_for_who_is_dissolved(city):
    case = r.accepted(city, r.licence(city))
    Party.objects.filter(pk=city.parties["firm"].pk).update(status="dissolved")
    r.silence()
    assert rows.by_id(case.pk).item.state == "accepted"


def test_silence_comes_once(city):
    case = r.asked(city, r.licence(city))
    r.silence()
    r.silence()
    assert len(licences.by_source(case.subject)) == 1


def test_what_was_refused_at_the_door_is_not_renewed(city):
    row = r.licence(city)
    case = r.asked(city, row)
    intake.refuse(
        actor=city.actor("window"), now=f.NOW, case=case, version=None, reason="不属本机关"
    )
    assert papers(case)["refusal"]["ends"] == "2026-12-31"  # it ends on its day
    r.silence()
    assert reading.renewal_of(case).outcome == "ended"
    assert rows.licence_of(case) is None
