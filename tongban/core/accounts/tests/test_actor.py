"""What an actor may: pure."""

import pytest

from tongban.core.accounts.errors import ScopeMissing
from tongban.core.accounts.ports import ActorFacts
from tongban.core.accounts.types import ANONYMOUS, SYSTEM, Actor, Grant, covers

DECIDER = Grant("decider", 3, "1/3/", "420000/421200/421202/", frozenset({"cases.decide"}))
DEPUTY = Grant("decider", 4, "1/4/", "420000/421200/", frozenset({"cases.decide"}), "account:9")


@pytest.mark.parametrize(
    ("granted", "asked", "expected"),
    [
        ("1/3/", "1/3/", True),
        ("1/3/", "1/3/12/", True),
        ("1/3/", "1/30/", False),
        ("1/3/", "1/", False),
        ("", "1/30/", True),
        ("1/3/", "", True),
        ("1/3", "1/3/", True),
    ],
)
def test_a_path_covers_itself_and_below(granted: str, asked: str, expected: bool) -> None:
    assert covers(granted, asked) is expected


@pytest.mark.parametrize(
    ("power", "organisation", "division", "expected"),
    [
        ("cases.decide", "", "", True),
        ("cases.decide", "1/3/", "420000/421200/421202/", True),
        ("cases.decide", "1/3/8/", "420000/421200/421202/421202001/", True),
        ("cases.decide", "1/5/", "", False),
        ("cases.decide", "1/3/", "420000/421200/421281/", False),
        ("cases.decide", "1/3/", "420000/421200/", False),
        ("cases.accept", "", "", False),
    ],
)
def test_power_holds_where_the_grant_reaches(
    power: str, organisation: str, division: str, expected: bool
) -> None:
    actor = Actor(ref="account:1", account_id=1, grants=(DECIDER,))
    assert actor.can(power, organisation_path=organisation, division_path=division) is expected


def test_system_may_all_and_anonymous_nothing() -> None:
    assert SYSTEM.can("cases.decide", organisation_path="1/3/")
    assert not ANONYMOUS.can("cases.decide")
    assert not ANONYMOUS.is_authenticated


def test_a_deputy_acts_on_behalf_of_the_absent_one_only_there() -> None:
    actor = Actor(ref="account:1", account_id=1, grants=(DECIDER, DEPUTY))
    assert actor.acting("cases.decide", organisation_path="1/4/").on_behalf == "account:9"
    assert actor.acting("cases.decide", organisation_path="1/3/").on_behalf == ""
    assert actor.acting("cases.decide").on_behalf == "", "an own grant comes first"
    citizen = actor.for_("party:5")
    assert citizen.acting("cases.decide", organisation_path="1/4/").on_behalf == "party:5"


def test_scopes_limit_clients_only() -> None:
    client = Actor(ref="client:a", kind="client", scopes=frozenset({"cases:read"}))
    client.require_scope("cases:read")
    with pytest.raises(ScopeMissing) as refused:
        client.require_scope("cases:write")
    assert refused.value.status == 403
    Actor(ref="account:1", account_id=1).require_scope("cases:write")


def test_facts_are_asked_once_while_they_are_kept() -> None:
    facts, asked = ActorFacts(), []
    facts.register(lambda account: asked.append(account) or ["party:1"])  # type: ignore[func-returns-value]
    with facts.kept():
        assert facts.of(7) == facts.of(7) == {"party:1"}
        facts.of(8)
    assert asked == [7, 8]
    facts.of(7)
    assert asked == [7, 8, 7]
