"""From submission to acceptance: complete or every error at once, once only, in time."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tongban.cases.errors import CaseForbidden, CaseUnknown, Incomplete, ReasonMissing
from tongban.cases.models import Case
from tongban.cases.selectors import rows
from tongban.cases.services import drafts, intake
from tongban.cases.tests import factories as f
from tongban.cases.types import Received
from tongban.catalogue import selectors as catalogue
from tongban.core.accounts.types import SYSTEM
from tongban.core.files.errors import FileRefused
from tongban.core.once.errors import KeyReused
from tongban.core.papers.selectors import papers_of
from tongban.core.workdays.rules import local_date
from tongban.lib.errors import Refusal
from tongban.licences import services as licences
from tongban.licences.rules import snapshot
from tongban.licences.selectors import uses_of
from tongban.workflow.models import WorkItem
from tongban.workflow.services import tick

SUBMITTED = "cases.receipt"


def papers(case):
    return [paper.code for paper in papers_of(case.subject)]


def test_a_complete_application_is_received_at_once(city):
    case = city.submitted()
    assert case.item.state == "submitted"
    assert case.received_at == f.NOW
    assert case.applicant == city.parties["firm"]
    assert case.agent == city.parties["agent"]  # who did it and for whom, both kept
    assert case.account == city.accounts["agent"]
    assert papers(case) == [SUBMITTED]
    assert case.accepted_at is None  # a receipt is not yet an acceptance
    origins = {row.code: row.origin for row in case.materials.all()}
    assert origins["equipment"] == "upload"
    assert "licence" not in origins  # what government obtains itself is not asked


def test_everything_that_is_missing_is_said_at_once(city):
    draft = city.draft(
        without=("shop.premises.name", "contact.person.phone", "equipment", "plan", "lease")
    )
    with pytest.raises(Incomplete) as refused:
        intake.submit_draft(actor=city.actor("agent"), now=f.NOW, token=draft.token)
    assert {place for place, _code, _text in refused.value.errors} == {
        "shop.premises.name",
        "contact.person.phone",
        "material:equipment",
        "material:plan",
        "material:lease",
    }
    assert all(text for _place, _code, text in refused.value.errors)
    assert not Case.objects.exists()
    assert not WorkItem.objects.exists()


def test_wrong_values_are_errors_at_their_fields(city):
    draft, actor = city.draft("elder-card", "citizen"), city.actor("citizen")
    wrong = draft.typed | {
        "applicant.party.phone": "12",
        "applicant.party.identity_number": "421299195001010012",
    }
    drafts.save(actor=actor, now=f.NOW, token=draft.token, data=wrong)
    with pytest.raises(Incomplete) as refused:
        intake.submit_draft(actor=actor, now=f.NOW, token=draft.token)
    places = [place for place, _code, _text in refused.value.errors]
    assert sorted(places) == ["applicant.party.identity_number", "applicant.party.phone"]


def test_deferrable_materials_may_come_later(city):
    case = city.submitted(without=("rules",), defers=True)
    assert case.materials.get(code="rules").origin == "deferred"


def test_an_answer_that_changed_leaves_no_trap(city):
    """Fields that only the former answer asked for are neither an error nor kept."""
    draft, actor = city.draft(answers={"scope": "rx"}), city.actor("agent")
    assert "quality_head.pharmacist.certificate_number" in draft.typed
    drafts.save(actor=actor, now=f.NOW, token=draft.token, answers={"scope": "otc_b"})
    case = intake.submit_draft(actor=actor, now=f.NOW, token=draft.token)
    assert "quality_head.pharmacist.certificate_number" not in case.typed
    assert not case.materials.filter(code="pharmacist-contract").exists()


def test_submitted_twice_is_one_case(city):
    draft, actor = city.draft("elder-card", "citizen"), city.actor("citizen")
    first = intake.submit_draft(actor=actor, now=f.NOW, token=draft.token)
    again = intake.submit_draft(actor=actor, now=f.days(3), token=draft.token)
    assert first.pk == again.pk
    assert Case.objects.count() == WorkItem.objects.count() == 1
    assert papers(first) == [SUBMITTED]


def test_without_a_known_person_there_is_no_applicant(city):
    draft, actor = city.draft("elder-card", "citizen"), city.actor("citizen")
    draft.applicant = None
    draft.save(update_fields=["applicant"])
    with pytest.raises(Incomplete) as refused:
        intake.submit_draft(actor=actor, now=f.NOW, token=draft.token)
    assert refused.value.errors[0][0] == "applicant"


# --- what comes whole -----------------------------------------------------------------------------


def whole(city, who="citizen", **changes):
    """An application as a machine brings it: 老年人优待证 with one photo."""
    draft = city.draft("elder-card", who)
    edition = catalogue.edition_in_force(city.matters["elder-card"], on=date(2026, 11, 23))
    party = city.parties[who]
    made = intake.Application(
        edition=edition,
        applicant=party.pk,
        applicant_name=party.name,
        received=Received({}, draft.typed, {"photo": (city.file(who),)}),
        channel="api",
    )
    return replace(made, **changes)


def submit(city, application, key, who="citizen"):
    return intake.submit(actor=city.actor(who), now=f.NOW, application=application, key=key)


def test_the_same_key_is_the_same_case(city):
    application = whole(city)
    first = submit(city, application, "k-1")
    assert submit(city, application, "k-1").pk == first.pk
    assert submit(city, whole(city), "k-2").pk != first.pk
    assert Case.objects.count() == 2


def test_the_same_key_with_another_request_is_a_conflict(city):
    application = whole(city)
    submit(city, application, "k-1")
    received = replace(application.received, data=application.received.data | {"x": 1})
    with pytest.raises(KeyReused) as refused:
        submit(city, replace(application, received=received), "k-1")
    assert refused.value.status == 409
    assert Case.objects.count() == 1


def test_keys_are_each_callers_own(city):
    first = submit(city, whole(city), "k-1")
    second = submit(city, whole(city, "other"), "k-1", "other")
    assert first.pk != second.pk


def test_a_refused_submission_does_not_burn_its_key(city):
    application = whole(city)
    empty = replace(application, received=Received({}, {}, {}))
    with pytest.raises(Incomplete):
        submit(city, empty, "k-1")
    assert submit(city, application, "k-1").item.state == "submitted"


def test_nobody_applies_for_a_stranger(city):
    with pytest.raises(CaseForbidden):
        submit(city, whole(city, "other"), None, "citizen")


def test_someone_elses_file_is_refused_and_nothing_is_left(city):
    application = whole(city)
    received = replace(application.received, files={"photo": (city.file("other"),)})
    with pytest.raises(FileRefused) as refused:
        submit(city, replace(application, received=received), "k-1")
    assert refused.value.reason == "upload_unknown"
    assert not Case.objects.exists()


def test_one_file_does_not_serve_two_cases(city):
    application = whole(city)
    submit(city, application, "k-1")
    with pytest.raises(FileRefused) as refused:
        submit(city, application, "k-2")
    assert refused.value.reason == "upload_bound"


def test_a_live_record_stands_in_for_a_material(city):
    """What a licence in force proves is not asked; which one it was is kept in the case."""
    licence = licences.issue(
        actor=SYSTEM,
        now=f.NOW,
        type_code="business-licence",
        holder=city.parties["firm"].pk,
        organisation=city.bodies["scjg-421202"].pk,
        division=f.XIANAN,
        data={"address": "演示路 1 号"},
    )
    row = city.submitted().materials.get(code="licence")
    assert row.origin == "proof"
    assert rows.proof_of(row)["number"] == licence.number
    assert row.files.count() == 0
    assert not city.submitted(who="citizen").materials.filter(code="licence").exists()


def test_the_file_keeps_the_licence_as_it_was_seen(city):
    """Revoked afterwards: the file does not change, the desk says what is so now, the holder and
    the register know that it was used."""
    licence = licences.issue(
        actor=SYSTEM,
        now=f.NOW,
        type_code="business-licence",
        holder=city.parties["firm"].pk,
        organisation=city.bodies["scjg-421202"].pk,
        division=f.XIANAN,
        data={"address": "演示旧址"},
    )
    case = city.submitted()
    kept = rows.proof_of(case.materials.get(code="licence"))
    assert snapshot.intact(kept["extra"])
    assert ["住所", "演示旧址"] in kept["extra"]["rows"]
    use = uses_of(licence)[0]
    assert (use.kind, use.digest) == ("case", kept["extra"]["digest"])
    assert use.reference == case.item.number
    licences.change_status(
        actor=SYSTEM, now=f.NOW, licence_id=licence.pk, act="revoke", reason="骗取登记（演示）"
    )
    again = rows.proof_of(case.materials.get(code="licence"))
    assert again == kept
    seen = {one.code: one for one in rows.materials_seen(case, now=f.NOW)}["licence"].seen
    assert (seen["intact"], seen["changed"], seen["status"]) == (True, True, "吊销")


# --- acceptance -----------------------------------------------------------------------------------


def test_acceptance_starts_the_clocks_and_writes_the_notice(city):
    case = city.accepted()
    assert (case.item.state, case.accepted_at) == ("accepted", f.NOW)
    # 6 working days promised, from Monday 11-23; the statutory 20 run beside it.
    assert local_date(case.item.due_at) == date(2026, 12, 1)
    due = {row.code: local_date(row.due_at) for row in case.item.clocks.filter(stopped_at=None)}
    assert due["statutory"] == date(2026, 12, 21)
    assert sorted(papers(case)) == ["cases.acceptance", SUBMITTED]


def test_only_the_window_of_the_body_accepts(city):
    case = city.submitted()
    for who in ("reviewer", "chibi", "leader", "auditor", "agent", "admin"):
        with pytest.raises(Refusal) as refused:
            intake.accept(actor=city.actor(who), now=f.NOW, case=case, version=None)
        assert refused.value.status in {403, 404}
    case.item.refresh_from_db()
    assert case.item.state == "submitted"


def test_a_second_clerk_is_told_of_the_first(city):
    case = city.submitted()
    version = case.item.version
    intake.accept(actor=city.actor("window"), now=f.NOW, case=case, version=version)
    with pytest.raises(Refusal) as refused:
        intake.accept(actor=city.actor("window2"), now=f.NOW, case=case, version=version)
    assert refused.value.status == 409
    assert papers(case).count("cases.acceptance") == 1


def test_silence_accepts_after_five_working_days_from_the_day_of_receipt(city):
    case = city.submitted()
    monday = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)  # 23:59 of the fifth working day
    assert tick(monday) == 0
    assert tick(datetime(2026, 11, 30, 16, 1, tzinfo=UTC)) == 1
    case.refresh_from_db()
    assert case.item.state == "accepted"
    assert case.accepted_at == case.item.accepted_at == f.NOW  # 许可法 §32: from receipt
    assert "cases.acceptance" in papers(case)
    assert local_date(case.item.due_at) == date(2026, 12, 1)
    assert tick(datetime(2026, 12, 1, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    ("filed", "last"),
    [
        # 23:30 on Friday is still Friday here although it is 15:30 in UTC.
        (datetime(2026, 11, 27, 15, 30, tzinfo=UTC), date(2026, 12, 4)),
        # 00:30 on Saturday here, Friday in UTC: the first day that counts is Monday.
        (datetime(2026, 11, 27, 16, 30, tzinfo=UTC), date(2026, 12, 4)),
        # 00:30 on Monday here, Sunday in UTC.
        (datetime(2026, 11, 29, 16, 30, tzinfo=UTC), date(2026, 12, 7)),
    ],
)
def test_filed_at_night(city, filed, last):
    case = city.submitted("elder-card", "citizen", at=filed)
    clock = case.item.clocks.get(code="intake")
    assert local_date(clock.due_at) == last
    assert case.received_at == filed


# --- refusal --------------------------------------------------------------------------------------


def refuse(city, case, who="window", reason="不属于本机关职权范围", redirect="演示城管局"):
    return intake.refuse(
        actor=city.actor(who),
        now=f.NOW,
        case=case,
        version=None,
        reason=reason,
        redirect=redirect,
    )


def test_a_refusal_is_written_and_names_the_right_body(city):
    case = refuse(city, city.submitted())
    assert (case.item.state, case.reason) == ("refused", "不属于本机关职权范围")
    paper = next(p for p in papers_of(case.subject) if p.code == "cases.refusal")
    assert paper.data["redirect"] == "演示城管局"
    assert "咸安区人民政府申请行政复议" in paper.data["remedies"]
    assert "上一级" not in paper.data["remedies"]


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_refusal_without_reasons_is_none(city, reason):
    case = city.submitted()
    with pytest.raises(ReasonMissing):
        refuse(city, case, reason=reason)
    case.item.refresh_from_db()
    assert case.item.state == "submitted"


def test_a_case_is_invisible_to_others(city):
    case = city.submitted()
    number = case.item.number
    for who in ("other", "citizen", "chibi", "traffic", "admin"):
        with pytest.raises(CaseUnknown):
            rows.by_number(number, city.actor(who))
    for who in ("agent", "window", "reviewer", "leader", "auditor", "service"):
        assert rows.by_number(number, city.actor(who)).pk == case.pk
