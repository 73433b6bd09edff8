"""Agents with written authority: for some matters they see and do those alone."""

import pytest

from tongban.cases.errors import CaseUnknown
from tongban.cases.selectors import rows
from tongban.cases.tests import factories as f
from tongban.core.accounts.types import SYSTEM
from tongban.parties import services as parties
from tongban.parties.types import limited
from tongban.workflow.errors import NotAllowed, NotNow
from tongban.workflow.types import Terminate, Urge

DRUG, CARD = "drug-retail", "elder-card"


def code(city, slug):
    """The 基本编码 of a matter: the last twelve of its 实施编码."""
    return city.matters[slug][19:31]


def authorise(city, *slugs, principal="firm"):
    return parties.authorise(
        actor=SYSTEM,
        now=f.NOW,
        principal=city.parties[principal].pk,
        agent=city.parties["other"].pk,
        scope="演示委托",
        matters=[code(city, slug) for slug in slugs],
    )


def seen(city, who="other"):
    actor = city.actor(who)
    return {case.pk for case in rows.mine(actor)}, {case.pk for case in rows.visible(actor)}


def test_an_authority_for_one_matter_shows_its_cases_alone(city):
    drug, road = city.submitted(DRUG), city.submitted("road-dig")
    assert seen(city) == (set(), set())
    authorise(city, DRUG)
    assert seen(city) == ({drug.pk}, {drug.pk})
    actor = city.actor("other")
    assert rows.by_number(drug.item.number, actor).pk == drug.pk
    with pytest.raises(CaseUnknown):
        rows.by_number(road.item.number, actor)
    assert not rows.may_read(actor, road.subject)
    page = city.client("other").get("/my/cases/").content.decode()
    assert drug.item.number in page
    assert road.item.number not in page
    assert city.client("other").get(f"/my/cases/{road.item.number}/").status_code == 404


def test_and_lets_one_act_in_them_alone(city):
    drug, road = city.submitted(DRUG), city.submitted("road-dig")
    authorise(city, DRUG)
    city.perform("other", drug, Urge("请尽快"))
    with pytest.raises(NotAllowed):
        city.perform("other", road, Urge("请尽快"))


def test_an_authority_for_all_shows_all(city):
    both = {city.submitted(DRUG).pk, city.submitted("road-dig").pk}
    authorise(city)
    assert seen(city) == (both, both)


def test_taken_back_it_shows_nothing(city):
    city.submitted(DRUG)
    row = authorise(city, DRUG)
    parties.revoke(actor=SYSTEM, now=f.NOW, authorisation=row.pk)
    assert seen(city) == (set(), set())


def test_nothing_is_granted_to_who_is_dissolved(city):
    case = city.at_decision()
    firm = city.parties["firm"].pk
    parties.set_status(actor=SYSTEM, now=f.NOW, party=firm, status="dissolved", reason="已注销")
    with pytest.raises(NotNow) as refused:
        city.complete("decider", case, "decide", "approve")
    assert "已注销" in refused.value.detail["why"]
    city.perform("chief", case, Terminate("申请人已注销"))
    assert rows.by_id(case.pk).item.state == "terminated"


def test_the_refs_are_read_strictly():
    refs = {"party:5", "agent:5@000131902001", "agent:x@1", "agent:7@", "agent:7"}
    assert limited(refs) == [(5, "000131902001")]
