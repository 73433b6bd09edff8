"""Entries of one's own: written with the checks of their code, reviewed, entered, seen by whom."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from tongban.catalogue import services, states
from tongban.catalogue.errors import (
    CatalogueForbidden,
    DraftConflict,
    DraftRefused,
    DraftUnknown,
    EditionInvalid,
    EntryRefused,
)
from tongban.catalogue.models import ChangeNotice, Matter, MatterProposal
from tongban.catalogue.selectors import proposals as reading
from tongban.catalogue.services import proposals
from tongban.catalogue.tests import cast, factories
from tongban.catalogue.tests.factories import NOW
from tongban.catalogue.tests.test_basic import enter
from tongban.core.accounts import services as accounts
from tongban.core.accounts.tests.factories import account, clerk
from tongban.core.organisations.models import Organisation

pytestmark = pytest.mark.django_db
MAIN, SUB, HANDLING = "420131501000", "420131501001", "42013150100101"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def body(code: str) -> Organisation:
    return Organisation.objects.select_related("division").get(code=code)


@pytest.fixture
def county(db: None) -> Organisation:
    factories.places()
    accounts.seed_roles()
    return body("scjg-421202")


def said(**changes: Any) -> dict[str, Any]:
    return {
        "code": MAIN,
        "name": "演示地方事项",
        "type": "01",
        "department": "演示scjg",
        "levels": "4",
        "person": False,
        "enterprise": True,
        "basis_lines": ["《演示条例》第三条"],
        "aliases": ["小名"],
        "topics": [],
        "effective_from": "",
    } | changes


def proposed(county: Organisation, **changes: Any) -> MatterProposal:
    reason = changes.pop("reason", "本地需要")
    return proposals.propose(
        actor=cast.editor(county),
        now=NOW,
        organisation=county,
        entry=said(**changes),
        reason=reason,
    )


def wrong(county: Organisation, **changes: Any) -> list[str]:
    return [one.rule for one in reading.problems_of(proposed(county, **changes))]


def entered(county: Organisation, **changes: Any) -> Matter:
    one = proposed(county, **changes)
    proposals.submit_proposal(actor=cast.editor(county), now=NOW, proposal_id=one.pk)
    proposals.pass_proposal(actor=cast.reviewer(county), now=NOW, proposal_id=one.pk)
    city = cast.office(body("scjg-421200"))
    return proposals.enter_proposal(actor=city, now=NOW, proposal_id=one.pk)


def test_it_is_written_reviewed_and_entered_once(county: Organisation) -> None:
    found = entered(county)
    assert (found.origin, found.rank, found.version, found.aliases) == ("own", "main", 1, ["小名"])
    assert found.basis == [{"law": "演示条例", "article": "第三条"}]
    assert found.versions.get().unified == {"basis": found.basis}
    one = MatterProposal.objects.get()
    assert (one.state, one.entered) == (states.PUBLISHED, found)
    again = proposals.enter_proposal(
        actor=cast.office(body("scjg-421200")), now=NOW, proposal_id=one.pk
    )
    assert again == found
    services.claim(actor=cast.editor(county), now=NOW, matter=MAIN, organisation=county)


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"code": "4201"}, ["catalogue_code_length"]),
        ({"code": "42013150100X1"}, ["handling_code_length"]),
        ({"code": "420131501001"}, ["no_parent"]),
        ({"code": "000131501000"}, ["national"]),
        ({"code": "370131501000"}, ["region"]),
        ({"code": "420731501000"}, ["type"]),
        ({"name": ""}, ["required"]),
        ({"levels": "", "enterprise": False}, ["required", "required"]),
        ({"basis_lines": []}, ["required"]),
        ({"basis_lines": ["演示条例"]}, ["shape"]),
        ({"reason": " "}, ["required"]),
    ],
)
def test_what_keeps_it_back_is_said(county: Organisation, changes: Any, rules: list[str]) -> None:
    assert wrong(county, **changes) == rules
    one = MatterProposal.objects.get()
    with pytest.raises(EditionInvalid):
        proposals.submit_proposal(actor=cast.editor(county), now=NOW, proposal_id=one.pk)
    assert MatterProposal.objects.get().state == states.EDITING


def test_a_code_is_given_once_and_only_below_what_nobody_handles(county: Organisation) -> None:
    entered(county)
    assert wrong(county) == ["taken"]
    assert wrong(county, code=SUB) == []
    entered(county, code=SUB)
    services.claim(actor=cast.editor(county), now=NOW, matter=SUB, organisation=county)
    assert wrong(county, code=HANDLING) == ["parent_held"]
    services.cancel_matter(
        actor=cast.office(body("scjg-421200")), now=NOW, matter=MAIN, note="演示"
    )
    assert wrong(county, code="420131501002") == ["parent_cancelled"]


def test_two_that_wait_do_not_take_the_same_code(county: Organisation) -> None:
    one = proposed(county)
    proposals.submit_proposal(actor=cast.editor(county), now=NOW, proposal_id=one.pk)
    assert wrong(county) == ["taken"]


def test_where_the_catalogue_is_ones_own_any_region_is_given(
    county: Organisation, settings: Any
) -> None:
    settings.CATALOGUE_MODE = "own"
    assert wrong(county, code="000131501000") == []


def test_a_change_goes_down_to_who_claimed_and_the_provinces_is_not_changed(
    county: Organisation,
) -> None:
    found = entered(county)
    services.claim(actor=cast.editor(county), now=NOW, matter=MAIN, organisation=county)
    given: dict[str, Any] = {"actor": cast.editor(county), "now": NOW, "organisation": county}
    one = proposals.propose(entry=said(name="演示新名"), reason="改名", matter=found, **given)
    with pytest.raises(EntryRefused, match="entry_proposed"):
        proposals.propose(entry=said(name="别的"), reason="改名", matter=found, **given)
    proposals.submit_proposal(actor=cast.editor(county), now=NOW, proposal_id=one.pk)
    proposals.pass_proposal(actor=cast.reviewer(county), now=NOW, proposal_id=one.pk)
    city = cast.office(body("scjg-421200"))
    assert proposals.enter_proposal(actor=city, now=NOW, proposal_id=one.pk).version == 2
    assert ChangeNotice.objects.get().version.number == 2
    above = enter("000131950000", origin="mirror")
    with pytest.raises(EntryRefused, match="entry_above"):
        proposals.propose(entry=said(), reason="改", matter=above, **given)


def test_a_change_of_what_moved_meanwhile_is_not_entered(county: Organisation) -> None:
    found = entered(county)
    one = proposals.propose(
        actor=cast.editor(county), now=NOW, organisation=county, entry=said(name="演示新名"),
        reason="改名", matter=found,
    )  # fmt: skip
    enter(MAIN, slug=found.slug, name="先改了")
    assert [p.rule for p in reading.problems_of(MatterProposal.objects.get(pk=one.pk))] == ["moved"]


def test_nobody_does_anothers_act(county: Organisation) -> None:
    one = proposed(county)
    editor, chief = cast.editor(county), cast.reviewer(county)
    stranger = cast.editor(body("mzj-421202"))
    city, office = cast.office(body("scjg-421200")), cast.office(county)
    given: dict[str, Any] = {"now": NOW, "proposal_id": one.pk}
    with pytest.raises(DraftUnknown):
        proposals.submit_proposal(actor=stranger, **given)
    with pytest.raises(CatalogueForbidden):
        proposals.submit_proposal(actor=chief, **given)
    proposals.submit_proposal(actor=editor, **given)
    with pytest.raises(CatalogueForbidden):
        proposals.pass_proposal(actor=editor, **given)
    proposals.pass_proposal(actor=chief, **given)
    with pytest.raises(
        CatalogueForbidden
    ):  # the county's office does not write the city's catalogue
        proposals.enter_proposal(actor=office, **given)
    with pytest.raises(DraftRefused, match="editing_note"):
        proposals.send_proposal_back(actor=city, note="", **given)
    proposals.send_proposal_back(actor=city, note="依据不对", **given)
    assert MatterProposal.objects.get().note == "依据不对"
    assert [p.pk for p in reading.waiting_proposals(editor, 5)] == [one.pk]


def test_two_on_one_draft_lose_nothing(county: Organisation) -> None:
    one = proposed(county)
    given: dict[str, Any] = {"now": NOW, "proposal_id": one.pk, "reason": "本地需要", "revision": 1}
    proposals.save_proposal(actor=cast.editor(county), entry=said(name="甲"), **given)
    with pytest.raises(DraftConflict):
        proposals.save_proposal(actor=cast.editor(county, 9), entry=said(name="乙"), **given)
    assert MatterProposal.objects.get().raw["name"] == "甲"


# --- the desk -------------------------------------------------------------------------------------

FORM = {
    "code": MAIN,
    "name": "演示地方事项",
    "type": "01",
    "department": "演示scjg",
    "levels": ["4"],
    "audience": ["enterprise"],
    "basis": "《演示条例》第三条",
    "aliases": "小名，昵称",
    "reason": "本地需要",
}
ROOT = "/desk/catalogue/basic/proposals/"


def test_it_goes_its_way_on_the_desk(client: Client, county: Organisation) -> None:
    editor, chief = clerk("editor", county), clerk("chief", county)
    city = clerk("service_office", body("cgzf-421200"), division="421200")
    client.force_login(editor)
    sent = FORM | {"body": county.code, "act": "submit", "code": "000131501000"}
    answer = client.post(f"{ROOT}new/", sent)
    url = answer["Location"]
    page = client.get(url).content.decode()
    assert "全国统一的编码" in page  # saved, and said what keeps it back
    assert MatterProposal.objects.get().state == states.EDITING
    revision = MatterProposal.objects.get().revision
    client.post(url, FORM | {"act": "submit", "revision": revision})
    assert MatterProposal.objects.get().state == states.BODY_REVIEW
    assert MatterProposal.objects.get().raw["aliases"] == ["小名", "昵称"]
    client.force_login(chief)
    assert url in client.get("/desk/").content.decode()
    client.post(f"{url}pass/")
    client.force_login(city)
    assert url in client.get("/desk/").content.decode()
    assert "《演示条例》第三条" in client.get(url).content.decode()
    client.post(f"{url}enter/")
    found = Matter.objects.get()
    assert found.origin == "own"
    assert f"/desk/catalogue/basic/{MAIN}/" in client.get(url).content.decode()
    client.force_login(editor)
    assert "提出修改" in client.get(f"/desk/catalogue/basic/{MAIN}/").content.decode()
    page = client.get(f"{ROOT}new/?matter={MAIN}").content.decode()
    assert "编码不能改" in page
    assert "《演示条例》第三条" in page


def test_the_form_keeps_what_was_typed_and_a_second_writer_is_told(
    client: Client, county: Organisation
) -> None:
    client.force_login(clerk("editor", county))
    url = client.post(f"{ROOT}new/", FORM | {"body": county.code})["Location"]
    client.post(url, FORM | {"revision": 1, "name": "先保存的"})
    answer = client.post(url, FORM | {"revision": 1, "name": "后保存的"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "后保存的" in page
    assert MatterProposal.objects.get().raw["name"] == "先保存的"


def test_who_may_open_it(client: Client, county: Organisation) -> None:
    one = proposed(county)
    url = f"{ROOT}{one.pk}/"
    for who, status in (
        (clerk("editor", county), 200),
        (clerk("editor", body("mzj-421202")), 404),
        (clerk("service_office", body("cgzf-421200"), division="421200"), 200),
        (clerk("service_office", body("cgzf-421281"), division="421281"), 404),
        (clerk("window", county), 404),
        (account(), 403),
    ):
        client.force_login(who)
        assert client.get(url).status_code in {status, 403 if status == 404 else status}, who
        assert client.post(f"{url}submit/").status_code in {302, 403, 404}
    assert client.get(f"{ROOT}new/").status_code == 403
