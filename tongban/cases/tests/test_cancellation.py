"""注销 (许可法 §70): on request by a case, ex officio by two persons, and the public told."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongban.cases.errors import (
    CancellationRefused,
    CaseForbidden,
    CaseUnknown,
    Incomplete,
    ReasonMissing,
)
from tongban.cases.models import Cancellation
from tongban.cases.rules import cancellation as rules
from tongban.cases.selectors import cancellation as reading
from tongban.cases.services import cancellation, drafts, intake, progress
from tongban.cases.tests import factories as f
from tongban.cases.tests import renewals as r
from tongban.core.accounts.types import SYSTEM
from tongban.core.notices.models import Notice
from tongban.core.papers.selectors import papers_of
from tongban.licences import selectors as licences
from tongban.licences import services as licence_acts
from tongban.licences.errors import NotAllowed
from tongban.licences.types import Status
from tongban.workflow.errors import NotNow
from tongban.workflow.types import Withdraw

MATTER = "food-cancel"
OVER = date(2026, 11, 20)  # its last day was before NOW
ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("ground", "status", "ends", "kind", "renewing", "fits"),
    [
        ("lapsed", "lapsed", "2026-11-20", "market", False, True),
        ("lapsed", "valid", "2026-11-22", "market", False, True),  # the tick has not come by
        ("lapsed", "valid", "2026-11-23", "market", False, False),  # its last day is today
        ("lapsed", "lapsed", "2026-11-20", "market", True, False),
        ("ended", "revoked", "2030-01-01", "market", False, True),
        ("ended", "withdrawn", "2030-01-01", "market", False, True),
        ("ended", "valid", "2030-01-01", "market", False, False),
        ("death", "valid", "2030-01-01", "natural", False, True),
        ("death", "valid", "2030-01-01", "market", False, False),
        ("dissolved", "valid", "2030-01-01", "market", False, True),
        ("dissolved", "valid", "2030-01-01", "natural", False, False),
        ("force", "valid", "2030-01-01", "market", False, True),
        ("request", "suspended", "2030-01-01", "market", False, True),
        ("request", "lapsed", "2026-11-20", "market", False, False),
        ("force", "cancelled", "2030-01-01", "market", False, False),
    ],
)
def test_which_ground_fits(  # noqa: PLR0917  (a row of the table)
    ground, status, ends, kind, renewing, fits
):
    why = rules.misfit(
        ground, status=status, ends=date.fromisoformat(ends), on=ON, kind=kind, renewing=renewing
    )
    assert (why == "") == fits


def over(city):
    """A licence that ended without a renewal."""
    row = r.licence(city, ends=OVER)
    licence_acts.expire(actor=SYSTEM, now=f.NOW)
    return licences.get(row.pk)


def propose(city, row, ground="lapsed", *, who="reviewer", evidence="", reason="期满未延续"):
    return cancellation.propose(
        actor=city.actor(who), now=f.NOW, licence_id=row.pk, ground=ground, reason=reason,
        evidence=evidence,
    )  # fmt: skip


def decide(city, row, result="cancelled", *, who="chief", reason="属实"):
    return cancellation.decide(
        actor=city.actor(who), now=f.NOW, cancellation=row.pk, result=result, reason=reason
    )


# --- ex officio -----------------------------------------------------------------------------------


def test_proposed_by_one_and_decided_by_another_it_ends_and_the_public_is_told(city):
    row = over(city)
    made = propose(city, row)
    told = Notice.objects.filter(template="cases.cancellation_proposed")
    assert {one.account_id for one in told} >= {city.accounts["chief"].pk}
    decide(city, made)
    gone = licences.get(row.pk)
    assert gone.status == Status.CANCELLED
    assert "第七十条第一项" in gone.status_basis
    made.refresh_from_db()
    assert made.outcome == "cancelled"
    assert made.notice == reading.notices()[0].notice
    for words in (gone.number, "有效期届满未延续", "2026年11月23日", gone.organisation_name):
        assert words in made.notice
    paper = papers_of(made.subject)[0]
    assert (paper.title, paper.data["licence"]) == ("注销行政许可决定书", gone.number)
    assert "行政复议" in paper.data["remedies"]
    assert reading.may_read(city.actor("agent"), made.subject)  # the holder's own
    assert not reading.may_read(city.actor("other"), made.subject)


def test_an_officer_alone_ends_no_licence(city):
    """The register's own button leads to the proposal; the act without a case is refused."""
    row = r.licence(city)
    with pytest.raises(NotAllowed) as refused:
        licence_acts.change_status(
            actor=city.actor("decider"), now=f.NOW, licence_id=row.pk, act="cancel",
            reason="终止", ground="dissolved",
        )  # fmt: skip
    assert refused.value.reason == "licence_act_elsewhere"
    answer = city.client("decider").get(
        reverse("licences-desk-act", args=[row.token, "cancel"]), follow=True
    )
    assert answer.redirect_chain[-1][0].startswith(reverse("cases-desk-cancellation-new"))
    assert row.title in answer.content.decode()


