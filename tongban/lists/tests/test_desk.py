"""The desk: who gets in, editing without a manual, two editors, review, publishing."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from tongban.lists import ports, rules, selectors, services
from tongban.lists.models import Entry, ListEdition
from tongban.lists.tests import factories as f
from tongban.lists.tests.factories import CODE, DRUG, NOW, PROOFS, XIANAN, proof, proofs
from tongban.lists.types import MatterLink

pytestmark = pytest.mark.django_db
URL = f"/desk/lists/{CODE}/"
NASTY = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def here() -> f.Cast:
    return f.cast()


def browser(here: f.Cast, who: str = "editor") -> Client:
    client = Client()
    client.force_login(here.accounts[who])
    return client


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


def form(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a browser posts of an entry's form."""
    return {"seen": "999", "session": "mine", **values, **more}


def draft() -> ListEdition:
    found = selectors.draft(CODE)
    assert found is not None
    return found


def entries() -> list[Entry]:
    return selectors.all_entries(draft())


# --- who gets in ----------------------------------------------------------------------------------


def test_each_sees_the_lists_that_they_keep(here: f.Cast) -> None:
    f.begun(here, entries=1)
    f.published(proofs(2), division=f.CHIBI)
    assert "咸安区" in page(browser(here), "/desk/lists/")
    assert "赤壁市</td>" not in page(browser(here), "/desk/lists/")
    assert "这里还没有清单" in page(browser(here, "second"), "/desk/lists/?show=review")
    for who in ("window", "leader"):
        page(browser(here, who), "/desk/lists/", 403)
        page(browser(here, who), URL, 403)
    for url in (URL, f"{URL}draft/", f"{URL}review/", f"{URL}draft/import/"):
        page(browser(here, "chibi"), url, 404)
        assert page(browser(here, "editor"), url)


def test_the_desk_knows_what_waits(here: f.Cast) -> None:
    edition = f.begun(here, entries=1)
    assert "取消的证明事项清单第 1 版" not in page(browser(here), "/desk/")
    services.submit(actor=here.actor("editor"), now=NOW, code=CODE, seen=edition.revision)
    assert f"{URL}review/" in page(browser(here, "office"), "/desk/")
    assert f"{URL}review/" not in page(browser(here, "editor"), "/desk/")
    services.send_back(actor=here.actor("office"), now=NOW, code=CODE, reason="缺依据")
    assert "被退回，待修改" in page(browser(here, "editor"), "/desk/")
    assert "缺依据" in page(browser(here, "editor"), f"{URL}draft/")


# --- beginning and editing ------------------------------------------------------------------------


def test_a_list_is_begun_from_the_dialogue(here: f.Cast) -> None:
    client = browser(here)
    given = {"kind": PROOFS, "division": XIANAN}
    answer = client.post("/desk/lists/begin/", given)
    assert answer["Location"] == f"{URL}draft/"
    body = f"scjg-{XIANAN}"
    own = client.post("/desk/lists/begin/", {"kind": "minor-violations", "organisation": body})
    assert own["Location"] == f"/desk/lists/minor-violations-{XIANAN}-{body}/draft/"
    for bad in (
        {"kind": PROOFS, "division": f.CHIBI},
        {"kind": "nearby", "division": f.CITY},
        {"kind": "no-such"},
        {"kind": PROOFS, "division": "9" * 30},
        {"kind": "minor-violations", "organisation": "nobody"},
    ):
        refused = client.post("/desk/lists/begin/", bad)
        assert refused.status_code in {302, 404}
        assert refused.get("Location", "/desk/lists/") == "/desk/lists/"


@pytest.mark.parametrize("kind", rules.KINDS, ids=lambda kind: kind.code)
def test_every_kind_has_a_form_that_explains_itself(here: f.Cast, kind: Any) -> None:
    division = f.CITY if "city" in kind.levels else XIANAN
    body = f"xzsp-{division}" if kind.by_body else ""
    edition = services.begin(
        actor=here.actor("city"), now=NOW, kind=kind.code, division=division, organisation=body
    )
    code = edition.published_list.code
    client = browser(here, "city")
    answer = client.post(f"/desk/lists/{code}/draft/add/")
    again = client.post(f"/desk/lists/{code}/draft/add/")
    assert answer["Location"] == again["Location"]  # the one that was left empty
    text = page(client, answer["Location"])
    for column in kind.columns:
        assert column.title in text
        assert f'name="{column.name}"' in text or column.type == "places"
        assert column.help.split("“")[0] in text
    assert 'data-autosave="' in text


