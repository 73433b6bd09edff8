"""The editors' pages of the search: synonyms, the box to try them, and what was not found."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from tongban.catalogue.tests import factories
from tongban.core.accounts import services as people
from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations.models import Organisation
from tongban.core.search import selectors, services
from tongban.core.search.models import Miss, SynonymSet

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WORDS = "/desk/catalogue/words/"
MISSED = "/desk/catalogue/words/missed/"


def signed_in(role: str, phone: str) -> Client:
    account = people.create_account(
        actor=SYSTEM, now=NOW, name=f"演示{role}", phone=phone, phone_verified=True
    )
    body = Organisation.objects.order_by("pk").first()
    assert body is not None
    people.grant_role(
        actor=SYSTEM, now=NOW, account_id=account.pk, role_code=role, organisation_id=body.pk
    )
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def editor(db: None) -> Any:
    factories.places()
    people.seed_roles()
    with time_machine.travel(NOW, tick=False):
        services.put(kind="matter", ref="licence", title="机动车驾驶证换证", url="/matters/l/")
        services.put(kind="matter", ref="birth", title="生育登记", url="/matters/b/")
        yield signed_in("service_office", "12000099801")


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def test_a_set_is_added_tried_changed_removed_and_brought_back(editor: Client) -> None:
    answer = editor.post(WORDS, {"words": "机动车驾驶证、驾照", "note": "常用"}, follow=True)
    assert "已定为同义词：机动车驾驶证、驾照" in text(answer)
    row = SynonymSet.objects.get()
    tried = text(editor.get(WORDS, {"try": "怎么办驾照"}))
    assert "不算数的词" in tried
    assert "“驾照”也按" in tried
    assert "机动车驾驶证换证" in tried
    assert "什么也找不到" in text(editor.get(WORDS, {"try": "火星"}))

    one = f"{WORDS}{row.pk}/"
    assert 'name="version" value="1"' in text(editor.get(one))
    editor.post(one, {"version": "1", "words": "机动车驾驶证 驾照 车本", "note": ""})
    assert [hit.ref for hit in selectors.find("车本")] == ["licence"]

    gone = editor.post(f"{one}remove/", follow=True)
    assert "不再按同义词查找" in text(gone)
    assert selectors.find("车本") == []
    assert "机动车驾驶证、驾照、车本" in text(editor.get(WORDS, {"removed": "1"}))
    assert "已恢复" in text(editor.post(f"{one}restore/", follow=True))
    assert [hit.ref for hit in selectors.find("车本")] == ["licence"]


def test_what_is_refused_comes_back_with_the_reason_and_what_was_typed(editor: Client) -> None:
    page = text(editor.post(WORDS, {"words": "驾照", "note": "单个"}), 422)
    assert "请写出至少两个意思相同的词" in page
    assert ">驾照</textarea>" in page
    assert 'value="单个"' in page
    assert not SynonymSet.objects.exists()


def test_an_editor_who_was_overtaken_is_told_and_loses_nothing(editor: Client) -> None:
    row = services.put_synonyms(actor=SYSTEM, now=NOW, words=["机动车驾驶证", "驾照"])
    services.change_synonyms(
        actor=SYSTEM, now=NOW, synonyms=row.pk, version=1, words=["机动车驾驶证", "驾驶本"]
    )
    sent = {"version": "1", "words": "机动车驾驶证、车本", "note": ""}
    page = text(editor.post(f"{WORDS}{row.pk}/", sent), 409)
    assert "刚被别人改过" in page
    assert "现在的内容是：机动车驾驶证、驾驶本" in page
    assert ">机动车驾驶证、车本</textarea>" in page
    text(editor.post(f"{WORDS}{row.pk}/", {**sent, "version": "2"}, follow=True))
    row.refresh_from_db()
    assert row.words == "机动车驾驶证、车本"


def test_words_are_listed_page_by_page_and_found_by_word_and_sound(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(60):
        services.put_synonyms(actor=SYSTEM, now=NOW, words=[f"甲乙{n}", f"丙丁{n}"])
    first = text(editor.get(WORDS))
    assert first.count("丙丁") == 50 * 2  # the row and its button
    before = SynonymSet.objects.order_by("-pk")[49].pk
    assert f"before={before}" in first
    assert text(editor.get(WORDS, {"before": before})).count("丙丁") == 10 * 2
    assert text(editor.get(WORDS, {"q": "丙丁59"})).count("甲乙59、丙丁59") == 2
    for sound in ("bingding", "bd"):
        assert "甲乙59" in text(editor.get(WORDS, {"q": sound}))
    assert "没有以此开头的词" in text(editor.get(WORDS, {"q": "戊己"}))
    with django_assert_max_num_queries(16):
        editor.get(WORDS)


def test_a_word_that_was_missed_becomes_a_synonym_in_one_step(editor: Client) -> None:
    for _ in range(3):
        services.record_miss(text="准生证", now=NOW)
    services.record_miss(text="哈哈哈", now=NOW, near=True)
    page = text(editor.get(MISSED))
    assert page.index("准生证") < page.index("哈哈哈")
    rows = dict(Miss.objects.values_list("text", "pk"))

    short = editor.post(MISSED, {"act": "synonym", "miss": rows["准生证"], "means": "证"})
    assert "太短" in text(short, 422)
    assert Miss.objects.get(text="准生证").state == "open"
    answer = editor.post(
        MISSED, {"act": "synonym", "miss": rows["准生证"], "means": "生育登记"}, follow=True
    )
    assert "已定为同义词：生育登记、准生证" in text(answer)
    assert [hit.ref for hit in selectors.find("准生证")] == ["birth"]
    assert Miss.objects.get(text="准生证").state == "done"

    answer = editor.post(MISSED, {"act": "ignored", "miss": rows["哈哈哈"]}, follow=True)
    assert "没有待处理的词" in text(answer)
    assert "放回待处理" in text(answer)
    assert "哈哈哈" in text(editor.get(MISSED, {"state": "ignored"}))
    editor.post(MISSED, {"act": "open", "miss": rows["哈哈哈"]})
    assert "哈哈哈" in text(editor.get(MISSED))


def test_missed_words_go_on_page_by_page_at_the_same_cost(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    Miss.objects.bulk_create(Miss(text=f"词{n}", count=n, last_at=NOW) for n in range(1, 61))
    with django_assert_max_num_queries(16):
        first = text(editor.get(MISSED))
    assert "词60<" in first
    assert "词10<" not in first
    last = Miss.objects.get(text="词11")
    assert f"after=11-{last.pk}" in first
    assert "词10<" in text(editor.get(MISSED, {"after": f"11-{last.pk}"}))


def test_what_is_gone_is_not_found(editor: Client) -> None:
    for path in (f"{WORDS}999/", f"{WORDS}{2**70}/"):
        text(editor.get(path), 404)
    for path in (f"{WORDS}999/remove/", f"{WORDS}999/restore/"):
        text(editor.post(path), 404)
    for sent in ({"act": "done", "miss": "999"}, {"act": "nonsense", "miss": "1"}, {}):
        text(editor.post(MISSED, sent), 404)
    for junk in ({"before": "9" * 30, "gone": "-1"}, {"after": "x-y", "settled": "1e9"}):
        text(editor.get(WORDS, junk))
        text(editor.get(MISSED, junk))


def test_nothing_typed_is_markup(editor: Client) -> None:
    services.record_miss(text="<b>粗体</b>", now=NOW)
    row = Miss.objects.get()
    page = text(editor.post(MISSED, {"act": "done", "miss": row.pk}, follow=True))
    for found in (page, text(editor.get(MISSED, {"state": "done"}))):
        assert "<b>粗体" not in found
        assert "&lt;b&gt;粗体" in found


@pytest.mark.parametrize("role", ["window", "leader", "auditor"])
def test_others_have_no_such_pages(editor: Client, role: str) -> None:
    row = services.put_synonyms(actor=SYSTEM, now=NOW, words=["机动车驾驶证", "驾照"])
    services.record_miss(text="准生证", now=NOW)
    client = signed_in(role, "12000099802")
    for path in (WORDS, MISSED, f"{WORDS}{row.pk}/"):
        assert client.get(path).status_code == 403
    for path in (WORDS, MISSED, f"{WORDS}{row.pk}/remove/", f"{WORDS}{row.pk}/restore/"):
        sent = {"words": "甲乙 丙丁", "act": "done", "miss": Miss.objects.get().pk}
        assert client.post(path, sent).status_code == 403
    assert SynonymSet.objects.get().removed_at is None
    assert Miss.objects.get().state == "open"
    assert "检索用词" not in client.get("/desk/").content.decode()
    assert "检索用词" in editor.get("/desk/").content.decode()
