"""撤销 (许可法 §69): proposed, heard, decided by another; must for fraud, not where it harms."""

from datetime import UTC, datetime

import pytest

from tongban.cases.errors import ReasonMissing, RevocationRefused
from tongban.cases.selectors import rows
from tongban.cases.services import revocation
from tongban.cases.tests import factories as f
from tongban.core.papers.selectors import papers_of
from tongban.core.workdays.rules import local_date
from tongban.workflow.errors import NotAllowed, NotNow

LATER = datetime(2026, 12, 7, 1, tzinfo=UTC)


def papers(case):
    return {one.code.removeprefix("cases."): one.data for one in papers_of(case.subject)}


def propose(city, case, *, ground="procedure", who="decider", at=f.NOW, reason="未听取陈述"):
    return revocation.propose(
        actor=city.actor(who), now=at, case=case, version=None, ground=ground, reason=reason
    )


def answer(city, case, who="agent", at=f.NOW):
    return revocation.answer(actor=city.actor(who), now=at, case=case, version=None, text="不同意")


def decide(city, case, result="revoked", *, who="chief", at=f.NOW, reason="违反法定程序"):
    return revocation.decide(
        actor=city.actor(who, at), now=at, case=case, version=None, result=result, reason=reason
    )


def test_proposed_answered_revoked(city):
    case = city.granted()
    row = propose(city, case)
    assert local_date(row.answer_until).isoformat() == "2026-11-30"
    assert papers(case)["revocation_notice"]["until"] == "2026-11-30"
    with pytest.raises(RevocationRefused) as refused:
        decide(city, case)
    assert refused.value.reason == "revocation_unheard"
    answer(city, case)
    decide(city, case)
    case = rows.by_id(case.pk)
    assert case.revoked_at == f.NOW
    assert case.item.state == "closed"  # the file stays closed; the decision is gone
    assert rows.licence_of(case).status == "withdrawn"
    assert papers(case)["revocation"]["interest"] is True  # compensation, §69 第四款


def test_who_says_nothing_is_decided_about_after_the_time(city):
    case = city.granted()
    propose(city, case)
    with pytest.raises(RevocationRefused):
        answer(city, case, at=LATER)
    decide(city, case, at=LATER)
    assert rows.by_id(case.pk).revoked_at == LATER


def test_fraud_must_be_revoked_unless_the_public_is_gravely_harmed(city):
    case = city.granted()
    propose(city, case, ground="fraud")
    with pytest.raises(RevocationRefused) as refused:
        decide(city, case, "kept", at=LATER)
    assert refused.value.reason == "revocation_must"
    decide(city, case, "harm", at=LATER)
    case = rows.by_id(case.pk)
    assert case.revoked_at is None
    assert rows.licence_of(case).status == "valid"


def test_the_bodys_own_fault_may_be_let_stand(city):
    case = city.granted()
    propose(city, case)
    decide(city, case, "kept", at=LATER)
    assert rows.licence_of(case).status == "valid"
    propose(city, case, at=LATER)  # and it may be proposed anew


def test_two_persons_and_only_they(city):
    case = city.granted()
    for who in ("agent", "window", "chief", "leader"):
        with pytest.raises(NotAllowed):
            propose(city, case, who=who)
    propose(city, case)
    with pytest.raises(RevocationRefused):
        propose(city, case)
    for who in ("decider", "agent", "reviewer"):
        with pytest.raises((NotAllowed, RevocationRefused)):
            decide(city, case, who=who, at=LATER)
    with pytest.raises(NotAllowed):
        answer(city, case, who="other")
    with pytest.raises(ReasonMissing):
        decide(city, case, reason=" ", at=LATER)


def test_only_what_was_granted(city):
    case = city.at_decision()
    with pytest.raises((NotNow, RevocationRefused)):
        propose(city, case)
    city.complete("decider", case, "decide", "deny", "不符合")
    with pytest.raises(RevocationRefused):
        propose(city, rows.by_id(case.pk))