def test_let_stand_it_is_what_it_was_and_nobody_is_told(city):
    row = over(city)
    made = propose(city, row)
    decide(city, made, "kept")
    assert licences.get(row.pk).status == Status.LAPSED
    assert reading.notices() == []
    propose(city, row)  # and may be proposed anew


def test_two_persons_each_with_the_power_at_that_body(city):
    row = over(city)
    for who in ("window", "agent", "service", "chibi"):
        with pytest.raises(CaseForbidden):
            propose(city, row, who=who)
    made = propose(city, row, who="decider")
    with pytest.raises(CancellationRefused) as refused:
        decide(city, made, who="decider")
    assert refused.value.reason == "cancellation_own"
    with pytest.raises(CaseForbidden):
        decide(city, made, who="reviewer")
    for who in ("chibi", "agent"):
        with pytest.raises(CaseUnknown):
            decide(city, made, who=who)


def test_once_and_no_more(city):
    row = over(city)
    made = propose(city, row)
    with pytest.raises(CancellationRefused) as refused:
        propose(city, row, who="decider")
    assert refused.value.reason == "cancellation_running"
    decide(city, made)
    with pytest.raises(CancellationRefused):
        decide(city, made)
    with pytest.raises(CancellationRefused) as refused:
        propose(city, row)
    assert "已经注销" in refused.value.detail["why"]  # told plainly


def test_the_ground_the_reason_and_the_evidence_are_asked_for(city):
    row = r.licence(city)
    for given in (
        {"ground": "request"}, {"ground": "no such"}, {"ground": "force", "reason": " "},
        {"ground": "force"},
    ):  # fmt: skip
        with pytest.raises(ReasonMissing):
            propose(city, row, **given)
    made = propose(city, row, "dissolved", evidence="准予注销登记通知书〔2026〕1号")
    with pytest.raises(ReasonMissing):
        decide(city, made, reason="")


def test_what_does_not_hold_any_more_is_not_decided(city):
    row = r.licence(city, ends=date(2026, 12, 31))
    made = propose(city, row, "force", evidence="灾害证明")
    r.asked(city, row)
    with pytest.raises(CancellationRefused) as refused:
        decide(city, made)
    assert "延续" in refused.value.detail["why"]
    decide(city, made, "kept")


def test_many_at_once_each_for_itself(city):
    rows = [r.licence(city, ends=OVER) for _ in range(3)]
    licence_acts.expire(actor=SYSTEM, now=f.NOW)
    alive = r.licence(city)
    assert {one.pk for one in reading.ended(city.actor("reviewer"), now=f.NOW)} == {
        one.pk for one in rows
    }
    ids = [*(one.pk for one in rows), alive.pk, rows[0].pk]
    done = cancellation.propose_many(actor=city.actor("reviewer"), now=f.NOW, licence_ids=ids)
    assert len(done.made) == 3
    assert [number for number, _why in done.refused] == [str(alive.pk)]
    assert reading.ended(city.actor("reviewer"), now=f.NOW) == []


def test_whose_renewal_is_undecided_is_not_in_the_list(city):
    row = r.licence(city, ends=date(2026, 12, 10))  # late, so it lapses while it is decided
    r.accepted(city, row)
    after = f.days(20)
    licence_acts.expire(actor=SYSTEM, now=after)
    assert licences.get(row.pk).status == Status.LAPSED
    assert reading.ended(city.actor("reviewer", after), now=after) == []


# --- on request -----------------------------------------------------------------------------------


def asked(city, row):
    made = city.draft(MATTER)
    if row is not None:
        drafts.choose_licence(
            actor=city.actor("agent"), now=f.NOW, token=made.token, licence=row.token
        )
    return intake.submit_draft(actor=city.actor("agent"), now=f.NOW, token=made.token)


def at_decision(city, row):
    case = asked(city, row)
    intake.accept(actor=city.actor("window"), now=f.NOW, case=case, version=None)
    city.complete("reviewer", case, "review")
    return case


def test_granted_the_licence_ends(city):
    row = r.licence(city)
    case = at_decision(city, row)
    city.complete("decider", case, "decide", "approve")
    gone = licences.get(row.pk)
    assert gone.status == Status.CANCELLED
    assert "第七十条第六项" in gone.status_basis
    assert reading.of_case(case).outcome == "cancelled"
    grant = next(one for one in papers_of(case.subject) if one.code == "cases.grant")
    assert grant.data["cancels"] == row.number
    assert row.number in reading.notices()[0].notice


@pytest.mark.parametrize("way", ["deny", "withdraw"])
def test_not_granted_it_stays(city, way):
    row = r.licence(city)
    case = at_decision(city, row)
    if way == "deny":
        city.complete("decider", case, "decide", "deny", "有未了结的处罚")
    else:
        progress.perform(
            actor=city.actor("agent"), now=f.NOW, case=case, command=Withdraw(reason="还要开")
        )
    assert licences.get(row.pk).status == Status.VALID
    assert reading.of_case(case).outcome == "kept"


