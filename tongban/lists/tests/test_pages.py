"""Anyone reads lists: index, one list, an entry, what changed, downloads; and sends nonsense."""

import csv
import hashlib
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tongban.core.sheets.selectors import read_xlsx
from tongban.core.sheets.types import Limits
from tongban.lists import ports, rules, selectors, services
from tongban.lists.schemas import sheets
from tongban.lists.tests import factories as f
from tongban.lists.tests.factories import CODE, DRUG, NOW, TODAY, XIANAN, proof, proofs
from tongban.lists.types import Known, MatterLink

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "results"}
NASTY = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def here() -> f.Cast:
    return f.cast()


def page(client: Client, url: str, status: int = 200, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == status, url
    return answer.content.decode()


def test_the_index_says_what_there_is_and_how_it_gets_there(client: Client, here: f.Cast) -> None:
    assert "这里还没有清单" in page(client, "/lists/")
    f.published(proofs(1), division=f.CITY)
    f.published(proofs(5))
    f.published(proofs(2), division=f.CHIBI)
    whole = page(client, "/lists/")
    assert "施行中的清单 3 份，共 8 条" in whole
    assert f'href="/lists/{CODE}/"' in whole
    assert "就近办" not in whole  # nobody has published any
    county = page(client, "/lists/", division=XIANAN)
    assert "施行中的清单 2 份，共 6 条" in county
    part = client.get("/lists/", {"division": "nowhere"}, headers=HTMX).content.decode()
    assert "<html" not in part
    assert "3 份" in part


def test_a_list_is_read_and_narrowed(client: Client, here: f.Cast) -> None:
    f.published([*proofs(60), proof("特别的", replacement="direct", replaced_by=None)])
    url = f"/lists/{CODE}/"
    whole = page(client, url)
    for words in ("取消的证明事项清单", "61 项", "2026-11-23", "第 1 版", "共 61 条", "证明50"):
        assert words in whole
    assert "证明51" not in whole
    following = re.search(r'href="\?after=([^"&]+)"', whole)
    assert following
    assert "证明51" in page(client, url, after=following.group(1))
    found = page(client, url, q="特别", replacement="direct")
    assert "找到 1 条" in found
    assert "没有符合条件的条目" in page(client, url, q="没有这个词")
    every = page(client, url, print="1")
    assert "证明60" in every
    assert "hx-get" not in every


def test_whatever_stands_in_a_field_is_shown_as_text(client: Client, here: f.Cast) -> None:
    first = f.published(
        [proof(NASTY, purpose=NASTY, former_basis=[{"law": NASTY, "article": NASTY}])], note=NASTY
    )
    f.published([proof(NASTY, purpose=f"{NASTY}2")], since=TODAY + timedelta(days=1))
    key = selectors.all_entries(first)[0].key
    for url in (
        "/lists/",
        f"/lists/{CODE}/",
        f"/lists/{CODE}/?print=1",
        f"/lists/{CODE}/entries/{key}/",
        f"/lists/{CODE}/compare/",
        f"/lists/{CODE}/?q={NASTY}",
    ):
        text = page(client, url)
        assert NASTY not in text, url
    assert "&lt;script&gt;" in page(client, f"/lists/{CODE}/")


def test_old_coming_and_withdrawn_editions_say_what_they_are(client: Client, here: f.Cast) -> None:
    f.published(proofs(1), since=TODAY - timedelta(days=9), now=NOW - timedelta(days=9))
    f.published(proofs(2))
    f.published(proofs(3), since=TODAY + timedelta(days=9))
    url = f"/lists/{CODE}/"
    now = page(client, url)
    assert "2 项" in now
    assert "第 3 版 2026-12-02 起施行" in now
    assert "这是旧版本" in page(client, f"{url}editions/1/")
    assert "这一版还没有施行" in page(client, f"{url}editions/3/")
    assert "没有第 9 版" in page(client, f"{url}editions/9/", 404)
    act = {"actor": here.actor("office"), "now": NOW, "code": CODE, "reason": "数字有误"}
    services.withdraw(number=3, **act)
    assert "数字有误" in page(client, f"{url}editions/3/")
    services.withdraw(number=2, **act)
    none = page(client, url)
    assert "现在没有施行中的版本" in page(client, f"{url}editions/2/")
    assert "施行中</span>" not in none


def test_drafts_are_nobodys_to_read(client: Client, here: f.Cast) -> None:
    f.begun(here, entries=1)
    page(client, f"/lists/{CODE}/", 404)
    page(client, f"/lists/{CODE}/editions/1/", 404)
    page(client, f"/lists/{CODE}/list.json", 404)
    f_first = selectors.draft(CODE)
    assert f_first is not None
    key = selectors.all_entries(f_first)[0].key
    page(client, f"/lists/{CODE}/entries/{key}/", 404)


def test_an_entry_has_an_address_and_a_past(client: Client, here: f.Cast) -> None:
    first = f.published([proof(), proof("另一个")], since=TODAY - timedelta(days=9),
                        now=NOW - timedelta(days=9))  # fmt: skip
    f.published([proof(asked_by="民政局")])
    key, gone = [row.key for row in selectors.all_entries(first)]
    text = page(client, f"/lists/{CODE}/entries/{key}/")
    for words in ("民政局", "列入清单", "修改了原索要单位", "第 1 版"):
        assert words in text
    assert "市场监管局" in page(client, f"/lists/{CODE}/editions/1/entries/{key}/")
    assert "现行清单里没有这一条" in page(client, f"/lists/{CODE}/entries/{gone}/")
    assert "没有这一条" in page(client, f"/lists/{CODE}/entries/nothing/", 404)
    page(client, f"/lists/{CODE}/editions/2/entries/{gone}/", 404)


def test_matters_are_named_and_linked_through_the_port(
    client: Client, here: f.Cast, monkeypatch: Any
) -> None:
    asked = []

    def links(codes: Any, division: str) -> dict[str, MatterLink]:
        asked.append((set(codes), division))
        return {DRUG: MatterLink("药品零售许可", "/matters/guide/")}

    monkeypatch.setattr(ports.matters, "_source", links)
    edition = f.published([proof(matters=[DRUG, "0" * 12])])
    key = selectors.all_entries(edition)[0].key
    text = page(client, f"/lists/{CODE}/entries/{key}/")
    assert '<a href="/matters/guide/">药品零售许可</a>' in text
    assert "0" * 12 in text
    assert asked == [({DRUG, "0" * 12}, XIANAN)]


def test_what_changed_is_shown_entry_by_entry(client: Client, here: f.Cast) -> None:
    f.published([proof("留"), proof("走"), proof("改")], since=TODAY - timedelta(days=9),
                now=NOW - timedelta(days=9))  # fmt: skip
    f.published([proof("留"), proof("改", asked_by="民政局"), proof("新")])
    text = page(client, f"/lists/{CODE}/compare/")
    assert [text.index(word) for word in ("<h2>修改", "<h2>新增", "<h2>移除")]
    assert "其余 1 条没有变化" in text
    assert "民政局" in text
    same = client.get(f"/lists/{CODE}/compare/", {"from": "2", "to": "2"}, headers=HTMX)
    assert "两版内容相同" in same.content.decode()
    assert "<html" not in same.content.decode()
    page(client, f"/lists/{CODE}/compare/", **{"from": "x" * 40, "to": "٣"})


def test_json_is_what_was_frozen_and_hashed(client: Client, here: f.Cast) -> None:
    edition = f.published(proofs(2))
    answer = client.get(f"/lists/{CODE}/list.json")
    assert "sha256:" + hashlib.sha256(answer.content).hexdigest() == edition.content_hash
    whole = json.loads(answer.content)
    assert [one["values"]["name"] for one in whole["entries"]] == ["证明1", "证明2"]
    assert (whole["list"], whole["number"], whole["effective_from"]) == (CODE, 1, "2026-11-23")
    assert edition.content_hash in page(client, f"/lists/{CODE}/")


def test_csv_runs_no_formula(client: Client, here: f.Cast) -> None:
    f.published([proof("=1+1"), proof("@SUM(A1)")])
    answer = client.get(f"/lists/{CODE}/list.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "证明名称"
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'@SUM(A1)"]
    assert answer["Content-Disposition"].endswith(f'{CODE}-v1.csv"')


def test_a_workbook_comes_back_without_loss(client: Client) -> None:
    here = f.cast(villages=True)
    assert here
    values = {
        "name": "事项", "level": "both", "way": "done", "department": "民政局",
        "places": ["421202001", "421202001002"], "note": "一行\n又一行", "matters": [DRUG],
    }  # fmt: skip
    edition = f.published([values, {**values, "name": "另一项", "places": None}], kind="nearby")
    body = client.get(f"/lists/nearby-{XIANAN}/list.xlsx").content
    columns = selectors.columns_of(edition)
    table = sheets.spec(edition.published_list.title, columns)
    reading = read_xlsx(io.BytesIO(body), [table], limits=Limits(max_rows=10))
    known = Known(selectors.places_below(columns, XIANAN).codes)
    items = [sheets.item(columns, row.values, known) for row in reading]
    assert reading.problem_count == 0
    assert [found for _item, found in items] == [[], []]
    assert [item for item, _found in items] == [row.item for row in selectors.all_entries(edition)]


@pytest.mark.parametrize("kind", rules.KINDS, ids=lambda kind: kind.code)
def test_every_kind_has_a_table(kind: Any) -> None:
    table = sheets.spec(kind.title, kind.columns)
    assert len(table.columns) == len(kind.columns) + 1


@pytest.mark.parametrize("size", [5, 500])
def test_pages_cost_the_same_whatever_the_size(
    client: Client, here: f.Cast, django_assert_max_num_queries: Any, size: int
) -> None:
    first = f.published(proofs(size), since=TODAY - timedelta(days=9), now=NOW - timedelta(days=9))
    f.published([*proofs(size)[1:], proof("新的", matters=[DRUG])])
    key = selectors.all_entries(first)[1].key
    for url, most in (
        ("/lists/", 4),
        (f"/lists/{CODE}/", 6),
        (f"/lists/{CODE}/?q=证明&replacement=commitment", 6),
        (f"/lists/{CODE}/?print=1", 6),
        (f"/lists/{CODE}/entries/{key}/", 5),
        (f"/lists/{CODE}/compare/", 5),
        (f"/lists/{CODE}/list.json", 2),
        (f"/lists/{CODE}/list.csv", 2),
        (f"/lists/{CODE}/list.xlsx", 2),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["?after=|||", "?after=9-9-9", f"?q={'長' * 500}", "?place=x", "?replacement=[]", "?from=-1",
     "?number=%F0%9F%92%A9", "?print=1&after=x"],
)  # fmt: skip
def test_nonsense_is_no_filter(client: Client, here: f.Cast, query: str) -> None:
    f.published(proofs(1))
    assert client.get(f"/lists/{CODE}/{query}").status_code == 200
    assert client.get(f"/lists/{CODE}/compare/{query}").status_code == 200


def test_the_home_page_names_the_kinds_that_there_are(client: Client, here: f.Cast) -> None:
    assert "公开清单" not in page(client, "/")
    f.published(proofs(7))
    assert "取消的证明事项清单 7" in page(client, "/")
