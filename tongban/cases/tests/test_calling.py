"""A licence is called for a material: by who handles the case, once, for the applicant to see."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tongban.cases.errors import CaseForbidden, CaseRefused
from tongban.cases.models import Case, Material
from tongban.cases.selectors import rows
from tongban.cases.services import calling
from tongban.cases.tests.factories import NOW, XIANAN, City
from tongban.core.accounts.types import SYSTEM
from tongban.licences import services as licences
from tongban.licences.models import Use
from tongban.workflow import selectors as engine

pytestmark = pytest.mark.django_db
CODE = "licence"


@pytest.fixture
def case(city: City) -> Case:
    return city.submitted("drug-retail")


@pytest.fixture
def row(case: Case) -> Material:
    """The 营业执照, handed in as a photo; the applicant holds the licence."""
    licences.issue(
        actor=SYSTEM, now=NOW, type_code="business-licence", holder=case.applicant_id,
        organisation=case.item.organisation_id, division=XIANAN, data={},
    )  # fmt: skip
    return Material.objects.create(
        case=case, order=99, code=CODE, name="营业执照", necessity="required", origin="upload"
    )


def call(city: City, who: str, case: Case, code: str = CODE) -> Material:
    return calling.call_licence(actor=city.actor(who), now=NOW, case=case, code=code)


def test_what_is_seen_stays_in_the_file_and_the_holder_reads_of_it(
    city: City, case: Case, row: Material
) -> None:
    every = list(case.materials.all())
    assert calling.callable_codes(case, every) == {CODE}
    called = call(city, "window", case)
    assert rows.proof_of(called)["number"]
    assert called.origin == "upload"  # the paper stays what it was: the licence stands beside it
    [use] = Use.objects.all()
    assert (use.kind, use.reference) == ("case", case.item.number)
    assert row.name in use.purpose
    assert "调用了" in engine.timeline(case.item_id)[-1].text
    seen = next(one for one in rows.materials_seen(case, now=NOW) if one.pk == row.pk)
    assert seen.seen["intact"]
    again = calling.call_licence(
        actor=city.actor("window"), now=NOW + timedelta(hours=1), case=case, code=CODE
    )
    assert again.proof == called.proof
    assert Use.objects.count() == 1
    assert calling.callable_codes(case, [called]) == frozenset()


def test_one_that_was_not_handed_in_is_proved_by_it(city: City, case: Case, row: Material) -> None:
    Material.objects.filter(pk=row.pk).update(origin="none")
    assert call(city, "window", case).origin == "proof"


def test_only_who_handles_the_case_calls(city: City, case: Case, row: Material) -> None:
    for who in ("agent", "reviewer", "chibi", "other"):
        with pytest.raises(CaseForbidden):
            call(city, who, case)
    assert Use.objects.count() == 0
    row.refresh_from_db()
    assert row.proof == ""


def test_no_licence_is_said_so_in_words(city: City, case: Case, row: Material) -> None:
    Case.objects.filter(pk=case.pk).update(applicant=city.parties["citizen"])
    case.refresh_from_db()
    with pytest.raises(CaseRefused) as caught:
        call(city, "window", case)
    assert caught.value.reason == "licence_not_held"
    with pytest.raises(CaseRefused):
        call(city, "window", case, "nothing")
    desk, address = city.client("window"), reverse("cases-desk-call", args=[case.item.number])
    assert "没有查到" in desk.post(address, {"code": CODE}).content.decode()


def test_the_desk_offers_it_and_shows_what_was_seen(city: City, case: Case, row: Material) -> None:
    desk, page = city.client("window"), reverse("cases-desk-detail", args=[case.item.number])
    assert "调用电子证照" in desk.get(page).content.decode()
    assert "调用电子证照" not in city.client("reviewer").get(page).content.decode()
    called = reverse("cases-desk-call", args=[case.item.number])
    shown = desk.post(called, {"code": CODE}, follow=True).content.decode()
    assert "核对时看到的证照" in shown
    assert "调用电子证照" not in shown
