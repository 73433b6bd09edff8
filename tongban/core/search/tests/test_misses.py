"""What was looked for in vain: counted, settled, and never more than the editors can use."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.ledger.models import Entry as LedgerEntry
from tongban.core.search import selectors, services
from tongban.core.search.errors import MissUnknown, SynonymsForbidden
from tongban.core.search.models import Miss
from tongban.core.search.services import missing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def record(text: str, times: int = 1, *, now: datetime = NOW, near: bool = False) -> None:
    for _ in range(times):
        services.record_miss(text=text, now=now, near=near)


def test_misses_are_counted_and_private_ones_are_not(client: Client):
    client.get("/search/", {"q": "外星人登记"})
    client.get("/search/", {"q": "外星人 登记"})
    client.get("/search/", {"q": "外星人登记"})
    client.get("/search/", {"q": "13800000000"})
    client.get("/search/suggest", {"q": "外星人"})
    assert {(miss.text, miss.count) for miss in Miss.objects.all()} == {
        ("外星人登记", 2), ("外星人 登记", 1),
    }  # fmt: skip
    record("外星人登记", now=NOW + timedelta(days=30))
    assert Miss.objects.get(text="外星人登记").count == 3


def test_what_found_only_similar_things_is_kept_if_it_is_a_word(client: Client):
    services.put(kind="matter", ref="firm", title="企业设立登记")
    client.get("/search/", {"q": "外星人登记"})
    client.get("/search/", {"q": "我家门口的外星人昨天丢了登记"})
    client.get("/search/", {"q": "设立登记"})
    assert [(miss.text, miss.near) for miss in Miss.objects.all()] == [("外星人登记", True)]


def test_following_pages_and_kinds_are_no_new_searches(client: Client):
    for more in ({"start": "20"}, {"kind": "matter"}):
        client.get("/search/", {"q": "外星人", **more})
    client.head("/search/", {"q": "外星人"})
    assert not Miss.objects.exists()


def test_the_most_frequent_come_first_page_by_page():
    for text, times in (("甲甲", 2), ("乙乙", 3), ("丙丙", 2), ("丁丁", 1)):
        record(text, times)
    first = selectors.misses(limit=2)
    assert [miss.text for miss in first] == ["乙乙", "丙丙"]
    rest = selectors.misses(after=selectors.after(first[-1]), limit=5)
    assert [miss.text for miss in rest] == ["甲甲", "丁丁"]
    assert selectors.misses(after="nonsense", limit=1)[0].text == "乙乙"
    assert selectors.miss_counts() == {"open": 4, "done": 0, "ignored": 0}


def test_what_was_settled_comes_back_when_it_is_missed_again_unless_ignored():
    record("准生证")
    record("哈哈哈")
    ids = dict(Miss.objects.values_list("text", "pk"))
    services.settle_miss(actor=SYSTEM, now=NOW, miss=ids["准生证"], state="done")
    services.settle_miss(actor=SYSTEM, now=NOW, miss=ids["哈哈哈"], state="ignored")
    assert selectors.misses() == []
    record("准生证")
    record("哈哈哈")
    assert [miss.text for miss in selectors.misses()] == ["准生证"]
    services.settle_miss(actor=SYSTEM, now=NOW, miss=ids["哈哈哈"], state="open")
    assert len(selectors.misses()) == 2
    texts = " ".join(LedgerEntry.objects.values_list("payload", flat=True))
    assert "哈哈哈" not in texts  # what people typed may be forgotten; the ledger may not forget


def test_who_may_settle():
    record("准生证")
    row = Miss.objects.get()
    with pytest.raises(SynonymsForbidden):
        services.settle_miss(
            actor=Actor(ref="account:1", staff=True), now=NOW, miss=row.pk, state="done"
        )
    with pytest.raises(MissUnknown):
        services.settle_miss(actor=SYSTEM, now=NOW, miss=row.pk + 1, state="done")
    with pytest.raises(ValueError, match="nonsense"):
        services.settle_miss(actor=SYSTEM, now=NOW, miss=row.pk, state="nonsense")


def test_junk_cannot_grow_the_table(monkeypatch):
    monkeypatch.setattr(missing, "KEPT", 3)
    monkeypatch.setattr(missing, "CEILING", 12)
    record("常有人找", 5)
    for n in range(40):
        record(f"垃圾{n}", now=NOW + timedelta(minutes=n))
    assert Miss.objects.count() == 12
    record("常有人找")  # one that is known is counted even then
    assert Miss.objects.get(text="常有人找").count == 6
    assert services.trim(NOW) >= 6
    kept = set(Miss.objects.values_list("text", flat=True))
    assert "常有人找" in kept
    assert {"垃圾10", "垃圾9"} <= kept
    assert len(kept) <= 6
    record("又有新的")
    assert Miss.objects.filter(text="又有新的").exists()


def test_what_nobody_looked_for_in_half_a_year_is_forgotten():
    record("旧词", 9)
    record("新词", now=NOW + timedelta(days=100))
    assert services.trim(NOW + timedelta(days=181)) == 1
    assert [miss.text for miss in Miss.objects.all()] == ["新词"]
