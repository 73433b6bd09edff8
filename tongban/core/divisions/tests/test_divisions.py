"""The tree: loaded whole and once, read in one query each way."""

import pytest
from django.test import Client

from tongban.core.divisions import selectors, services
from tongban.core.divisions.errors import BadDivision, UnknownDivision
from tongban.core.divisions.models import Division
from tongban.core.divisions.tests import factories
from tongban.core.divisions.types import DivisionRow

pytestmark = pytest.mark.django_db


def test_the_whole_city_loads_and_loads_again_without_a_change(django_assert_max_num_queries):
    rows = services.shipped()
    assert services.load_divisions(rows) == len(rows) == 1194
    levels = [row.level for row in Division.objects.all()]
    counted = {level: levels.count(level) for level in set(levels)}
    assert counted == {
        "province": 1, "city": 1, "county": 6, "zone": 1, "township": 89, "village": 1096,
    }  # fmt: skip
    with django_assert_max_num_queries(3):
        assert services.load_divisions(reversed(rows)) == 0


def test_a_renamed_division_is_the_only_one_written():
    factories.city()
    assert services.load_divisions([DivisionRow("421221", "421200", "county", "嘉鱼新县")]) == 1
    assert selectors.get("421221").name == "嘉鱼新县"


def test_ancestors_and_descendants_are_one_query_each(django_assert_num_queries):
    factories.whole_city()
    village = Division.objects.filter(level="village", parent="421202001").first()
    assert village is not None
    with django_assert_num_queries(1):
        above = selectors.ancestors(village.code)
    assert [one.code for one in above] == ["420000", "421200", "421202", "421202001"]
    with django_assert_num_queries(1):
        below = selectors.descendants("421202")
    assert len(below) == len(
        [r for r in services.shipped() if r.code.startswith("421202") and len(r.code) > 6]
    )
    assert all(one.path.startswith("420000/421200/421202/") for one in below)
    with django_assert_num_queries(1):
        assert len(selectors.descendants("421200", include_self=True)) == 1193


def test_the_zone_hangs_under_the_city_with_a_code_of_its_own():
    factories.city()
    zone = selectors.get("4212GX")
    assert (zone.parent_id, zone.level, zone.own) == ("421200", "zone", True)
    assert [one.code for one in selectors.counties()][-1] == "4212GX"
    assert not Division.objects.filter(own=True).exclude(code="4212GX").exists()


def test_children_are_sorted_as_a_reader_would():
    factories.city()
    assert [one.short_name for one in selectors.children("421200")] == [
        "赤壁", "崇阳", "嘉鱼", "通城", "通山", "咸安", "咸宁高新区",
    ]  # fmt: skip


@pytest.mark.parametrize("read", [selectors.get, selectors.ancestors, selectors.descendants])
def test_an_unknown_code_is_said(read):
    with pytest.raises(UnknownDivision):
        read("999999")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([DivisionRow("1", "2", "city", "甲")], "division_parent"),
        (
            [DivisionRow("1", "", "city", "甲"), DivisionRow("1", "", "city", "乙")],
            "division_twice",
        ),
        (
            [DivisionRow("1", "2", "city", "甲"), DivisionRow("2", "1", "city", "乙")],
            "division_circle",
        ),
        ([DivisionRow("1", "", "city", "")], "division_row"),
    ],
)
def test_rows_that_make_no_tree_are_refused(rows, reason):
    with pytest.raises(BadDivision, match=reason):
        services.load_divisions(rows)


@pytest.mark.parametrize(
    ("name", "level", "short"),
    [
        ("咸安区", "county", "咸安"),
        ("温泉街道", "township", "温泉"),
        ("湖北省", "province", "湖北"),
        ("城区", "county", "城区"),
        ("李堡桥村委会", "village", "李堡桥村"),
        ("桃溪社区居委会", "village", "桃溪社区"),
    ],
)
def test_short_names(name, level, short):
    assert services.short_name(name, level) == short


def test_the_public_reads(client: Client):
    factories.city()
    outlines = client.get("/divisions/counties.geojson")
    assert outlines.status_code == 200
    assert "public" in outlines["Cache-Control"]
    assert {f["properties"]["adcode"] for f in outlines.json()["features"]} == {
        "421202", "421221", "421222", "421223", "421224", "421281",
    }  # fmt: skip
    assert "审图号" in outlines.json()["attribution"]
    items = client.get("/divisions/children").json()["items"]
    assert next(item["code"] for item in items) == "421202"
    assert client.get("/divisions/children?parent=nobody").json()["items"] == []
