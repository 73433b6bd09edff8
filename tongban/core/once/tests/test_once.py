import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tongban.core.jobs.tests.threads import need_disk, together
from tongban.core.numbers.services import next_number
from tongban.core.once.errors import KeyInvalid, KeyReused
from tongban.core.once.models import OnceRecord
from tongban.core.once.services import KEPT, once, sweep

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def make(calls: list[str], name: str = "XN1"):
    def act() -> str:
        calls.append(name)
        return name

    return act


@pytest.mark.django_db
def test_the_second_gets_the_first_result() -> None:
    calls: list[str] = []
    ask = {"scope": "submit", "key": "k", "request": {"draft": 7}, "now": NOW}
    first = once(**ask, act=make(calls))
    second = once(**ask, act=make(calls, "XN2"))
    assert (first.reference, first.replayed) == ("XN1", False)
    assert (second.reference, second.replayed) == ("XN1", True)
    assert calls == ["XN1"]
    other = once(**{**ask, "scope": "withdraw"}, act=make(calls, "XN2"))
    assert (other.reference, other.replayed) == ("XN2", False)


@pytest.mark.django_db
def test_another_request_under_the_key_is_refused() -> None:
    once(scope="s", key="k", request={"a": 1, "b": 2}, now=NOW, act=make([]))
    # the order of names is no difference
    assert once(scope="s", key="k", request={"b": 2, "a": 1}, now=NOW, act=make([])).replayed
    with pytest.raises(KeyReused):
        once(scope="s", key="k", request={"a": 1, "b": 3}, now=NOW, act=make([]))


@pytest.mark.django_db
def test_without_a_key_it_acts_each_time() -> None:
    calls: list[str] = []
    for _ in range(2):
        assert not once(scope="s", key=None, request={}, now=NOW, act=make(calls)).replayed
    assert len(calls) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "a\x00"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(KeyInvalid):
        once(scope="s", key=key, request={}, now=NOW, act=make([]))


@pytest.mark.django_db
def test_an_act_that_fails_leaves_the_key_free() -> None:
    def fail() -> str:
        next_number("inside", now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(scope="s", key="k", request={}, now=NOW, act=fail)
    assert not OnceRecord.objects.exists()
    assert next_number("inside", now=NOW) == 1
    assert not once(scope="s", key="k", request={}, now=NOW, act=make([])).replayed


@pytest.mark.django_db
def test_old_keys_are_swept() -> None:
    for key, at in (("old", NOW - KEPT - timedelta(seconds=1)), ("new", NOW - KEPT)):
        once(scope="s", key=key, request={}, now=at, act=make([]))
    assert sweep(now=NOW) == 1
    assert [row.key for row in OnceRecord.objects.all()] == ["new"]


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_a_race_acts_once() -> None:
    need_disk()
    calls: list[str] = []

    def ask() -> object:
        return once(scope="s", key="k", request={}, now=NOW, act=make(calls))

    results = together(*[ask] * 4)
    assert calls == ["XN1"]
    assert [r.reference for r in results] == ["XN1"] * 4
    assert sorted(r.replayed for r in results) == [False, True, True, True]


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_who_waited_for_a_rollback_acts_itself() -> None:
    need_disk()
    holding = threading.Event()

    def first() -> None:
        def act() -> str:
            holding.set()
            threading.Event().wait(0.3)
            return "lost"

        with transaction.atomic():
            once(scope="s", key="k", request={}, now=NOW, act=act)
            transaction.set_rollback(True)

    def second() -> object:
        holding.wait(5)
        return once(scope="s", key="k", request={}, now=NOW, act=make([], "kept"))

    result = together(first, second)[1]
    assert (result.reference, result.replayed) == ("kept", False)
