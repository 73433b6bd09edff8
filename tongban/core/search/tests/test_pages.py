"""The page of finds, the places of one, and the list under the box."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from tongban.core.divisions.services import load_divisions, shipped
from tongban.core.search import selectors, services
from tongban.core.search.types import Entry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NAMES = {"421202": "咸安区", "421281": "赤壁市", "421200": "咸宁市"}


@pytest.fixture
def index() -> None:
    load_divisions(row for row in shipped() if row.level != "village")
    services.put(kind="matter", ref="pharmacy", title="我要开药店", url="/guides/pharmacy/")
    services.put(kind="organisation", ref="body", title="药店协会", url="/organisations/body/")
    services.put_many(
        Entry("matter", f"p{code}", "公共场所卫生许可", f"{name}卫健局", (), f"/m/{code}/", code)
        for code, name in NAMES.items()
    )


def page(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_find_leads_to_the_readers_division_and_folds_the_others(index, client: Client):
    text = page(client, "/search/", q="卫生许可", division="421281")
    assert text.count('class="find-title">公共场所卫生许可') == 1
    assert 'class="find-link" href="/m/421281/"' in text
    assert "另有 2 个地方可办" in text
    assert "找到 1 项，赤壁市的排在前面" in text


def test_the_readers_division_is_remembered_until_the_whole_city_is_chosen(index, client: Client):
    page(client, "/search/", q="卫生许可", division="421281")
    assert 'href="/m/421281/"' in page(client, "/search/suggest", q="ws")
    text = page(client, "/search/", q="卫生许可")
    assert 'class="find-link" href="/m/421281/"' in text
    assert '<option value="421281" selected>赤壁市' in text
    page(client, "/search/", q="卫生许可", division="")
    assert "排在前面" not in page(client, "/search/", q="卫生许可")
    page(client, "/search/", q="卫生许可", division="<script>")
    assert "division" not in client.cookies or client.cookies["division"].value == ""


def test_kinds_are_tabs_only_where_there_are_several(index, client: Client):
    text = page(client, "/search/", q="药店")
    assert 'aria-label="按类别看"' in text
    assert "药店协会" in text
    only = page(client, "/search/", q="药店", kind="organisation")
    assert "我要开药店" not in only
    assert "药店协会" in only
    assert 'aria-label="按类别看"' not in page(client, "/search/", q="卫生许可")


def test_a_long_list_goes_on_page_by_page(index, client: Client):
    services.put_many(Entry("matter", f"m{n}", f"第{n}号备案", url=f"/b/{n}/") for n in range(45))
    first = page(client, "/search/", q="备案")
    assert "找到 45 项" in first
    assert "start=20" in first
    last = page(client, "/search/", q="备案", start="40")
    assert last.count('class="find-link"') == 5
    assert "start=20" in last
    assert "start=60" not in last
    for junk in ("-5", "x", "99999", "7"):
        page(client, "/search/", q="备案", start=junk)


def test_synonyms_that_were_used_are_named(index, client: Client):
    services.load_shipped(now=NOW)
    services.put(kind="matter", ref="licence", title="机动车驾驶证换证", url="/l/")
    text = page(client, "/search/", q="办驾照")
    assert "“驾照”也按“机动车驾驶证”" in text
    assert "机动车驾驶证换证" in text


def test_nothing_found_says_what_to_do(index, client: Client):
    text = page(client, "/search/", q="外星人")
    assert "没有找到“外星人”" in text
    assert 'href="tel:12345"' in text
    assert "已经记下" in text
    assert "已经记下" not in page(client, "/search/", q="13800000000")
    mistyped = page(client, "/search/", q="我要开要店")
    assert "您要找的是不是" in mistyped
    assert "我要开药店" in mistyped


def test_what_is_only_similar_is_said_to_be(index, client: Client):
    text = page(client, "/search/", q="外星人药店")
    assert "没有与“外星人药店”完全相符的，下面是相近的" in text
    assert "我要开药店" in text


def test_the_list_under_the_box_has_each_title_once(index, client: Client):
    text = page(client, "/search/suggest", q="weisheng")
    assert text.count("公共场所卫生许可") == 1
    assert text.count('role="option"') == 2  # it, and all results
    assert "我要开药店" in page(client, "/search/suggest", q="yd")
    for q in ("", "外星人"):
        assert page(client, "/search/suggest", q=q).strip() == ""


def test_all_places_of_a_find(index, client: Client):
    services.put_many(
        Entry("matter", f"t{row.code}", "公共场所卫生许可", "", (), f"/m/{row.code}/", row.code)
        for row in shipped()
        if row.level == "township"
    )
    (hit,) = selectors.find("卫生许可", division="421281")
    text = page(client, "/search/", q="卫生许可", division="421281")
    assert f'href="/search/places/{hit.heading}/"' in text
    assert f"全部 {hit.count} 个地方" in text
    every = page(client, f"/search/places/{hit.heading}/")
    assert every.index("赤壁市") < every.index("咸安区")
    assert "温泉街道" in every
    for gone in (hit.heading + 1, 2**63 - 1, 2**70):
        assert client.get(f"/search/places/{gone}/").status_code == 404


def test_nothing_typed_is_markup(index, client: Client):
    assert client.get("/search/").status_code == 200
    for address in ("/search/", "/search/suggest"):
        assert "<b>" not in page(client, address, q="<b>药店")


def test_a_page_costs_the_same_for_one_find_and_for_twenty(
    index, client: Client, django_assert_max_num_queries
):
    services.put_many(Entry("matter", f"m{n}", f"第{n}号备案") for n in range(30))
    client.get("/search/", {"q": "备案"})
    for q in ("备案", "卫生许可"):
        with django_assert_max_num_queries(7):  # mark, titles, bodies, documents, places, names
            client.get("/search/", {"q": q, "division": "421202"})
    with django_assert_max_num_queries(4):
        client.get("/search/suggest", {"q": "备案"})


def test_places_and_choices_are_written_as_text(index, client: Client):
    """They are written without the template's engine, which would have escaped them by itself."""
    services.put_many(
        Entry("matter", f"x{code}", "开<b>店</b>", "", (), f'/m/"{code}', code) for code in NAMES
    )
    text = page(client, "/search/", q="店", division="421281")
    assert "<b>" not in text
    assert '/m/"' not in text
    assert '<span class="sr-only">的开&lt;b&gt;店&lt;/b&gt;</span>' in text
    assert text.count(" selected") == 1
    assert '<option value="421281" selected>赤壁市</option>' in text
    assert '<optgroup label="赤壁市"><option value="421281"' in text
