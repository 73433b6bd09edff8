"""Organisations: entered once, changed with a trace, found in one query."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.test import Client

from tongban.core.divisions.models import Division
from tongban.core.divisions.tests import factories as divisions
from tongban.core.ledger import selectors as ledger
from tongban.core.organisations import demo, selectors, services
from tongban.core.organisations.errors import BadOrganisation, UnknownOrganisation
from tongban.core.organisations.models import Organisation
from tongban.core.search import selectors as search
from tongban.lib.identifiers import IdentifierError, demo_uscc, uscc

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Clerk:
    ref: str = "account:1"


def save(code="scjg", **more):
    return services.save(
        **{
            "actor": Clerk(), "now": NOW, "code": code, "uscc": demo_uscc(len(code)),
            "name": f"演示{code}局", "division": "421202", **more,
        }
    )  # fmt: skip


@pytest.fixture(autouse=True)
def tree() -> None:
    divisions.city()


def test_saving_twice_writes_once_and_a_change_is_told():
    made = save()
    assert save() == made
    assert len(ledger.timeline(f"organisation:{made.pk}")) == 1
    save(phone="0715-0000001")
    assert len(ledger.timeline(f"organisation:{made.pk}")) == 2
    assert selectors.get("scjg").phone == "0715-0000001"


def test_what_lies_below_moves_with_its_parent():
    top, other = save("top"), save("other2")
    child = save("child", parent="top")
    leaf = save("leaf", parent="child")
    assert Organisation.objects.get(pk=leaf.pk).path == f"{top.pk}/{child.pk}/{leaf.pk}/"
    save("child", parent="other2")
    assert Organisation.objects.get(pk=leaf.pk).path == f"{other.pk}/{child.pk}/{leaf.pk}/"


@pytest.mark.parametrize(
    ("change", "error", "reason"),
    [
        ({"uscc": "11370800MB28559185"}, IdentifierError, "uscc_check"),
        ({"kind": "partner"}, BadOrganisation, "organisation_kind"),
        ({"partner_kind": "bank"}, BadOrganisation, "organisation_kind"),
        ({"name": "  "}, BadOrganisation, "organisation_name"),
        ({"parent": "nobody"}, UnknownOrganisation, "unknown_organisation"),
        ({"parent": "scjg"}, UnknownOrganisation, "unknown_organisation"),
    ],
)
def test_what_may_not_be(change, error, reason):
    with pytest.raises(error, match=reason):
        save(**change)
    assert not Organisation.objects.exists()


def test_an_organisation_is_never_put_below_itself():
    save("top")
    save("child", parent="top")
    with pytest.raises(UnknownOrganisation):
        save("top", parent="child")


def test_the_demo_city_is_entered_once_and_all_its_numbers_are_valid(django_assert_num_queries):
    said: list[str] = []
    demo.fill(now=NOW, say=said.append)
    count = Organisation.objects.count()
    demo.fill(now=NOW, say=said.append)
    assert Organisation.objects.count() == count > 60
    for one in Organisation.objects.all():
        assert uscc(one.uscc)[2:8] == "421299"
        assert "演示" in one.phone
    assert selectors.named("421202", "市场监管局").name == "咸安区市场监督管理局"
    with django_assert_num_queries(1):
        found = selectors.in_division("421200", below=True, kind="body")
        assert {one.division.code for one in found} == {"421200", "421202", "421281"}
    with django_assert_num_queries(1):
        assert selectors.get("scjg-421202").division.name == "咸安区"
    assert "scjg-421202" in {hit.ref for hit in search.find("市场监管", division="421202")}


def test_only_active_organisations_have_a_page(client: Client):
    save()
    page = client.get("/organisations/scjg/")
    assert page.status_code == 200
    assert "演示scjg局" in page.content.decode()
    save(active=False)
    assert client.get("/organisations/scjg/").status_code == 404
    assert client.get("/organisations/nobody/").status_code == 404
    assert search.find("演示scjg局") == []


def test_the_whole_city_has_bodies_in_every_county_and_township():
    names = [("421202001", "温泉街道"), ("421222103", "关刀镇"), ("421202451", "咸安商贸物流区")]
    towns = [Division(code=code, name=name, parent_id=code[:6]) for code, name in names]
    rows = demo.planned_besides(towns)
    codes = [row["code"] for row in (*demo.planned(), *rows)]
    assert len(codes) == len(set(codes))
    assert all(row.get("parent", "") in {"", *codes} for row in rows)
    counties = {row["division"] for row in rows if row["code"].startswith("gov-")}
    assert counties == {"421221", "421222", "421223", "421224"}
    assert sum(code.startswith("fgw-") for code in codes) == 7
    named = {row["code"]: row["name"] for row in rows}
    assert named["gov-421222"] == "通城县人民政府"
    assert named["fgw-421200"] == "咸宁市发展和改革委员会"
    assert named["fgw-421222"] == "通城县发展和改革局"
    assert named["town-421202001"] == "温泉街道办事处"
    assert named["town-421222103"] == "关刀镇人民政府"
    assert named["town-421202451"] == "咸安商贸物流区管理委员会"


def test_the_body_that_does_the_same_elsewhere_else_the_highest():
    here = save("here", short_name="民政局")
    top = save("top", short_name="政务服务中心", division="421281")
    roads = save("roads", short_name="城管局", division="421281", parent="top")
    same = save("equals", short_name="民政局", division="421281", parent="top")
    assert selectors.alike([roads.pk, top.pk, same.pk], here) == same.pk
    assert selectors.alike([roads.pk, top.pk], here) == top.pk
