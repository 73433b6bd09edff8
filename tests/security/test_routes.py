"""Every address, walked by everybody: who may not is refused, and nobody gets a fault."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.security.conftest import OFFICE, WHO, Place
from tests.security.expected import FACES, LOGIN, PUBLIC, ROUTES, STAFF, TOKEN
from tongban.core.ledger.models import Entry

JUNK = {"after": "9" * 40, "q": "'\"<script>x</script>", "page": "-1", "state": "nonsense",
        "division": "x" * 300, "year": "0", "light": "blue", "limit": "999999999999",
        "organisation": "9" * 30, "level": "x", "before": "1e9", "next": "//evil.example",
        "kind": "[]", "topic": "\u2028", "purpose": "x", "reason": "", "number": "١٢٣",
        "s": "AAAA", "parent": "0" * 50, "version": "9" * 40, "task": "-5"}  # fmt: skip
SAMPLES = {"str": "x", "slug": "x", "int": "999999999", "apply_page": "form", "own_act": "urge",
           "hearing_act": "ask",
           "entry_act": "remove", "uuid": "00000000-0000-0000-0000-000000000000"}  # fmt: skip
# Pages that change who one is, or end the session: walked as nobody only.
LEAVING = {"account_logout", "account_signup"}


def walk(patterns: list, prefix: str = "") -> Iterator[tuple[str, URLPattern, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield pattern.name or "", pattern, prefix + str(pattern.pattern)


def all_routes() -> list[tuple[str, URLPattern, str]]:
    return list(walk(get_resolver().url_patterns))


def address(route: str, place: Place) -> str:
    """A real address of a route: things of `citizen` where it names one."""
    path = route.lstrip("^")
    known = {
        "<str:number>": place.case.item.number,
        "<number>": place.case.item.number,
        "<str:task_code>": place.city.matters["elder-card"],
        "<task_code>": place.city.matters["elder-card"],
    }
    for name, value in known.items():
        path = path.replace(name, value)
    if "apply/draft/" in path:
        path = path.replace("<str:token>", place.draft.token)
    while "<" in path:
        start, end = path.index("<"), path.index(">")
        kind = path[start + 1 : end].partition(":")[0]
        path = path[:start] + SAMPLES.get(kind, "x") + path[end + 1 :]
    return "/" + path


def test_every_route_is_decided_upon(db):
    names = {name for name, _pattern, _route in all_routes()}
    assert names - ROUTES.keys() == set(), "say in expected.py who may open these"
    assert ROUTES.keys() - names == set(), "these are gone: take them out of expected.py"
    assert set(ROUTES.values()) <= FACES


def test_the_desk_is_staffs_and_the_portal_is_not(db):
    for name, _pattern, route in all_routes():
        if name:
            assert (ROUTES[name] == STAFF) == route.startswith("desk/"), name


def refused(answer) -> bool:
    """Sent to log in, or told that there is nothing for them."""
    login = answer.status_code == 302 and answer["Location"].startswith("/login/")
    return login or answer.status_code in {401, 403, 404}


def test_anonymous_sees_only_what_is_public(place):
    browser = place.browser("anonymous")
    for name, _pattern, route in all_routes():
        path = address(route, place)
        if ROUTES[name] == PUBLIC:
            answer = browser.get(path)
            assert answer.status_code < 500, path
            assert not answer.get("Location", "").startswith("/login/?next"), path
            continue
        for answer in (browser.get(path), browser.post(path)):
            assert refused(answer) or answer.status_code == 405, (path, answer.status_code)
            if ROUTES[name] == TOKEN:
                assert answer.status_code in {401, 405}, (path, answer.status_code)
                assert "json" in answer["Content-Type"]
            assert "演示citizen" not in answer.content.decode(errors="replace"), path


@pytest.mark.parametrize("who", ["citizen", "other"])
def test_citizens_have_no_desk(place, who):
    browser = place.browser(who)
    for name, _pattern, route in all_routes():
        if ROUTES[name] == STAFF:
            path = address(route, place)
            assert browser.get(path).status_code in {403, 404, 405}, path
            assert browser.post(path).status_code in {403, 404, 405}, path


@pytest.mark.parametrize("who", ["other", "chibi", "admin"])
def test_nothing_of_anothers_case_or_draft_is_shown(place, who):
    browser, number = place.browser(who), place.case.item.number
    token = place.draft.token
    for name, _pattern, route in all_routes():
        path = address(route, place)
        if number not in path and token not in path:
            continue
        for answer in (browser.get(path), browser.post(path)):
            # 400: a form where the API takes JSON; it never came to the case.
            assert answer.status_code in {400, 403, 404, 405}, (name, path, answer.status_code)
            page = answer.content.decode(errors="replace")
            assert "演示citizen" not in page, path
            assert "老年人优待证" not in page, path


def test_the_citizen_sees_their_own(place):
    browser, number = place.browser("citizen"), place.case.item.number
    for path in ("/my/", "/my/cases/", f"/my/cases/{number}/", f"/my/cases/{number}/submitted/"):
        assert browser.get(path).status_code == 200, path


@pytest.mark.parametrize("who", WHO)
def test_no_route_breaks_on_junk(place, who):
    browser = place.browser(who)
    for name, _pattern, route in all_routes():
        if name in LEAVING and who != "anonymous":
            continue
        path = address(route, place)
        longer = path.replace("/x/", f"/{quote('長' * 80)}/")
        for url in {path, longer}:  # the same where the address holds no word
            answer = browser.get(url, JUNK)
            assert answer.status_code < 500, (who, url, answer.status_code)


@pytest.mark.parametrize("who", ["anonymous", "citizen", "window"])
def test_no_route_breaks_on_junk_that_is_sent(place, who):
    browser = place.browser(who)
    for name, _pattern, route in all_routes():
        if name in LEAVING:
            continue
        path = address(route, place)
        assert browser.post(path, JUNK).status_code < 500, path
        sent = browser.post(path, b'{"a": [1, 2', content_type="application/json")
        assert sent.status_code < 500, path


@pytest.mark.parametrize("who", ["leader", "auditor"])
def test_who_only_watches_changes_nothing(place, who):
    """Every address of the desk, posted to with what acts would take: the ledger stays as it is."""
    browser, case = place.browser(who), place.case
    before = Entry.objects.exclude(verb__contains="read").count(), case.item.version
    names = ("accept", "refuse", "ask_correction", "complete", "send_back", "suspend",
             "resume", "ask", "rule", "transfer", "urge", "reply", "terminate", "note",
             "tell_hearing", "call_hearing", "hold_hearing", "propose_revocation",
             "decide_revocation", "tell_interested", "hear_interested")  # fmt: skip
    fields = {"reason": "试一试", "text": "试一试", "opinion": "同意", "outcome": "approve",
              "task": "1", "place": "material:photo"}  # fmt: skip
    for name in names:
        answer = browser.post(f"/desk/cases/{case.item.number}/{name}/", fields)
        assert answer.status_code in {403, 404, 409, 422}, (name, answer.status_code)
    case.item.refresh_from_db()
    assert (Entry.objects.exclude(verb__contains="read").count(), case.item.version) == before


@pytest.mark.parametrize("who", OFFICE)
def test_the_platform_is_not_shown_to_whom_it_may_not(place, who):
    """Scope of lists: the other county's window and the administrator see no case of 咸安."""
    page = place.browser(who).get("/desk/cases/").content.decode()
    sees = who in {"window", "leader", "auditor"}
    assert (place.case.item.number in page) is sees


def test_faces_that_are_not_login_are_not_by_accident():
    """Whatever stores something about somebody is not public."""
    mine = [name for name, face in ROUTES.items() if face == PUBLIC and "-my" in name]
    assert mine == []
    assert all(ROUTES[name] == LOGIN for name in ROUTES if name.startswith("cases-my"))
