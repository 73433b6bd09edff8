"""The index on the database in use: the same sets of finds on both."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.core.search import selectors, services
from tongban.core.search.errors import SearchError
from tongban.core.search.models import Document, Miss

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

TITLES = {
    "pharmacy": "我要开药店",
    "drug": "药品经营许可（零售）",
    "food": "食品经营许可",
    "road": "挖掘城市道路审批",
    "restaurant": "我要开餐馆",
}


@pytest.fixture
def index() -> None:
    for ref, title in TITLES.items():
        services.put(kind="matter", ref=ref, title=title, url=f"/guides/{ref}/")
    services.put(
        kind="matter", ref="device", title="第三类医疗器械经营许可", aliases=["卖血糖仪"],
        body="药店销售第三类医疗器械的，应当取得许可。办理地点在政务服务中心。",
    )  # fmt: skip
    services.put(kind="organisation", ref="rare", title="演示㙍𠮷氏药行", body="永安街道")


def refs(q: str, **more) -> set[str]:
    return {hit.ref for hit in selectors.find(q, **more)}


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("药店", {"pharmacy", "device"}),
        ("yd", {"pharmacy", "device"} - {"device"}),
        ("YAODIAN", {"pharmacy"}),
        ("yaod", {"pharmacy"}),
        ("食品经营", {"food"}),
        ("品经", {"food", "drug"}),
        ("血糖仪", {"device"}),
        ("xty", {"device"}),
        ("路", {"road"}),
        ("药店 许可", {"device"}),
        ("spjy", {"food"}),
        ("𠮷", {"rare"}),
        ("开 kai", {"pharmacy", "restaurant"}),
        ("经营许可", {"drug", "food", "device"}),
        ("怎么办药品许可", {"drug", "food", "device"}),
        ("", set()),
        ("？！“”'\"", set()),
        ("没有这个东西吗", set()),
    ],
)
def test_what_is_found(index, q, found):
    assert refs(q) == found


def test_title_before_alias_before_body_and_own_division_first(index):
    assert next(iter(selectors.find("药店"))).ref == "pharmacy"
    for division in ("421281", "421202", "421200"):
        services.put(kind="matter", ref=f"p{division}", title="公共场所卫生许可", division=division)
    assert [hit.ref for hit in selectors.find("卫生许可", division="421202")] == [
        "p421202", "p421200", "p421281",
    ]  # fmt: skip
    services.put(
        kind="matter", ref="p421281", title="公共场所卫生许可", division="421281", weight=5
    )
    assert selectors.find("卫生许可")[0].ref == "p421281"
    assert [hit.title for hit in selectors.suggest("ggcs")] == ["公共场所卫生许可"]


def test_kinds_and_limits(index):
    assert refs("药", kinds=["organisation"]) == {"rare"}
    assert refs("药", kinds=[]) == set()
    assert len(selectors.find("药", limit=1)) == 1


def test_putting_again_replaces_and_dropping_forgets(index, django_assert_max_num_queries):
    services.put(kind="matter", ref="food", title="食品生产许可")
    assert "food" not in refs("spjy")
    assert "food" in refs("食品生产")
    with django_assert_max_num_queries(3):
        services.put(kind="matter", ref="food", title="食品生产许可")
    services.drop("matter", "food")
    services.drop("matter", "food")
    assert "food" not in refs("食品生产")
    assert Document.objects.filter(ref="food").count() == 0


def test_the_index_follows_the_callers_transaction(index):
    with transaction.atomic():
        services.put(kind="matter", ref="undone", title="撤销的事")
        transaction.set_rollback(True)
    assert refs("撤销的事") == set()


def test_a_find_is_at_most_five_statements(index, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        selectors.find("怎么办药品许可")
    with django_assert_max_num_queries(3):
        selectors.suggest("药店")


def test_nothing_without_a_title():
    with pytest.raises(SearchError, match="search_title"):
        services.put(kind="matter", ref="x", title=" ")


def test_rebuilding_changes_nothing(index):
    before = refs("药店")
    assert services.rebuild() == Document.objects.count()
    assert refs("药店") == before


def test_misses_are_counted_and_private_ones_are_not(client: Client):
    client.get("/search/", {"q": "外星人登记"})
    client.get("/search/", {"q": "外星人 登记"})
    client.get("/search/", {"q": "外星人登记"})
    client.get("/search/", {"q": "13800000000"})
    assert {(miss.text, miss.count) for miss in Miss.objects.all()} == {
        ("外星人登记", 2), ("外星人 登记", 1),
    }  # fmt: skip
    services.record_miss(text="外星人登记", now=NOW + timedelta(days=30))
    assert Miss.objects.get(text="外星人登记").count == 3


def test_the_pages(index, client: Client):
    page = client.get("/search/", {"q": "药店"}).content.decode()
    assert "我要开药店" in page
    assert "/guides/pharmacy/" in page
    assert "没有找到" in client.get("/search/", {"q": "外星人"}).content.decode()
    assert client.get("/search/").status_code == 200
    offered = client.get("/search/suggest", {"q": "yd"}).content.decode()
    assert "我要开药店" in offered
    assert client.get("/search/suggest", {"q": ""}).content.decode().strip() == ""
    assert "<b>" not in client.get("/search/", {"q": "<b>x"}).content.decode()


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(max_size=30))
def test_no_query_breaks_the_engine(index, q):
    selectors.find(q)
    selectors.suggest(q)


def test_the_engine_is_the_databases_own():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_words")
        assert cursor.fetchone() == (0,)
