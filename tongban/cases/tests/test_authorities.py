"""我的委托: given on the page, for all or some matters, ended by either side."""

import pytest

from tongban.cases.tests import factories as f
from tongban.core.shell import clock
from tongban.parties.models import Authorisation
from tongban.parties.selectors import may_act_for

PATH = "/my/authorities/"


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


def code(city, slug):
    return city.matters[slug][19:31]


def give(city, who="citizen", to="other", **more):
    one = city.parties[to]
    own = more.pop("principal", city.parties[who].pk if who in city.parties else 0)
    sent = {
        "principal": str(own), "name": one.name, "identity_type": one.identity_type,
        "number": one.identity_number, "reach": "all", "until": "2027-11-23", **more,
    }  # fmt: skip
    return city.client(who).post(PATH, sent)


def test_given_for_everything_until_a_day(city):
    assert give(city).status_code == 302
    row = Authorisation.objects.get()
    assert row.valid_to.isoformat() == "2027-11-23T16:00:00+00:00"
    assert may_act_for(city.actor("other"), city.parties["citizen"], now=f.NOW)
    assert city.parties["other"].name in city.client("citizen").get(PATH).content.decode()
    assert city.parties["citizen"].name in city.client("other").get(PATH).content.decode()


def test_given_for_some_matters_alone(city):
    assert (
        give(city, reach="some", matter=[code(city, "elder-card"), "nonsense"]).status_code == 302
    )
    assert Authorisation.objects.get().matters == [code(city, "elder-card")]
    principal = city.parties["citizen"]
    actor = city.actor("other")
    assert may_act_for(actor, principal, now=f.NOW, matter=code(city, "elder-card"))
    assert not may_act_for(actor, principal, now=f.NOW, matter=code(city, "drug-retail"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"reach": "some"},
        {"number": "421202199001011234"},
        {"until": "2020-01-01"},
        {"name": "演示别人"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(city, wrong):
    answer = give(city, **wrong)
    assert answer.status_code in {409, 422}
    assert wrong.get("name", city.parties["other"].name) in answer.content.decode()
    assert not Authorisation.objects.exists()


def test_nobody_gives_for_another(city):
    answer = give(city, who="other", to="agent", principal=city.parties["citizen"].pk)
    assert answer.status_code in {403, 404}
    assert not Authorisation.objects.exists()


@pytest.mark.parametrize("who", ["citizen", "other"])
def test_either_side_ends_it(city, who):
    give(city)
    row = Authorisation.objects.get()
    path = f"{PATH}{row.token}/revoke/"
    assert city.client("agent").post(path).status_code == 404
    for _again in range(2):
        assert city.client(who).post(path).status_code in {302, 404}
    row.refresh_from_db()
    assert row.revoked_at is not None
    assert not may_act_for(city.actor("other"), city.parties["citizen"], now=f.NOW)


def test_many_cost_no_more_statements(city, django_assert_max_num_queries):
    give(city)
    browser = city.client("citizen")
    browser.get(PATH)
    with django_assert_max_num_queries(40) as first:
        browser.get(PATH)
        cost = len(first)
    give(city, to="agent")
    with django_assert_max_num_queries(cost):
        browser.get(PATH)