def test_an_entry_is_filled_saved_and_corrected(here: f.Cast) -> None:
    f.begun(here)
    client = browser(here)
    url = client.post(f"{URL}draft/add/")["Location"]
    wrong = client.post(url, form(proof(since="2026-02-30")))
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert 'href="#id_since"' in text
    assert "取消日期：请填写日期" in text
    assert 'value="无犯罪记录证明"' in text  # nothing typed is lost
    saved = client.post(url, form(proof(since="2026-02-28", former_basis="《某法》第一条")))
    assert saved.status_code == 302
    (entry,) = entries()
    assert entry.values["since"] == "2026-02-28"
    assert entry.values["former_basis"] == [{"law": "某法", "article": "第一条", "certain": True}]
    text = page(client, url)
    assert "《某法》第一条" in text
    assert f'href="{URL}draft/#{entry.key}"' in text
    more = client.post(url, form(proof("又一个"), seen="9", then="add"))
    assert more["Location"] != url


def test_autosave_answers_in_a_sentence(here: f.Cast) -> None:
    f.begun(here)
    client = browser(here)
    url = client.post(f"{URL}draft/add/")["Location"]
    assert client.post(f"{url}save/", form({"name": "半条"})).json() == {"saved": True}
    assert client.post(f"{url}save/", form({"name": "半条多"})).status_code == 200
    bad = client.post(f"{url}save/", form({"name": "半条", "since": "明天"}))
    assert (bad.status_code, bad.json()["detail"][:5]) == (422, "取消日期：")
    assert entries()[0].title == "半条多"
    long = client.post(f"{url}save/", form({"name": "长" * 301}))
    assert "最多 300 个字" in long.json()["detail"]
    assert client.post(f"{url}save/", form({"name": "\x00"})).status_code == 400


def test_the_second_editor_sees_both_and_decides(here: f.Cast) -> None:
    f.begun(here)
    entry = f.put(here, proof())
    url = f"{URL}draft/entries/{entry.key}/"
    seen = str(draft().revision)
    f.put(here, proof(asked_by="民政局"), key=entry.key, who="second")
    client = browser(here)
    typed = form(proof(asked_by="公安局"), seen=seen)
    silent = client.post(f"{url}save/", typed)
    assert silent.status_code == 409
    assert "演示second在 2026-11-23 09:00 改过这一条" in silent.json()["detail"]
    answer = client.post(url, typed)
    assert answer.status_code == 409
    text = answer.content.decode()
    for words in ("演示second", "民政局", "公安局", "对方填的", "您填的"):
        assert words in text
    assert 'data-autosave="' not in text
    assert entries()[0].values["asked_by"] == "民政局"
    again = client.post(url, {**typed, "seen": str(draft().revision)})
    assert again.status_code == 302
    assert entries()[0].values["asked_by"] == "公安局"


def test_matters_are_named_by_name(here: f.Cast, monkeypatch: Any) -> None:
    links = {DRUG: MatterLink("药品零售、批发许可", "/m/")}
    monkeypatch.setattr(ports.matters, "_source", lambda codes, _d: links)
    monkeypatch.setattr(
        ports.matters,
        "_names",
        lambda names: {"药品零售、批发许可": DRUG} if "药品零售、批发许可" in names else {},
    )
    f.begun(here)
    client = browser(here)
    url = client.post(f"{URL}draft/add/")["Location"]
    unknown = client.post(url, form(proof(matters="没有这件事")))
    assert "没有叫“没有这件事”的事项" in unknown.content.decode()
    client.post(url, form(proof(matters="药品零售、批发许可\n000000000001、000000000002")))
    assert entries()[0].values["matters"] == [DRUG, "000000000001", "000000000002"]
    assert "药品零售、批发许可\n000000000001" in page(client, url)


