"""Every refusal of the API is problem+json with the right status, whoever asks whatever."""

import pytest
from django.test import Client

from tests.api.conftest import Machine
from tests.api.test_main_job import application
from tongban.cases.models import Case
from tongban.cases.tests import factories as f


def problem(answer, status, code=""):
    assert answer.status_code == status, answer.content.decode()[:300]
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["type"]
    if code:
        assert body["code"] == code
    return body


@pytest.mark.parametrize(
    "path",
    ["/api/", "/api/v1/nothing", "/api/v2/cases", "/api/v1/cases/XN0/nothing", "/api/x/y?z=1"],
)
def test_unknown_paths(city, path):
    for answer in (Client().get(path), Client().post(path)):
        assert answer["Content-Type"] == "application/problem+json", path
        assert answer.status_code == 404
        assert answer.json()["status"] == 404


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"},
     {"Authorization": "Bearer"}, {"Authorization": "x" * 5000}],
)  # fmt: skip
def test_without_a_live_token(city, headers):
    for path in ("/api/v1/cases", "/api/v1/feed", "/api/v1/licences", "/api/v1/ratings"):
        answer = Client().get(path, headers=headers)
        problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_bad_token_does_not_fall_back_on_a_session(city):
    browser = city.client("window")
    assert browser.get("/api/v1/cases").status_code == 200
    problem(browser.get("/api/v1/cases", headers={"Authorization": "Bearer old"}), 401)


def test_scopes_and_powers(city):
    narrow, window = Machine("narrow"), Machine("window")
    assert narrow.get("/cases").status_code == 200
    problem(narrow.get("/feed"), 403)
    problem(narrow.get("/licences"), 403)
    problem(narrow.post("/cases", application(city, window)), 403)
    problem(narrow.send(f.page()), 403)
    case = city.submitted()
    problem(narrow.act(case.item.number, "accept"), 403)
    problem(city.client("window").get("/api/v1/feed"), 403)  # the feed is the whole city's


def test_each_operation_asks_for_its_scope(city):
    """A client with cases:read alone: every operation of the document but those named refuses."""
    free = {
        "matters", "matter", "asked", "list_figures", "figure_values", "verify",
        "open_data", "open_data_jsonl", "open_data_csv",
    }  # fmt: skip
    narrow, case = Machine("narrow"), city.submitted()
    paths = narrow.get("/openapi.json").json()["paths"]
    seen = set()
    for path, item in paths.items():
        for method, operation in item.items():
            name = operation["operationId"].rpartition("_api_")[2]
            seen.add(name)
            url = path.removeprefix("/api/v1").format(
                number=case.item.number, token="x", task_code="x", code="x", edition="1"
            )
            if name == "send_file":
                answer = narrow.send(f.page())
            elif method == "get":
                answer = narrow.get(url)
            else:
                answer = narrow.post(url, BODIES.get(name, {}))
            if name in {"list_cases", "get_case", "case_bills"}:
                assert answer.status_code == 200, name
            elif name in free:
                assert answer.status_code != 401, name
            else:
                problem(answer, 403)
    assert len(seen) >= 15
    assert free <= seen


BODIES = {
    "call": {
        "type": "x", "identity_type": "uscc", "identity_number": "x", "holder": "x",
        "purpose": "x", "reference": "x",
    },
    "rate": {"subject": "case:1", "level": 1},
    "act_on_case": {"act": "accept"},
    "submit_case": {
        "task_code": "x",
        "applicant": {"name": "演示", "identity_type": "uscc", "number": "1"},
    },
}  # fmt: skip


def test_a_foreign_case_is_not_there(city):
    case = city.submitted()
    for name in ("chibi", "maker"):
        machine = Machine(name)
        problem(machine.get(f"/cases/{case.item.number}"), 404, "case_unknown")
        problem(machine.act(case.item.number, "accept"), 404, "case_unknown")
        assert machine.get("/cases").json()["items"] == []
    problem(Machine("window").get("/cases/XN0"), 404, "case_unknown")


def test_a_case_that_has_moved_on(city):
    case, window = city.submitted(), Machine("window")
    assert window.act(case.item.number, "accept", version=1).status_code == 200
    body = problem(window.act(case.item.number, "refuse", version=1, reason="不归我们"), 409)
    assert body["code"] == "work_conflict"
    problem(window.act(case.item.number, "accept"), 409)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_methods_that_there_are_not(city, method):
    window = Machine("window")
    answer = getattr(window.http, method)("/api/v1/cases", headers=window.headers)
    problem(answer, 405)
    assert set(answer["Allow"].replace(" ", "").split(",")) >= {"GET", "POST"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"task_code": 1}', b'{"a":' * 500,
     '{"task_code":"x","applicant":{"name":"甲","identity_type":"x","number":"1"}}'.encode()],
)  # fmt: skip
def test_bodies_that_are_none(city, body):
    window = Machine("window")
    answer = window.http.post(
        "/api/v1/cases", body, content_type="application/json", headers=window.headers
    )
    assert answer.status_code in {400, 404, 422}
    problem(answer, answer.status_code)


def test_nul_and_lone_surrogates_are_refused(city):
    window = Machine("window")
    body = application(city, window)
    for text in ("甲\x00乙", "甲\ud800乙"):
        wrong = body | {"data": body["data"] | {"shop.premises.name": text}}
        answer = window.post("/cases", wrong)
        assert answer.status_code in {400, 422}
        problem(answer, answer.status_code)
        named = body | {"applicant": body["applicant"] | {"name": text}}
        problem(window.post("/cases", named), 422)
    problem(window.get("/cases", q="a\x00b"), 400)
    assert not Case.objects.exists()


def test_files_that_are_refused(city, settings):
    window = Machine("window")
    problem(window.send(b"MZ" + b"\x00" * 200, "a.pdf"), 422, "upload_type")
    problem(window.send(b"", "a.pdf"), 422)
    problem(window.http.post("/api/v1/files", headers=window.headers), 422)
    settings.UPLOAD_LIMIT_BYTES = 1000
    big = window.send(f.page() + b"%" * 60_000, "a.pdf")
    problem(big, 413)


def test_someone_elses_file_is_not_taken(city):
    window, maker = Machine("window"), Machine("maker")
    body = application(city, maker)
    body["files"]["plan"] = [window.file()]
    problem(maker.post("/cases", body), 404, "upload_unknown")
    assert not Case.objects.exists()


def test_unknown_and_foreign_matters(city):
    maker = Machine("maker")
    problem(maker.post("/cases", application(city, maker, task_code="nothing")), 404)
    problem(maker.get("/matters/nothing"), 404)


def test_the_browsers_own_calls_need_its_csrf_token(city):
    case = city.submitted()
    browser = city.client("window", enforce_csrf_checks=True)
    answer = browser.post(
        f"/api/v1/cases/{case.item.number}/acts",
        {"act": "accept"},
        content_type="application/json",
    )
    problem(answer, 403)
    case.item.refresh_from_db()
    assert case.item.state == "submitted"


@pytest.mark.parametrize("key", ["", " ", "a b", "键", "x" * 101])
def test_keys_that_are_none(city, key):
    maker = Machine("maker")
    body = application(city, maker)
    try:
        answer = maker.post("/cases", body, **{"Idempotency-Key": key})
    except UnicodeEncodeError:
        return
    assert answer.status_code in {400, 422}
    assert not Case.objects.exists()