def test_what_cannot_be_asked_for_is_said_at_its_place(city):
    row = r.licence(city)
    with pytest.raises(Incomplete) as missing:
        asked(city, None)
    assert missing.value.errors[0][:2] == ("licence", "licence_missing")
    asked(city, row)
    with pytest.raises(Incomplete) as twice:
        asked(city, row)
    assert "已有一件注销申请在办" in twice.value.errors[0][2]
    with pytest.raises(CancellationRefused):
        propose(city, row, "force", evidence="证明")
    other = r.licence(city)
    r.asked(city, other)
    with pytest.raises(Incomplete) as renewing:
        asked(city, other)
    assert "延续" in renewing.value.errors[0][2]


def test_what_ended_meanwhile_is_not_granted(city):
    row = r.licence(city)
    case = at_decision(city, row)
    licence_acts.change_status(
        actor=SYSTEM, now=f.NOW, licence_id=row.pk, act="revoke", reason="演示"
    )
    with pytest.raises(NotNow, match="终止办理"):
        city.complete("decider", case, "decide", "approve")


# --- faces ----------------------------------------------------------------------------------------


def text(response):
    return response.content.decode()


def test_the_wallet_offers_the_end_and_tells_when_it_came(city):
    row = r.licence(city)
    url = reverse("licences-wallet-item", args=[row.token])
    client = city.client("agent")
    assert "申请注销" in text(client.get(url))
    made = propose(city, row, "dissolved", evidence="证明")
    assert "申请注销" not in text(client.get(url))  # it is under way
    decide(city, made)
    page = text(client.get(url))
    assert "这份证照已于 2026-11-23 注销：法人或者其他组织依法终止" in page
    assert "查看注销决定书" in page


def test_on_the_desk_from_the_list_to_the_notice(city):
    row = over(city)
    client = city.client("reviewer")
    page = text(client.get(reverse("cases-desk-cancellations") + "?tab=ended"))
    assert row.number in page
    answer = client.post(reverse("cases-desk-cancellations-batch"), {"licence": [row.pk]})
    assert answer.status_code == 302
    made = Cancellation.objects.get(licence=row)
    url = reverse("cases-desk-cancellation", args=[made.pk])
    assert "由本机构别的人员" not in text(client.get(url))  # who proposed it decides nothing
    chief = city.client("chief")
    assert row.number in text(chief.get(reverse("desk-home")))
    assert row.number not in text(client.get(reverse("desk-home")))
    assert row.number in text(chief.get(reverse("cases-desk-cancellations")))
    wrong = chief.post(f"{url}decide/", {"result": "cancelled", "reason": ""})
    assert wrong.status_code == 422
    chief.post(f"{url}decide/", {"result": "cancelled", "reason": "属实"})
    assert row.number in text(city.client().get(reverse("cases-cancelled")))
    assert reverse("cases-cancelled") in text(city.client().get(reverse("licences-verify")))
    assert row.number not in text(chief.get(reverse("desk-home")))
    again = chief.post(f"{url}decide/", {"result": "cancelled", "reason": "属实"})
    assert again.status_code == 409


def test_one_is_found_by_its_number_and_the_cancelled_is_said_to_be_so(city):
    row = r.licence(city)
    client = city.client("reviewer")
    url = reverse("cases-desk-cancellation-new")
    assert client.get(f"{url}?number=no-such").status_code == 422
    assert row.title in text(client.get(f"{url}?number={row.number}"))
    wrong = client.post(url, {"number": row.number, "ground": "force", "reason": "洪水"})
    assert wrong.status_code == 422
    assert "请写明证据" in text(wrong)
    client.post(
        url, {"number": row.number, "ground": "force", "reason": "洪水", "evidence": "证明"}
    )
    decide(city, Cancellation.objects.get(licence=row))
    assert "这份证照已经注销" in text(client.get(f"{url}?number={row.number}"))


def test_pages_are_for_those_who_have_to_do_with_it(city):
    made = propose(city, over(city))
    url = reverse("cases-desk-cancellation", args=[made.pk])
    assert city.client("window").get(reverse("cases-desk-cancellations")).status_code == 403
    assert city.client("chibi").get(url).status_code == 404
    assert city.client("agent").get(url).status_code in {302, 403}


@pytest.mark.parametrize("matter", [MATTER, r.MATTER])
def test_the_page_that_asks_which_licence_asks_no_more_for_many(city, matter):
    client = city.client("agent")
    url = client.get(reverse("cases-begin", args=[city.matters[matter]])).url

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    r.licence(city)
    queries()
    few = queries()
    for day in range(1, 6):
        r.licence(city, ends=date(2026, 12, 20 + day))
    assert queries() == few


@pytest.mark.parametrize("tab", ["open", "ended", "done"])
def test_a_list_of_many_asks_no_more_than_one_of_few(city, tab):
    url = f"{reverse('cases-desk-cancellations')}?tab={tab}"

    def more(number):
        for _ in range(number):
            row = over(city)
            if tab != "ended":
                made = propose(city, row)
            if tab == "done":
                decide(city, made)

    def queries():
        client = city.client("reviewer")
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    more(1)
    queries()
    few = queries()
    more(4)
    assert queries() == few