def test_places_are_boxes_to_tick(here: f.Cast) -> None:
    from tongban.core.divisions.services import load_divisions, shipped

    load_divisions(
        row
        for row in shipped()
        if row.level in {"township", "village"} and row.code.startswith(XIANAN)
    )
    services.begin(actor=here.actor("office"), now=NOW, kind="nearby", division=XIANAN)
    client = browser(here, "office")
    url = client.post(f"/desk/lists/nearby-{XIANAN}/draft/add/")["Location"]
    assert "温泉街道" in page(client, url)
    values = {"name": "事项", "level": "township", "way": "done", "department": "民政局"}
    client.post(url, {**form(values), "places": ["421202001", "421202001002"]})
    found = selectors.draft(f"nearby-{XIANAN}")
    assert found is not None
    assert selectors.all_entries(found)[0].values["places"] == ["421202001", "421202001002"]
    assert "万年路社区" in page(client, url)  # a village that was ticked stays to be seen


# --- the table ------------------------------------------------------------------------------------


def test_the_table_says_what_is_still_to_do(here: f.Cast) -> None:
    f.begun(here, entries=2)
    f.put(here, {"name": "半条"})
    client = browser(here)
    text = page(client, f"{URL}draft/")
    assert "有 1 条还要补充或改正" in text
    assert "请填写原索要单位" in text
    only = page(client, f"{URL}draft/?show=problems")
    assert "半条" in only
    assert "证明1</a>" not in only
    assert "没有符合条件的条目" in page(client, f"{URL}draft/?q=没有这个")
    answer = client.post(f"{URL}draft/submit/", {"seen": str(draft().revision)})
    assert answer.status_code == 422
    assert "有 3 处要改正。第 3 条：请填写原来办什么事要用" in answer.content.decode()


def test_rows_are_removed_restored_and_moved(here: f.Cast) -> None:
    f.begun(here, entries=3)
    client = browser(here)
    first = entries()[0]
    seen = {"seen": str(draft().revision)}
    answer = client.post(f"{URL}draft/entries/{first.key}/remove/", seen, follow=True)
    assert "已移除“证明1”" in answer.content.decode()
    assert "已移除 1 条" in answer.content.decode()
    assert [one.title for one in entries()] == ["证明2", "证明3"]
    client.post(f"{URL}draft/entries/{first.key}/restore/")
    client.post(f"{URL}draft/entries/{first.key}/move/", {"to": "3"})
    assert [one.title for one in entries()] == ["证明2", "证明3", "证明1"]
    for junk in ({"to": "x"}, {"to": "9" * 40}, {}):
        assert client.post(f"{URL}draft/entries/{first.key}/move/", junk).status_code == 302
    assert client.get(f"{URL}draft/entries/{first.key}/remove/").status_code == 405


def test_whatever_stands_in_a_field_is_text_on_the_desk_too(here: f.Cast) -> None:
    f.begun(here)
    entry = f.put(here, proof(NASTY, purpose=NASTY, asked_by=f'"{NASTY}'))
    client = browser(here)
    services.remove_entry(
        actor=here.actor("editor"), now=NOW, code=CODE, key=f.put(here, proof(f"{NASTY}2")).key,
        seen=99,
    )  # fmt: skip
    for url in (f"{URL}draft/", f"{URL}draft/entries/{entry.key}/", f"{URL}review/", URL):
        assert NASTY not in page(client, url), url


# --- review and publishing ------------------------------------------------------------------------


