"""Signing in and out through the browser's pages."""

import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from tongban.core.accounts import selectors, services
from tongban.core.accounts.models import Account
from tongban.core.accounts.tests import factories as make
from tongban.core.accounts.tests.factories import NOW, PASSWORD
from tongban.core.accounts.types import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits(settings: Any) -> None:
    settings.DEMO = True
    cache.clear()


def _code(page: str) -> str:
    found = re.search(r"<strong>([0-9]{6})</strong>", page)
    assert found, page
    return found[1]


def _in(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def test_login_by_password_and_return(client: Client) -> None:
    one = make.account(phone="12000000001", password=PASSWORD)
    answer = client.get("/my/account/")
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "手机号密码" in page
    assert "allauth" not in page
    data = {"login": "120 0000 0001", "password": "wrong-wrong-1", "next": "/my/account/"}
    refused = client.post("/login/", data)
    assert "手机号或密码不正确" in refused.content.decode()
    answer = client.post("/login/", {**data, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/my/account/")
    assert _in(client) == one.pk
    assert "120****0001" in client.get("/my/account/").content.decode()


def test_a_foreign_next_is_not_followed(client: Client) -> None:
    make.account(phone="12000000001", password=PASSWORD)
    data = {"login": "12000000001", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/login/", data)["Location"] == "/my/"


def test_staff_land_on_the_desk(client: Client) -> None:
    make.account(phone="12000000001", password=PASSWORD, staff=True)
    answer = client.post("/login/", {"login": "12000000001", "password": PASSWORD})
    assert answer["Location"] == "/desk/"


def test_login_by_code(client: Client) -> None:
    one = make.account(phone="12000000002")
    answer = client.post("/login/code/", {"phone": "12000000002", "next": "/my/account/"})
    page = client.get(answer["Location"]).content.decode()
    assert "120****0002" in page
    wrong = client.post("/login/code/confirm/", {"code": "000000"})
    assert "验证码不正确" in wrong.content.decode() or _code(page) == "000000"
    answer = client.post("/login/code/confirm/", {"code": _code(page), "next": "/my/account/"})
    assert answer["Location"] == "/my/account/"
    assert _in(client) == one.pk


def test_an_unknown_phone_is_answered_alike_and_gets_no_code(client: Client) -> None:
    answer = client.post("/login/code/", {"phone": "12000000077"})
    page = client.get(answer["Location"]).content.decode()
    assert "如果 120****0077 已经注册" in page
    assert not re.search(r"<strong>[0-9]{6}</strong>", page)


def test_the_code_is_shown_only_for_demo_phones_in_a_demo(client: Client, settings: Any) -> None:
    make.account(phone="13800000001")
    answer = client.post("/login/code/", {"phone": "13800000001"})
    assert "演示环境" not in client.get(answer["Location"]).content.decode()
    settings.DEMO = False
    other = Client()
    make.account(phone="12000000003")
    answer = other.post("/login/code/", {"phone": "12000000003"})
    assert "<strong>" not in other.get(answer["Location"]).content.decode()


def test_signup_verifies_the_phone_first(client: Client) -> None:
    answer = client.post("/signup/", {"name": "演示·㛃𬭎", "phone": "12000000009"})
    assert answer["Location"].startswith("/login/verify/")
    made = Account.objects.get()
    assert (made.name, made.phone_verified, made.has_usable_password()) == (
        "演示·㛃𬭎",
        False,
        False,
    )
    assert _in(client) is None
    page = client.get("/login/verify/").content.decode()
    client.post("/login/verify/", {"code": _code(page)})
    made.refresh_from_db()
    assert _in(client) == made.pk
    assert (made.phone_verified, made.level) == (True, "phone")


def test_a_bad_phone_is_refused_at_its_field(client: Client) -> None:
    page = client.post("/signup/", {"name": "演示", "phone": "0715-8888888"}).content.decode()
    assert "请填写 11 位手机号" in page


def test_many_wrong_passwords_are_stopped_by_phone_not_by_hall(client: Client) -> None:
    make.account(phone="12000000001", password=PASSWORD)
    make.account(phone="12000000002", password=PASSWORD)
    for _ in range(5):
        client.post("/login/", {"login": "12000000001", "password": "wrong-wrong-1"})
    page = client.post("/login/", {"login": "12000000001", "password": PASSWORD})
    assert "尝试次数过多" in page.content.decode()
    assert _in(client) is None
    client.post("/login/", {"login": "12000000002", "password": PASSWORD})
    assert _in(client), "others behind the same address still get in"


def test_unified_login_is_the_demos_only(client: Client, settings: Any) -> None:
    one = make.account("演示市民甲", demo=True)
    real = make.account("真人")
    page = client.get("/login/unified/?next=/my/account/").content.decode()
    assert "演示市民甲" in page
    assert "真人" not in page
    assert client.post("/login/unified/", {"account": real.pk}).status_code == 404
    answer = client.post("/login/unified/", {"account": one.pk, "next": "/my/account/"})
    assert answer["Location"] == "/my/account/"
    one.refresh_from_db()
    assert (_in(client), one.level) == (one.pk, "real-name")
    settings.DEMO = False
    assert Client().get("/login/unified/").status_code == 404
    assert Client().post("/login/unified/", {"account": one.pk}).status_code == 404
    assert "统一身份认证" not in Client().get("/login/").content.decode()


def test_unified_login_wants_the_csrf_token() -> None:
    one = make.account("演示市民甲", demo=True)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/login/unified/", {"account": one.pk}).status_code == 403


def test_a_switched_off_account_is_out_at_once(client: Client) -> None:
    one = make.account(phone="12000000001", password=PASSWORD)
    client.post("/login/", {"login": "12000000001", "password": PASSWORD})
    services.set_active(actor=SYSTEM, now=NOW, account_id=one.pk, active=False)
    assert client.get("/my/account/").status_code == 302
    answer = client.post("/login/", {"login": "12000000001", "password": PASSWORD}, follow=True)
    assert "停用" in answer.content.decode()


def test_password_page_asks_for_the_old_one_unless_freshly_known(client: Client) -> None:
    one = make.account(phone="12000000001", password=PASSWORD)
    client.post("/login/", {"login": "12000000001", "password": PASSWORD})
    page = client.post("/my/account/password/", {"new": "shui-diao-ge-tou-7"})
    assert page.status_code == 422
    answer = client.post("/my/account/password/", {"old": PASSWORD, "new": "shui-diao-ge-tou-7"})
    assert answer.status_code == 302
    assert client.get("/my/account/").status_code == 200, "this session goes on"
    other = Client()
    one.demo = True
    one.save()
    other.post("/login/unified/", {"account": one.pk})
    assert 'name="old"' not in other.get("/my/account/password/").content.decode()


def test_totp_is_set_up_and_asked_for(client: Client, settings: Any) -> None:
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    make.account(phone="12000000001", password=PASSWORD, staff=True)
    settings.STAFF_MFA_REQUIRED = True
    client.post("/login/", {"login": "12000000001", "password": PASSWORD})
    assert client.get("/desk/")["Location"] == "/my/account/second/"
    answer = client.get("/my/account/second/")
    assert answer["Location"].startswith("/my/account/confirm/"), "first: is it really you?"
    assert "请确认是您本人" in client.get(answer["Location"]).content.decode()
    client.post(answer["Location"], {"password": PASSWORD})
    page = client.get("/my/account/second/")
    assert page.status_code == 200, page["Location"]
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    answer = client.post("/my/account/second/", {"code": code})
    assert answer["Location"] == "/my/account/codes/"
    assert "备用验证码" in client.get("/my/account/codes/").content.decode()
    again = Client()
    answer = again.post("/login/", {"login": "12000000001", "password": PASSWORD})
    assert answer["Location"] == "/login/second/"
    assert _in(again) is None


def test_every_page_of_an_account_is_ours(client: Client) -> None:
    one = make.account(phone="12000000001", password=PASSWORD, level="real-name")
    for path in ("/login/", "/login/code/", "/signup/", "/login/inactive/", "/logout/"):
        page = client.get(path, follow=True).content.decode()
        assert 'lang="zh' in page, path
    client.force_login(one)
    for path in ("/my/account/", "/my/account/password/", "/my/account/phone/", "/logout/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Sign" not in answer.content.decode(), path
    assert selectors.by_id(one.pk) == one


@time_machine.travel(NOW)
def test_deputies_page_appoints_for_whole_days(client: Client) -> None:
    make.divisions()
    place = make.organisation("xa-market")
    absent, deputy = make.clerk("decider", place), make.clerk("reviewer", place, name="演示同事")
    client.force_login(absent)
    assert "演示同事" in client.get("/desk/deputies/").content.decode()
    data = {"deputy": deputy.pk, "begin": "2099-01-05", "end": "2099-01-04", "reason": "年休假"}
    assert client.post("/desk/deputies/", data).status_code == 422
    assert client.post("/desk/deputies/", {**data, "end": "2099-01-05"}).status_code == 302
    row = absent.deputies.get()
    assert row.valid_from.isoformat() == "2099-01-04T16:00:00+00:00"
    assert row.valid_to.isoformat() == "2099-01-05T16:00:00+00:00"
    assert "2099-01-05" in client.get("/my/account/").content.decode()
    client.post(f"/desk/deputies/{row.pk}/end/")
    row.refresh_from_db()
    assert row.ended_at
    citizen = Client()
    citizen.force_login(make.account())
    assert citizen.get("/desk/deputies/").status_code == 403
