"""The index on the database in use: the same sets of finds on both."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.core.jobs.tests.threads import need_disk, together
from tongban.core.search import selectors, services
from tongban.core.search.errors import SearchError
from tongban.core.search.models import Document, Heading
from tongban.core.search.types import Entry

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
        ("怎么办药品许可", {"drug"}),
        ("", set()),
        ("？！“”'\"", set()),
        ("没有这个东西吗", set()),
    ],
)
def test_what_is_found(index, q, found):
    assert refs(q) == found


def test_title_before_alias_before_body(index):
    assert next(iter(selectors.find("药店"))).ref == "pharmacy"


COUNTIES = {"421281": "赤壁", "421202": "咸安", "421200": "咸宁", "421202001": "温泉"}


@pytest.fixture
def hygiene() -> None:
    services.put_many(
        Entry(
            "matter", f"p{code}", "公共场所卫生许可", f"演示{name}卫健局", (), f"/m/{code}/", code
        )
        for code, name in COUNTIES.items()
    )


def test_one_title_is_one_find_with_its_places_the_readers_first(hygiene):
    (hit,) = selectors.find("卫生许可", division="421202")
    assert (hit.ref, hit.division, hit.count) == ("p421202", "421202", 4)
    assert [place.division for place in hit.places] == ["421200", "421202001", "421281"]
    assert [hit.title for hit in selectors.suggest("ggcs")] == ["公共场所卫生许可"]
    (nearest,) = selectors.suggest("ggcs", division="421281")
    assert nearest.url == "/m/421281/"
    (inside,) = selectors.find("卫生许可", division="421202002")
    assert inside.division == "421202"


def test_the_places_of_a_find_are_folded_after_a_dozen(hygiene):
    services.put_many(
        Entry("matter", f"v{n}", "公共场所卫生许可", division=f"421281{n:03d}") for n in range(20)
    )
    (hit,) = selectors.find("卫生许可", division="421202")
    assert (len(hit.places), hit.count) == (12, 24)
    title, near = selectors.places(hit.heading, division="421281")
    assert title == "公共场所卫生许可"
    assert len(near) == 24
    assert near[0].division == "421281"


def test_a_place_in_the_query_chooses_the_document_that_names_it(hygiene):
    (hit,) = selectors.find("赤壁 卫生许可", division="421202")
    assert hit.division == "421281"


def test_what_the_readers_division_has_comes_before_what_only_others_have(hygiene):
    services.put(kind="matter", ref="other", title="公共场所卫生许可延续", division="421281")
    services.put(kind="matter", ref="own", title="公共场所卫生许可变更", division="421202")
    services.put(kind="matter", ref="far", title="公共场所卫生许可注销", division="421221")
    found = [hit.ref for hit in selectors.find("场所卫生", division="421202")]
    assert set(found[:2]) == {"p421202", "own"}
    assert set(found[2:]) == {"other", "far"}


def test_more_weight_comes_first_among_equals():
    for ref, weight in (("light", 0), ("heavy", 5)):
        services.put(kind="matter", ref=ref, title=f"公共场所卫生许可{ref}", weight=weight)
    assert [hit.ref for hit in selectors.find("卫生许可")] == ["heavy", "light"]


def test_kinds_and_limits(index):
    assert refs("药", kinds=["organisation"]) == {"rare"}
    assert refs("药", kinds=[]) == set()
    assert len(selectors.find("药", limit=1)) == 1


def test_putting_again_replaces_and_dropping_forgets(index, django_assert_max_num_queries):
    services.put(kind="matter", ref="food", title="食品生产许可")
    assert "food" not in refs("spjy")
    assert "food" in refs("食品生产")
    with django_assert_max_num_queries(3):  # one, in a savepoint
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


def test_thousands_are_put_at_once_and_again_costs_a_look(django_assert_max_num_queries):
    entries = [
        Entry("matter", f"r{n}", f"第{n // 10}号事项", f"甲{n % 10}局", division=f"42120{n % 10}")
        for n in range(1_200)
    ]
    with django_assert_max_num_queries(52):
        assert services.put_many(entries) == 1_200
    assert Heading.objects.count() == 120
    with django_assert_max_num_queries(9):  # a look a batch, each in a savepoint
        assert services.put_many(entries) == 0
    changed = [replace(entry, body="乙局") for entry in entries[:7]]
    assert services.put_many([*entries[7:], *changed]) == 7
    assert selectors.find("乙局")[0].title == "第0号事项"
    with django_assert_max_num_queries(30):
        assert services.drop_many("matter", [entry.ref for entry in entries[:600]]) == 600
    assert Heading.objects.count() == 60
    assert services.drop_many("matter", ["r0"]) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_words")
        assert cursor.fetchone() == (60,)


def test_a_new_title_is_a_new_find_and_the_old_one_is_gone(hygiene):
    for code in COUNTIES:
        services.put(kind="matter", ref=f"p{code}", title="住宿业卫生许可", division=code)
    assert {hit.title for hit in selectors.find("卫生许可")} == {"住宿业卫生许可"}
    assert Heading.objects.count() == 1


def test_a_heading_has_all_names_of_its_documents():
    for ref, alias in (("a", "理发店"), ("b", "美容院")):
        services.put(kind="matter", ref=ref, title="公共场所卫生许可", aliases=[alias])
    assert len(selectors.find("理发店")) == len(selectors.find("美容院")) == 1
    services.drop("matter", "b")
    assert selectors.find("美容院") == []


def test_the_last_place_gone_the_find_is_gone(hygiene):
    services.drop("matter", "p421281")
    (hit,) = selectors.find("卫生许可", division="421281")
    assert (hit.ref, hit.count) == ("p421200", 3)
    services.drop_many("matter", [f"p{code}" for code in COUNTIES])
    assert selectors.find("卫生许可") == []


@pytest.mark.django_db(transaction=True)
def test_many_that_write_one_heading_at_once_lose_nothing():
    need_disk()

    def put(n: int) -> None:
        services.put(kind="matter", ref=f"t{n}", title="公共场所卫生许可", body=f"第{n}号窗口")

    results = together(*(lambda n=n: put(n) for n in range(6)))
    assert results == [None] * 6
    assert Heading.objects.count() == 1
    for n in range(6):
        (hit,) = selectors.find(f"第{n}号窗口")
        assert hit.count == 6


def test_a_find_and_a_suggestion_cost_the_same_with_many_documents(
    hygiene, index, django_assert_num_queries
):
    with django_assert_num_queries(4):  # mark, titles, bodies, documents
        selectors.find("药店 许可")
    with django_assert_num_queries(3):  # mark, titles, documents
        selectors.suggest("卫生")
    with django_assert_num_queries(5):  # mark, titles, bodies, then any word in titles and bodies
        selectors.find("完全没有的词")


def test_a_page_is_a_part_of_what_was_found():
    services.put_many(Entry("matter", f"m{n}", f"第{n}号许可") for n in range(30))
    first = selectors.look_up("许可", limit=20)
    second = selectors.look_up("许可", start=20, limit=20)
    assert (first.total, len(first.hits), len(second.hits)) == (30, 20, 10)
    assert not {hit.ref for hit in first.hits} & {hit.ref for hit in second.hits}
    assert (first.near, first.capped) == (False, False)


def test_what_is_merely_similar_says_so(index):
    found = selectors.look_up("外星人食品经营")
    assert found.near
    assert "food" in {hit.ref for hit in found.hits}
    assert not selectors.look_up("食品经营").near


def test_what_was_mistyped_is_offered_right(index):
    assert "食品经营许可" in selectors.similar("食品经营许科")
    assert "我要开药店" in selectors.similar("我要开要店")  # by its sound
    assert selectors.similar("外星人") == []


def test_old_words_are_written_anew_by_the_tick(index):
    Heading.objects.update(made_by=0, said="")
    assert services.rewrite(NOW) == Heading.objects.count()
    assert services.rewrite(NOW) == 0
    assert Heading.objects.get(title="我要开药店").said.startswith("woyaokaiyaodian wykyd")


def test_nothing_without_a_title():
    with pytest.raises(SearchError, match="search_title"):
        services.put(kind="matter", ref="x", title=" ")


def test_rebuilding_changes_nothing(index):
    before = refs("药店")
    assert services.rebuild() == Heading.objects.count()
    assert refs("药店") == before


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(max_size=30))
def test_no_query_breaks_the_engine(index, q):
    selectors.find(q)
    selectors.suggest(q)
    selectors.similar(q)


def test_the_engine_is_the_databases_own():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_words")
        assert cursor.fetchone() == (0,)