def test_from_desk_to_the_public_page(here: f.Cast) -> None:
    f.published(proofs(2))
    f.begun(here)
    f.put(here, proof("第三"))
    editor, office, reader = browser(here), browser(here, "office"), Client()
    before = page(editor, f"{URL}review/")
    assert "与第 1 版" in before
    assert "第三" in before
    assert "还没有送审" in before
    answer = editor.post(f"{URL}draft/submit/", {"seen": str(draft().revision), "note": "加一条"})
    assert answer["Location"] == f"{URL}review/"
    assert editor.get(f"{URL}draft/")["Location"] == f"{URL}review/"
    assert "由咸安区政务服务机构审核公布" in page(editor, f"{URL}review/")
    text = page(office, f"{URL}review/")
    assert "送审说明：加一条" in text
    assert 'value="2026-11-24"' in text  # tomorrow, unless they say otherwise
    given = {"seen": str(draft().revision), "document": "演示〔2026〕2号", "note": "加一条"}
    for day, words in (
        ("2026-11-22", "施行日期不能早于今天（2026-11-23）"),
        ("2026-02-30", "请填写施行日期"),
        ("", "请填写施行日期"),
    ):
        refused = office.post(f"{URL}review/publish/", {**given, "effective_from": day})
        assert refused.status_code == 422
        assert words in refused.content.decode()
        assert "演示〔2026〕2号" in refused.content.decode()
    refused = editor.post(f"{URL}review/publish/", {**given, "effective_from": "2026-11-24"})
    assert refused.status_code == 403
    done = office.post(f"{URL}review/publish/", {**given, "effective_from": "2026-11-24"})
    assert done["Location"] == URL
    assert "即将更新" in page(reader, f"/lists/{CODE}/")
    text = page(office, URL)
    for words in ("待施行", "演示〔2026〕2号", "公布了《取消的证明事项清单》第 2 版", "演示office"):
        assert words in text
    withdrawn = office.post(f"{URL}editions/2/withdraw/", {"reason": ""})
    assert "请写明理由" in withdrawn.content.decode()
    office.post(f"{URL}editions/2/withdraw/", {"reason": "有误"})
    assert "即将更新" not in page(reader, f"/lists/{CODE}/")
    assert editor.post(f"{URL}editions/1/withdraw/", {"reason": "x"}).status_code == 403


def test_a_review_may_end_with_the_editor(here: f.Cast) -> None:
    edition = f.begun(here, entries=1)
    services.submit(actor=here.actor("editor"), now=NOW, code=CODE, seen=edition.revision)
    office = browser(here, "office")
    assert office.post(f"{URL}review/return/", {"reason": " "}).status_code == 422
    assert office.post(f"{URL}review/return/", {"reason": "第 1 条缺依据"})["Location"] == URL
    assert "第 1 条缺依据" in page(browser(here), f"{URL}draft/")
    stale = office.post(f"{URL}review/publish/", {"seen": "1", "effective_from": "2026-12-01"})
    assert stale.status_code == 409
    assert "不能公布" in stale.content.decode()


def test_a_draft_is_deleted_only_as_it_was_seen(here: f.Cast) -> None:
    edition = f.begun(here, entries=1)
    client = browser(here)
    text = client.post(f"{URL}draft/discard/", {"seen": "0"}, follow=True).content.decode()
    assert "请刷新页面" in text
    client.post(f"{URL}draft/discard/", {"seen": str(edition.revision)})
    assert selectors.draft(CODE) is None
    assert client.get(f"{URL}review/")["Location"] == URL
    page(client, f"{URL}draft/", 404)


@pytest.mark.parametrize("size", [5, 500])
def test_the_desks_pages_cost_the_same_whatever_the_size(
    here: f.Cast, django_assert_max_num_queries: Any, size: int
) -> None:
    f.published(proofs(size))
    f.begun(here)
    f.put(here, proof("新的"))
    client = browser(here)
    client.get(URL)
    key = entries()[1].key
    for url, most in (
        ("/desk/lists/", 17),
        (URL, 17),
        (f"{URL}draft/", 17),
        (f"{URL}draft/?q=证明", 17),
        (f"{URL}draft/entries/{key}/", 15),
        (f"{URL}review/", 16),
        (f"{URL}draft/table.xlsx", 8),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200


def test_the_draft_is_paged_by_key(here: f.Cast) -> None:
    f.published(proofs(120))
    f.begun(here)
    client = browser(here)
    seen, after = set(), ""
    while True:
        text = page(client, f"{URL}draft/?after={after}")
        rows = [one for one in entries() if f'id="{one.key}"' in text]
        seen |= {one.title for one in rows}
        after = rows[-1].key
        if len(rows) < 50:
            break
    assert len(seen) == 120
    assert page(client, f"{URL}draft/?after=nothing")


def test_the_menu_is_for_who_keeps_lists(here: f.Cast) -> None:
    assert 'href="/desk/lists/"' in page(browser(here), "/desk/")
    assert 'href="/desk/lists/"' not in page(browser(here, "window"), "/desk/")
