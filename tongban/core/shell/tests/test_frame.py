"""The frame around every request: ids, clean input, error pages, probes, preferences."""

import json
import logging
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tongban.core.shell import context, faults, middleware, ports
from tongban.core.shell.logs import JsonFormatter, correlation

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tongban.core.shell.tests.sample")]


def test_a_request_gets_an_id(client):
    assert len(client.get("/sample/echo")["X-Request-ID"]) == 24


def test_a_given_id_is_kept_and_a_forged_one_is_not(client):
    given = client.get("/sample/echo", headers={"X-Request-ID": "abc-123-DEF"})
    assert given["X-Request-ID"] == "abc-123-DEF"
    forged = client.get("/sample/echo", headers={"X-Request-ID": 'x"} {"level":"fake'})
    assert "fake" not in forged["X-Request-ID"]


def test_log_lines_carry_the_id_and_leave_chinese_readable():
    token = correlation.set("abcdefgh")
    try:
        record = logging.makeLogRecord({"msg": "受理 %s", "args": ("甲",), "status": 200})
        line = json.loads(JsonFormatter().format(record))
    finally:
        correlation.reset(token)
    assert line["request_id"] == "abcdefgh"
    assert line["message"] == "受理 甲"
    assert line["status"] == 200


def test_the_request_line_has_no_query(caplog):
    request = RequestFactory().get("/sample/echo?phone=12000000001")
    with caplog.at_level(logging.INFO, logger="tongban.request"):
        middleware.CorrelationMiddleware(lambda _: HttpResponse())(request)
    assert "/sample/echo 200" in caplog.text
    assert "12000000001" not in caplog.text


@pytest.mark.parametrize("query", ["q=a%00b", "a%00=1"])
def test_nul_in_a_query_is_refused(client, query):
    answer = client.get(f"/sample/echo?{query}")
    assert answer.status_code == 400
    assert "无法保存的字符" in answer.content.decode()


def test_nul_in_a_form_is_refused(client):
    assert client.post("/sample/echo", {"name": "a\x00b"}).status_code == 400
    assert client.post("/sample/echo", {"name": "a"}).status_code == 200


def test_nul_under_the_api_is_problem_json(client):
    answer = client.get("/api/v1/echo?q=%00")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "nul_character"


def test_an_unknown_page_says_what_to_do(client):
    answer = client.get("/nope")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "没有找到这一页" in page
    assert "12345" in page
    assert answer["X-Request-ID"] in page


def test_a_broken_page_says_so_without_a_database(client, django_assert_num_queries):
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        answer = client.get("/sample/broken")
    assert answer.status_code == 500
    assert "不是您的错" in answer.content.decode()


def test_a_forbidden_page_names_the_way(client):
    answer = client.get("/sample/forbidden")
    assert answer.status_code == 403
    assert "管理员" in answer.content.decode()


@pytest.mark.parametrize("status", sorted(faults.ERRORS))
def test_every_error_has_its_page(status):
    answer = faults.error_page(RequestFactory().get("/x"), status)
    assert answer.status_code == status
    assert "data-error-title" in answer.content.decode()


def test_a_missing_form_secret_is_explained(settings):
    settings.CSRF_FAILURE_VIEW = "tongban.core.shell.portal.csrf_failure"
    answer = Client(enforce_csrf_checks=True).post("/preferences/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "刷新后再提交" in answer.content.decode()


def test_a_home_page_is_open_and_names_the_help_line(client):
    page = client.get("/").content.decode()
    assert 'action="/search/"' in page
    assert "tel:12345" in page


def test_own_page_and_desk_ask_for_a_login(client):
    for path in ("/my/", "/desk/"):
        assert client.get(path)["Location"].startswith("/login/")


def test_preferences_are_kept_and_lead_back(client):
    answer = client.post("/preferences/", {"theme": "dark", "elder": "on", "next": "/sample/?a=1"})
    assert answer["Location"] == "/sample/?a=1"
    page = client.get("/").content.decode()
    assert 'data-theme="dark"' in page
    assert "data-elder" in page


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_preferences_never_lead_elsewhere(client, back):
    assert client.post("/preferences/", {"theme": "dark", "next": back})["Location"] == "/"


def test_an_unknown_theme_is_ignored(client):
    assert "theme" not in client.post("/preferences/", {"theme": '"><b'}).cookies


def test_healthz_tells_database_and_disk(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["checks"] == {"database": "ok", "disk": "ok"}


def test_healthz_fails_when_files_cannot_be_written(client, settings, tmp_path):
    (tmp_path / "files").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "files"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["disk"] == "failed"


def test_metrics_leave_out_what_fails(client):
    def fail() -> float:
        raise RuntimeError

    ports.gauges.register("shell_test_waiting", "Waiting.", lambda: {'queue="sms"': 3.0})
    ports.gauges.register("shell_test_broken", "Broken.", fail)
    try:
        text = client.get("/metrics").content.decode()
    finally:
        ports.gauges.remove("shell_test_waiting")
        ports.gauges.remove("shell_test_broken")
    assert 'tongban_shell_test_waiting{queue="sms"} 3' in text
    assert "broken" not in text


def test_a_failing_badge_does_not_break_the_page():
    def fail(request: object) -> int:
        raise RuntimeError

    ports.badges.register("shell-test", fail)
    request = SimpleNamespace(user=SimpleNamespace(is_authenticated=True))
    try:
        assert "shell-test" not in context.counts(request)
    finally:
        ports.badges.remove("shell-test")


def test_a_menu_item_without_a_page_is_left_out(client):
    item = ports.MenuItem("portal", "shell-test", "不存在的栏目", "no-such-page")
    ports.menu.register(item)
    try:
        assert "不存在的栏目" not in client.get("/").content.decode()
    finally:
        ports.menu.remove("portal:shell-test")
