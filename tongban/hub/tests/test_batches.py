"""Sent, sent again, sent older, sent wrong, cut off: what is here is what was soundly sent last."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.cases.tests import factories as f
from tongban.core.accounts.errors import ScopeMissing
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.ledger import selectors as ledger
from tongban.hub import rules, services
from tongban.hub.errors import BatchEmpty, BatchTooLarge, HubForbidden, KeyUsed
from tongban.hub.models import Batch, Record
from tongban.hub.services import batches
from tongban.hub.tests.factories import NOW, body, closed, line

pytestmark = pytest.mark.django_db


def send(actor: Actor, *lines: Any, key: str | None = None, now: Any = NOW) -> Batch:
    return services.take_in(actor=actor, now=now, content=body(*lines), key=key)


def tally(batch: Batch) -> tuple[int, int, int, int]:
    return batch.created, batch.changed, batch.unchanged, batch.refused


@pytest.fixture
def code(city: f.City) -> str:
    return city.matters["drug-retail"]


def test_sent_then_sent_again_then_further(market: Actor, code: str) -> None:
    assert tally(send(market, line(code), line(code, "SC-2"))) == (2, 0, 0, 0)
    assert tally(send(market, line(code), line(code, "SC-2"))) == (0, 0, 2, 0)
    assert tally(send(market, closed(code), line(code, "SC-2"))) == (0, 1, 1, 0)
    record = Record.objects.get(number="SC-1")
    assert (record.state, record.result_number) == ("10", "鄂演示0001")
    assert record.entered_at == NOW
    assert record.applicant_number.startswith("421")
    assert [one.payload["state"] for one in ledger.timeline(record.subject)] == ["12", "10"]


def test_what_is_older_than_what_is_here_does_not_replace_it(market: Actor, code: str) -> None:
    send(market, closed(code))
    batch = send(market, line(code))
    assert tally(batch) == (0, 0, 0, 1)
    assert [(one.field, one.code) for one in batch.wrong] == [("number", "hub_older")]
    assert Record.objects.get().state == "10"


def test_a_wrong_line_is_named_and_its_neighbours_are_taken(market: Actor, code: str) -> None:
    batch = send(market, line(code), line(code, "SC-2", state="99"), b"{", line(code, "SC-4"))
    assert tally(batch) == (2, 0, 0, 2)
    assert [(one.line, one.number, one.field) for one in batch.wrong] == [
        (2, "SC-2", "state"),
        (3, "", ""),
    ]
    assert set(Record.objects.values_list("number", flat=True)) == {"SC-1", "SC-4"}


def test_a_number_twice_in_a_batch_is_taken_once_also_across_lots(
    market: Actor, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)
    batch = send(market, line(code), line(code, "SC-2"), closed(code))
    assert tally(batch) == (2, 0, 0, 1)
    assert batch.wrong[0].code == "hub_number_twice"


def test_nobody_sends_for_others(market: Actor, chibi: Actor, city: f.City, code: str) -> None:
    batch = send(chibi, line(code))
    assert [one.code for one in batch.wrong] == ["hub_matter_others"]
    unknown = code[:-1] + "0"
    assert send(market, line(unknown)).refused == 1
    for other in (city.actor("window"), city.actor("admin"), SYSTEM):
        with pytest.raises(HubForbidden):
            send(other, line(code))


def test_the_same_number_of_two_systems_is_two_cases(
    market: Actor, chibi: Actor, city: f.City, code: str
) -> None:
    send(market, line(code))
    send(chibi, line(city.matters[f"drug-retail@{f.CHIBI}"]))
    assert Record.objects.filter(number="SC-1").count() == 2


def test_without_the_scope_nothing_is_taken(market: Actor, code: str) -> None:
    with pytest.raises(ScopeMissing):
        send(replace(market, scopes=frozenset({"hub:read"})), line(code))


def test_the_same_key_answers_with_the_first_batch(market: Actor, code: str) -> None:
    first = send(market, line(code), key="k1")
    again = send(market, line(code), key="k1")
    assert first.pk == again.pk
    assert tally(again) == (1, 0, 0, 0)
    with pytest.raises(KeyUsed):
        send(market, line(code, "SC-9"), key="k1")


def test_cut_off_in_the_middle_and_sent_again(
    market: Actor, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 2)
    whole, calls = batches._take_lot, []

    def killed(*given: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*given)

    lines = [line(code, f"SC-{number}") for number in range(5)]
    with monkeypatch.context() as patch:
        patch.setattr(batches, "_take_lot", killed)
        with pytest.raises(KeyboardInterrupt):
            send(market, *lines, key="k")
    assert Record.objects.count() == 2
    assert Batch.objects.get().done_at is None
    batch = send(market, *lines, key="k")
    assert tally(batch) == (3, 0, 2, 0)
    assert batch.done_at is not None


def test_filled_in_afterwards_is_seen(market: Actor, code: str) -> None:
    early = {"received_at": "2026-11-10T09:00:00+08:00", "accepted_at": "2026-11-10T10:00:00+08:00"}
    send(market, line(code), line(code, "SC-2", **early))
    assert dict(Record.objects.values_list("number", "late")) == {"SC-1": False, "SC-2": True}
    late = closed(code)
    send(market, late, now=f.days(30))
    assert not Record.objects.get(number="SC-1").late, "its first line had come in time"


def test_empty_and_too_much_are_refused_whole(
    market: Actor, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BatchEmpty):
        services.take_in(actor=market, now=NOW, content=b" \n\n")
    monkeypatch.setattr(rules, "MOST_LINES", 1)
    with pytest.raises(BatchTooLarge):
        send(market, line(code), line(code, "SC-2"))
    assert not Record.objects.exists()


def test_statements_grow_only_by_what_a_database_takes_at_once(market: Actor, code: str) -> None:
    """SQLite takes some thirty records in one INSERT; nothing is asked or written line by line."""
    counts = []
    for size in (2, 200):
        with CaptureQueriesContext(connection) as queries:
            send(market, *(line(code, f"S{size}-{n}") for n in range(size)))
        counts.append(len(queries))
    assert counts[0] <= 13
    assert counts[1] - counts[0] <= 200 // 25
