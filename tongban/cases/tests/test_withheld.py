"""A grant that is not public: by whom, on which ground, public again (政府信息公开条例 §14)."""

import pytest
from django.urls import reverse

from tongban.cases.errors import CaseForbidden, CaseRefused, ReasonMissing, TooLong
from tongban.cases.models import Case, Withheld
from tongban.cases.selectors import grants
from tongban.cases.services import withholding
from tongban.cases.tests import factories as f
from tongban.core.ledger.models import Entry

pytestmark = pytest.mark.django_db
REASON = "平面布置图涉及商业秘密"


def withhold(city: f.City, case: Case, who: str = "decider", **given: str) -> Withheld:
    said = {"ground": "business", "reason": REASON} | given
    return withholding.withhold(actor=city.actor(who), now=f.NOW, case=case, **said)


def verbs(case: Case) -> list[str]:
    found = Entry.objects.filter(subject=f"withheld:{case.pk}").order_by("seq")
    return list(found.values_list("verb", flat=True))


def test_withheld_it_is_nowhere_public_and_counted(city: f.City) -> None:
    case = city.granted()
    assert len(grants.found()) == 1
    withhold(city, case)
    assert grants.found() == []
    assert grants.withheld_number() == 1
    page = city.client().get(reverse("cases-grants")).content.decode()
    assert case.applicant_name not in page
    assert "依法不予公开" in page
    assert REASON not in page
    table = city.client().get(reverse("cases-grants-table")).content.decode()
    assert case.applicant_name not in table


def test_before_the_decision_it_is_never_public(city: f.City) -> None:
    case = city.at_decision()
    withhold(city, case)
    assert grants.withheld_number() == 0  # nothing was granted yet
    city.complete("decider", case, "decide", "approve")
    assert grants.found() == []
    assert grants.withheld_number() == 1


def test_made_public_again_once(city: f.City) -> None:
    case = city.granted()
    first = withhold(city, case)
    assert withhold(city, case, reason="又一次").pk == first.pk
    for _ in range(2):
        withholding.publish(actor=city.actor("decider"), now=f.NOW, case=case)
    assert len(grants.found()) == 1
    withhold(city, case, ground="state")
    assert verbs(case) == ["cases.withheld", "cases.published", "cases.withheld"]


@pytest.mark.parametrize("who", ["window", "reviewer", "citizen", "agent", "chibi", "leader"])
def test_only_who_decides_at_the_body(city: f.City, who: str) -> None:
    case = city.granted()
    with pytest.raises(CaseForbidden):
        withhold(city, case, who)
    with pytest.raises(CaseForbidden):
        withholding.publish(actor=city.actor(who), now=f.NOW, case=case)
    assert len(grants.found()) == 1


def test_a_ground_and_a_reason_are_needed(city: f.City) -> None:
    case = city.granted()
    with pytest.raises(CaseRefused) as ground:
        withhold(city, case, ground="x")
    assert ground.value.field == "ground"
    with pytest.raises(ReasonMissing):
        withhold(city, case, reason=" ")
    with pytest.raises(TooLong):
        withhold(city, case, reason="长" * 501)


def test_the_page_of_the_case(city: f.City) -> None:
    case = city.granted()
    url, act = (f"/desk/cases/{case.item.number}/{tail}" for tail in ("", "withhold/"))
    decider, window = city.client("decider"), city.client("window")
    assert "准予后自动公开" in decider.get(url).content.decode()
    assert 'id="publicity"' not in window.get(url).content.decode()
    assert window.post(act, {"ground": "state", "reason": "x"}).status_code == 403
    decider.post(act, {"ground": "business", "reason": ""})
    assert not Withheld.objects.exists()
    decider.post(act, {"ground": "business", "reason": REASON})
    assert "商业秘密" in window.get(url).content.decode()
    decider.post(act, {"publish": "1"})
    assert 'id="publicity"' not in window.get(url).content.decode()
