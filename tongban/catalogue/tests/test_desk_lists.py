"""Lists of drafts and of implementation lists on the desk, their life, and the comparison."""

import re
from typing import Any

import pytest
from django.test import Client

from tongban.catalogue import demo
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.desk import Place, submitted
from tongban.catalogue.tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_lists_of_drafts_by_state(place: Place) -> None:
    submitted(place)
    chief = place.browser("chief")
    assert "药品经营许可证" in chief.get("/desk/catalogue/drafts/").content.decode()
    none = chief.get("/desk/catalogue/drafts/?state=office_review&after=zzz").content.decode()
    assert "政务办审核" in none
    assert "现在没有" in none
    assert place.browser("window").get("/desk/catalogue/drafts/").status_code == 403
    stranger = place.browser("stranger").get("/desk/catalogue/drafts/?state=body_review")
    assert "药品经营许可证" not in stranger.content.decode()


def test_lists_page_by_key(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for slug in ("food-permit", "tobacco", "road-dig"):
        factories.published(slug)
    monkeypatch.setattr("tongban.catalogue.desk.implementations.PAGE", 2)
    browser, url, seen = place.browser("office"), "/desk/catalogue/lists/", ""
    for _ in range(2):
        page = browser.get(url).content.decode()
        seen += page
        following = re.search(r'href="(\?after=[^"]+)"', page)
        url = "/desk/catalogue/lists/" + (following[1] if following else "")
    assert following is None
    for name in ("药品经营许可证", "食品经营许可", "烟草"):
        assert name in seen
    only = browser.get("/desk/catalogue/lists/", {"q": "药品", "state": "in_use"}).content.decode()
    assert "药品经营许可证" in only
    assert "食品经营许可" not in only
    none = browser.get("/desk/catalogue/lists/", {"q": "没有"}).content.decode()
    assert "没有符合条件" in none


def test_lists_cost_the_same_whatever_the_size(
    place: Place, django_assert_num_queries: Any
) -> None:
    browser = place.browser("office")
    browser.get("/desk/catalogue/lists/")
    with django_assert_num_queries(LISTS):
        browser.get("/desk/catalogue/lists/")
    for slug in ("food-permit", "tobacco"):
        factories.published(slug)
    with django_assert_num_queries(LISTS):
        browser.get("/desk/catalogue/lists/")


LISTS = 9  # four of them count what the filters would leave


def test_suspend_resume_cancel_with_a_reason(place: Place) -> None:
    office, root = place.browser("office"), f"/desk/catalogue/lists/{place.shop.task_code}/"
    assert office.post(root + "suspend/", {"note": " "}).status_code == 422
    office.post(root + "suspend/", {"note": "系统升级"})
    place.shop.refresh_from_db()
    assert (place.shop.state, place.shop.state_note) == ("suspended", "系统升级")
    page = office.get(root).content.decode()
    assert "恢复办理" in page
    assert "系统升级" in page
    office.post(root + "resume/")
    office.post(root + "cancel/", {"note": "依据已废止"})
    place.shop.refresh_from_db()
    assert place.shop.state == "cancelled"
    again = office.post(root + "resume/", follow=True)
    assert "不能这样操作" in again.content.decode()
    for who in ("editor", "chief"):
        assert place.browser(who).post(root + "suspend/", {"note": "x"}).status_code == 403
    assert "暂停办理" not in place.browser("editor").get(root).content.decode()


def test_any_two_editions_are_compared_in_public(place: Place) -> None:
    factories.republish(place.shop, TODAY, summary="第二版的说明", visits=0)
    factories.republish(place.shop, TODAY, summary="第三版的说明")
    client, url = Client(), f"/matters/{place.shop.task_code}/compare/"
    page = client.get(url).content.decode()
    assert "第二版的说明" in page
    assert "第三版的说明" in page
    assert "一句话说明" in page
    old = client.get(url, {"a": "1", "b": "2"}).content.decode()
    assert "第三版的说明" not in old.replace("第 3 版", "")
    same = client.get(url, {"a": "2", "b": "2"}).content.decode()
    assert "没有不同" in same
    assert client.get(url, {"a": "9"}).status_code == 404
    assert client.get(url, {"a": "x", "b": "9" * 30}).status_code == 200
    assert client.get("/matters/nothing/compare/").status_code == 404
    guide = client.get(f"/matters/{place.shop.task_code}/").content.decode()
    assert url in guide


def test_one_edition_has_nothing_to_compare_with(place: Place) -> None:
    page = Client().get(f"/matters/{place.shop.task_code}/compare/").content.decode()
    assert "只有一个版本" in page


def test_lists_are_narrowed_by_what_waits_and_where(place: Place) -> None:
    """One list has the draft of the fixture, another a change from above, a third is elsewhere."""
    factories.published("food-permit")
    factories.published("tobacco", "421281")
    changed = factories.matter("food-permit")
    content = {**changed["content"], "summary": "演示：上级新写的"}
    demo.enter({**changed, "content": content}, now=NOW)
    browser = place.browser("office")

    def names(**query: str) -> set[str]:
        page = browser.get("/desk/catalogue/lists/", query).content.decode()
        return {one for one in ("药品经营许可证", "食品经营许可", "烟草专卖零售") if one in page}

    assert names() == {
        "药品经营许可证",
        "食品经营许可",
    }  # of 咸安: its office sees no other county's
    assert names(waiting="draft") == {"药品经营许可证"}
    assert names(waiting="notice") == {"食品经营许可"}
    assert names(division="421202") == {"药品经营许可证", "食品经营许可"}
    assert names(division="421281") == set()
    page = browser.get("/desk/catalogue/lists/").content.decode()
    for words in ("有草稿（1）", "有上级变更（1）", "咸安区（2）", "在用（2）"):
        assert words in page
