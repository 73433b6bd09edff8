"""What a browser is told, and what it must bring: headers, CSRF, cookies, safe redirects."""

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.security.conftest import Place
from tests.security.expected import PUBLIC, ROUTES, TOKEN
from tests.security.test_routes import LEAVING, address, all_routes
from tongban.cases.models import Case
from tongban.core.accounts.models import Account
from tongban.workflow.models import WorkItem

# Asked by machines that bring no cookie (a payment provider signs what it tells), and the
# register's answer, which changes nothing.
NO_CSRF = {"token", "revoke", "", "licences-status", "payments-notify"}
READ_ONLY = 405


def policy(answer) -> dict[str, str]:
    header = answer["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in header.split(";") if part.strip())


@pytest.mark.parametrize("who", ["anonymous", "citizen", "window"])
def test_every_page_carries_the_headers(place: Place, who):
    browser = place.browser(who)
    for name, _pattern, route in all_routes():
        if name in LEAVING and who != "anonymous":
            continue
        path = address(route, place)
        answer = browser.get(path)
        assert answer["X-Content-Type-Options"] == "nosniff", path
        assert answer["Referrer-Policy"] == "same-origin", path
        if answer.get("Content-Type", "").startswith("text/html"):
            assert answer["X-Frame-Options"] == "DENY", path
            told = policy(answer)
            assert told["default-src"] == "'self'", path
            assert told["object-src"] == told["base-uri"] == told["frame-ancestors"] == "'none'"
            assert "unsafe" not in answer["Content-Security-Policy"], path
            page = answer.content.decode()
            assert " style=" not in page, path
            assert " onclick=" not in page, path
            assert "<script>" not in page, path


def test_error_pages_carry_them_too(place):
    for path in ("/nothing/", "/my/cases/XN0/", "/desk/"):
        answer = place.browser("citizen").get(path)
        assert answer.status_code in {403, 404}
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert policy(answer)["default-src"] == "'self'"


@pytest.mark.parametrize("who", ["anonymous", "citizen", "window"])
def test_nothing_is_changed_without_the_csrf_token(place, who):
    browser = place.browser(who, enforce_csrf_checks=True)
    for name, _pattern, route in all_routes():
        path = address(route, place)
        if name in NO_CSRF or (who == "anonymous" and ROUTES[name] != PUBLIC):
            continue
        answer = browser.post(path, {"x": "1"})
        if ROUTES[name] == TOKEN or path.startswith("/api/"):
            assert answer.status_code in {400, 401, 403, 404, 405, 422}, path
            continue
        assert answer.status_code in {403, READ_ONLY}, (path, answer.status_code)


def test_the_session_cookie_is_not_for_scripts(place):
    assert django_settings.SESSION_COOKIE_HTTPONLY
    assert django_settings.SESSION_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_no_open_redirect(place, target):
    account = Account.objects.get(pk=place.city.accounts["citizen"].pk)
    account.set_password("yi-zhi-xiao-ma-59")
    account.save(update_fields=["password"])
    browser = Client(raise_request_exception=False)
    fields = {"login": account.phone, "password": "yi-zhi-xiao-ma-59", "next": target}
    answer = browser.post("/login/", fields)
    assert answer.status_code == 302
    assert answer["Location"] == "/my/"
    answer = browser.post("/preferences", {"theme": "dark", "next": target}, follow=False)
    assert "evil" not in answer.get("Location", "")
    assert "javascript" not in answer.get("Location", "")


def test_what_people_write_is_shown_as_text(place):
    """Stored XSS: a name and a form value with markup come back escaped on both faces."""
    bad = "<img src=x onerror=alert(1)>"
    Case.objects.filter(pk=place.case.pk).update(applicant_name=bad, reason=bad)
    WorkItem.objects.filter(pk=place.case.item_id).update(title=bad)
    number = place.case.item.number
    for who, paths in {
        "citizen": ["/my/cases/", f"/my/cases/{number}/", "/my/"],
        "window": ["/desk/cases/", f"/desk/cases/{number}/", "/desk/todos/", "/desk/"],
    }.items():
        for path in paths:
            page = place.browser(who).get(path).content.decode()
            assert "<img src=x" not in page, path
