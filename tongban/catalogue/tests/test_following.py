"""Following a guide: one press, notices of what changes, once each, and the list in 我的."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tongban.catalogue import services, tasks
from tongban.catalogue.errors import FollowRefused, MatterUnknown
from tongban.catalogue.models import GuideChange, Implementation, Subscription
from tongban.catalogue.services import announcing, bulk, subscribing
from tongban.catalogue.tests import cast, factories
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.catalogue.wording.changes import SAME, changed_text
from tongban.core.accounts.models import Account
from tongban.core.accounts.selectors import actor_of
from tongban.core.accounts.tests.factories import account
from tongban.core.accounts.types import ANONYMOUS, SYSTEM, Actor
from tongban.core.notices.models import Delivery, Notice
from tongban.core.notices.services import retry

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
PROMISE = {"limit": {"value": 4, "unit": "day", "day_kind": "working"}}
STEPS = [{"name": "审查", "who": "审查人员", "days": 4}]


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shop(db: None) -> Implementation:
    factories.places()
    return factories.published("drug-retail")


@pytest.fixture
def reader(db: None) -> Account:
    return account("演示读者")


def actor(who: Account) -> Actor:
    return actor_of(who, now=NOW)


def follows(who: Account, shop: Implementation) -> Subscription:
    return subscribing.follow(actor=actor(who), now=NOW, task_code=shop.task_code)


def told(who: Account) -> list[str]:
    return [one.body for one in Notice.objects.filter(account=who).order_by("pk")]


def republished(shop: Implementation, day: date = TODAY, **changes: Any) -> None:
    factories.republish(shop, day, **({"promised": PROMISE, "steps": STEPS} | changes))


# --- what is told ---------------------------------------------------------------------------------


def test_a_new_edition_is_told_with_what_it_changes_and_leads_to_the_comparison(
    shop: Implementation, reader: Account
) -> None:
    follows(reader, shop)
    republished(shop)
    assert tasks.tell(LATER) == 1
    (notice,) = Notice.objects.all()
    assert notice.title == "办事指南有新版本"
    assert "咸安区演示" in notice.body
    assert f"“{shop.matter.name}”" in notice.body
    assert "第 2 版办事指南，现已施行。" in notice.body
    assert "承诺时限由“6 个工作日”改为“4 个工作日”" in notice.body
    assert notice.link == f"/matters/{shop.task_code}/compare/?a=1&b=2"
    assert Client().get(notice.link).status_code == 200


def test_an_edition_that_holds_later_is_told_of_twice_and_each_once(
    shop: Implementation, reader: Account
) -> None:
    follows(reader, shop)
    day = TODAY + timedelta(days=10)
    republished(shop, day)
    for _ in range(3):
        tasks.tell(LATER)
    assert len(told(reader)) == 1
    assert f"{day} 起施行" in told(reader)[0]
    holds = NOW + timedelta(days=10)
    for _ in range(3):
        tasks.tell(holds)
    assert len(told(reader)) == 2
    assert "今天起施行" in told(reader)[1]


def test_an_edition_that_was_overtaken_is_not_said_to_hold(
    shop: Implementation, reader: Account
) -> None:
    follows(reader, shop)
    day = TODAY + timedelta(days=10)
    republished(shop, day)
    republished(shop, day, summary="又改了一版")
    tasks.tell(NOW + timedelta(days=11))
    holding = [one for one in told(reader) if "今天起施行" in one]
    assert len(holding) == 1
    assert "第 3 版" in holding[0]
    assert not GuideChange.objects.filter(done_at=None).exists()


def test_suspended_resumed_cancelled(shop: Implementation, reader: Account) -> None:
    follows(reader, shop)
    office = cast.office(shop.organisation)
    code = shop.task_code
    services.suspend(actor=office, now=NOW, task_code=code, note="系统升级")
    services.suspend(actor=office, now=NOW, task_code=code, note="系统升级")
    services.resume(actor=office, now=NOW, task_code=code)
    services.cancel(actor=office, now=NOW, task_code=code, note="依据已废止")
    tasks.tell(LATER)
    first, second, third = told(reader)
    assert "暂停办理。系统升级。恢复时会再通知您。" in first
    assert second.endswith("恢复办理。")
    assert "已经取消，不用再办。依据已废止。" in third
    assert {one.link for one in Notice.objects.all()} == {f"/matters/{code}/"}


def test_what_many_publish_at_once_is_told_too(shop: Implementation, reader: Account) -> None:
    follows(reader, shop)
    content = shop.editions.get().raw | {"promised": PROMISE, "steps": STEPS}
    publication = bulk.Publication(shop.task_code, content, TODAY)
    assert bulk.publish_many(actor=SYSTEM, now=NOW, publications=[publication]) == 1
    tasks.tell(LATER)
    assert len(told(reader)) == 1


def test_a_first_edition_and_the_same_again_change_nothing(shop: Implementation) -> None:
    factories.republish(shop, TODAY)
    assert not GuideChange.objects.exists()


def test_who_followed_afterwards_or_no_longer_is_not_told(
    shop: Implementation, reader: Account
) -> None:
    gone, late = account("演示已走"), account("演示后来")
    follows(reader, shop)
    follows(gone, shop)
    subscribing.unfollow(actor=actor(gone), task_code=shop.task_code)
    republished(shop)
    subscribing.follow(actor=actor(late), now=LATER, task_code=shop.task_code)
    tasks.tell(LATER)
    assert (len(told(reader)), told(gone), told(late)) == (1, [], [])


def test_other_guides_changes_are_not_told(shop: Implementation, reader: Account) -> None:
    other = factories.published("drug-retail", "421281")
    follows(reader, other)
    republished(shop)
    tasks.tell(LATER)
    assert told(reader) == []
    assert GuideChange.objects.get().done_at == LATER


def test_an_inactive_account_is_left_out(shop: Implementation, reader: Account) -> None:
    follows(reader, shop)
    Account.objects.filter(pk=reader.pk).update(is_active=False)
    republished(shop)
    tasks.tell(LATER)
    assert told(reader) == []


def test_a_run_that_was_killed_goes_on_where_it_stopped(shop: Implementation) -> None:
    readers = [account(f"演示{n}") for n in range(5)]
    for one in readers:
        follows(one, shop)
    republished(shop)
    (change,) = announcing.due(LATER)
    assert announcing.tell(now=LATER, change=change, limit=2)
    assert Notice.objects.count() == 2
    assert announcing.due(LATER) == [change]
    tasks.tell(LATER)
    assert [len(told(one)) for one in readers] == [1] * 5
    row = GuideChange.objects.get()
    assert (row.told, row.done_at) == (5, LATER)


def test_a_batch_costs_the_same_for_two_and_for_forty(shop: Implementation) -> None:
    def cost(followers: int) -> int:
        for n in range(followers):
            follows(account(f"演示{n}"), shop)
        republished(shop, summary=f"第 {followers} 种说法")
        (change,) = announcing.due(LATER)
        with CaptureQueriesContext(connection) as found:
            announcing.tell(now=LATER, change=change)
        return len(found)

    assert cost(2) == cost(38)
    assert Notice.objects.count() == 2 + 40


def test_the_channels_are_used_by_the_tick(shop: Implementation, reader: Account) -> None:
    follows(reader, shop)
    republished(shop)
    tasks.tell(LATER)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.channel) == ("queued", "sms")
    retry(LATER)
    delivery.refresh_from_db()
    assert delivery.state == "sent"


# --- the sentence ---------------------------------------------------------------------------------


def test_the_sentence_names_what_people_ask_first() -> None:
    material = {"code": "plan", "name": "平面图"}
    before = {"summary": "旧", "visits": 2, "materials": [material], "faq": [], "hours": "上午"}
    after = {"summary": "新", "visits": 1, "materials": [], "faq": [], "hours": "全天"}
    assert changed_text(before, after) == (
        "删去申请材料“平面图”；到现场次数由“2”改为“1”；办理时间由“上午”改为“全天”；另有 1 处修改。"
    )


def test_a_long_text_is_not_repeated_and_nothing_is_still_a_sentence() -> None:
    long = "长" * 40
    assert changed_text({"summary": "旧"}, {"summary": long}) == "一句话说明有修改。"
    assert changed_text({"online": False}, {"online": True}) == "新增可网上办理。"
    assert changed_text({"procedure": "a"}, {"procedure": "b"}) == SAME


# --- the pages ------------------------------------------------------------------------------------


def browser(who: Account) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_one_press_follows_and_the_guide_says_so(shop: Implementation, reader: Account) -> None:
    client, guide = browser(reader), f"/matters/{shop.task_code}/"
    assert "关注变化" in client.get(guide).content.decode()
    answer = client.post(f"{guide}follow/", follow=True)
    assert answer.redirect_chain == [(guide, 302)]
    assert "已关注，取消" in answer.content.decode()
    assert Subscription.objects.get().account == reader
    client.post(f"{guide}follow/")
    assert Subscription.objects.count() == 1


def test_who_has_not_logged_in_does_and_comes_back(shop: Implementation, reader: Account) -> None:
    client, guide = Client(), f"/matters/{shop.task_code}/"
    answer = client.post(f"{guide}follow/")
    assert answer["Location"] == f"/login/?next={guide}follow/"
    client.force_login(reader)
    answer = client.get(f"{guide}follow/", follow=True)
    assert answer.redirect_chain == [(guide, 302)]
    assert Subscription.objects.get().account == reader


def test_a_link_alone_follows_nothing(shop: Implementation, reader: Account) -> None:
    client, guide = browser(reader), f"/matters/{shop.task_code}/"
    assert client.get(f"{guide}follow/")["Location"] == guide
    assert Client().get(f"{guide}follow/")["Location"] == guide
    assert not Subscription.objects.exists()


def test_the_list_takes_one_off_and_brings_it_back(shop: Implementation, reader: Account) -> None:
    client, guide = browser(reader), f"/matters/{shop.task_code}/"
    assert "还没有关注办事指南" in client.get("/my/follows/").content.decode()
    follows(reader, shop)
    assert shop.matter.name in client.get("/my/follows/").content.decode()
    page = client.post(f"{guide}unfollow/", follow=True).content.decode()
    assert "撤销，继续关注" in page
    assert not Subscription.objects.exists()
    answer = client.post(f"{guide}follow/", {"from": "list"}, follow=True)
    assert answer.redirect_chain == [("/my/follows/", 302)]
    assert Subscription.objects.count() == 1
    assert "撤销，继续关注" not in client.get("/my/follows/").content.decode()


def test_nobody_sees_or_ends_what_another_follows(shop: Implementation, reader: Account) -> None:
    follows(reader, shop)
    other = browser(account("演示旁人"))
    assert shop.matter.name not in other.get("/my/follows/").content.decode()
    other.post(f"/matters/{shop.task_code}/unfollow/")
    assert Subscription.objects.get().account == reader
    assert not Subscription.objects.visible_to(ANONYMOUS).exists()


def test_the_list_costs_the_same_for_one_and_for_many(reader: Account) -> None:
    factories.places()
    client = browser(reader)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/my/follows/").status_code == 200
        return len(found)

    follows(reader, factories.published("drug-retail"))
    once = cost()
    for slug in ("food-permit", "road-occupy", "elder-card"):
        follows(reader, factories.published(slug))
    assert cost() == once


def test_what_cannot_be_followed(
    shop: Implementation, reader: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FollowRefused, match="follow_nobody"):
        subscribing.follow(actor=ANONYMOUS, now=NOW, task_code=shop.task_code)
    with pytest.raises(MatterUnknown):
        subscribing.follow(actor=actor(reader), now=NOW, task_code="x")
    assert browser(reader).post("/matters/x/follow/").status_code == 404
    monkeypatch.setattr(subscribing, "MOST", 0)
    with pytest.raises(FollowRefused, match="follow_many"):
        follows(reader, shop)
    services.cancel(actor=SYSTEM, now=NOW, task_code=shop.task_code, note="演示")
    with pytest.raises(FollowRefused, match="follow_ended"):
        follows(reader, shop)
    page = browser(reader).get(f"/matters/{shop.task_code}/").content.decode()
    assert "关注变化" not in page
