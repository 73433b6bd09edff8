import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tongban.core.ledger import selectors, services
from tongban.core.ledger.errors import AppendOnly
from tongban.core.ledger.models import Entry, Salt
from tongban.core.ledger.ports import Verbs
from tongban.core.ledger.types import Act, Head
from tongban.lib.canonical import NotCanonical

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
ACT = {"subject": "item:1", "verb": "workflow.accept", "actor": "account:7", "at": NOW}


def by_hand(*fields: str) -> str:
    """The documented bytes, written without the code under test."""
    data = b""
    for field in ("tongban.ledger.entry.v1", *fields):
        raw = field.encode()
        data += str(len(raw)).encode() + b":" + raw + b","
    return "sha256$" + hashlib.sha256(data).hexdigest()


@pytest.mark.django_db
def test_the_bytes_are_those_of_the_docstring() -> None:
    first = services.append(**ACT, payload={"b": "案", "a": 1}, on_behalf="party:3")
    second = services.append(**{**ACT, "at": NOW + timedelta(microseconds=7)}, payload={})
    assert first == Head(
        1,
        by_hand(
            "item:1",
            "1",
            "2026-11-23T01:00:00.000000Z",
            "account:7",
            "party:3",
            "workflow.accept",
            '{"a":1,"b":"案"}',
            "",
        ),
    )
    assert second == Head(
        2,
        by_hand(
            "item:1",
            "2",
            "2026-11-23T01:00:00.000007Z",
            "account:7",
            "",
            "workflow.accept",
            "{}",
            first.hash,
        ),
    )
    assert selectors.head("item:1") == second
    assert selectors.head("item:2") == Head()


@pytest.mark.django_db
def test_an_append_costs_one_statement_with_the_head_and_two_without(
    django_assert_num_queries,
) -> None:
    with django_assert_num_queries(1):
        head = services.append(**ACT, payload={}, head=Head())
    with django_assert_num_queries(1):
        head = services.append(**ACT, payload={}, head=head)
    with django_assert_num_queries(2):
        head = services.append(**ACT, payload={})
    assert head.seq == 3
    with django_assert_num_queries(3):  # the subject's first personal value makes its salt
        head = services.append(**ACT, payload={}, head=head, personal={"name": "演示"})
    with django_assert_num_queries(2):
        services.append(**ACT, payload={}, head=head, personal={"name": "演示"})
    with django_assert_num_queries(1):
        services.record_reading(
            subject="item:1", actor="account:7", at=NOW, reason="核对", fields=["phone"]
        )
    assert services.verify(full=True).ok


@pytest.mark.django_db
def test_many_appended_at_once_are_the_bytes_of_one_by_one(django_assert_num_queries) -> None:
    services.append(**ACT, payload={"n": 0})
    services.record_reading(subject="item:1", actor="account:9", at=NOW, reason="看", fields=())
    acts = [
        Act(f"item:{n % 3}", "workflow.note", "account:7", NOW + timedelta(seconds=n), {"n": n},
            "party:3" if n % 2 else "")
        for n in range(12)
    ]  # fmt: skip
    fields = ("subject", "seq", "at", "actor", "on_behalf", "verb", "payload", "prev_hash", "hash")
    with transaction.atomic():
        for act in acts:
            services.append(
                subject=act.subject, verb=act.verb, actor=act.actor, at=act.at,
                payload=act.payload, on_behalf=act.on_behalf,
            )  # fmt: skip
        single = list(Entry.objects.order_by("id").values_list(*fields))
        transaction.set_rollback(True)
    with django_assert_num_queries(2):  # the heads, the rows
        services.append_many(acts)
    assert list(Entry.objects.order_by("id").values_list(*fields)) == single
    assert services.relay(now=NOW) == 14
    assert services.verify(full=True).ok


@pytest.mark.django_db
def test_a_wrong_head_cannot_fork_the_chain() -> None:
    services.append(**ACT, payload={})
    with pytest.raises(IntegrityError), transaction.atomic():
        services.append(**ACT, payload={}, head=Head())


@pytest.mark.django_db
def test_it_holds_with_its_act_or_not_at_all() -> None:
    with transaction.atomic():
        services.append(**ACT, payload={}, personal={"name": "演示"})
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not Salt.objects.exists()


@pytest.mark.django_db
def test_killed_after_any_statement_nothing_is_half_done() -> None:
    """Breaks off after the first, second, … statement of an append with a personal value."""

    class Killed(Exception):
        pass

    done = False
    for allowed in range(10):
        left = allowed

        def run(execute, sql, params, many, context):
            nonlocal left
            result = execute(sql, params, many, context)
            if sql.startswith(("SAVEPOINT", "ROLLBACK", "RELEASE")):
                return result
            if left == 0:
                raise Killed
            left -= 1
            return result

        try:
            with transaction.atomic(), connection.execute_wrapper(run):
                services.append(**ACT, payload={}, personal={"name": "演示"})
            done = True
        except Killed:
            assert not Entry.objects.exists()
            assert not Salt.objects.exists()
        if done:
            break
    assert allowed == 4  # head, salt looked up, salt made, entry: four statements were broken off
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_a_payload_is_json_and_holds_nothing_personal_by_accident() -> None:
    with pytest.raises(NotCanonical):
        services.append(**ACT, payload={"what": object()})
    with pytest.raises(ValueError, match="personal"):
        services.append(**ACT, payload={"personal": {}}, personal={"name": "演示"})


@pytest.mark.django_db
def test_personal_values_are_commitments_until_their_salt_is_erased() -> None:
    number = "421299199001011234"
    services.append(**ACT, payload={"a": 1}, personal={"identity": number})
    services.append(**{**ACT, "subject": "item:2"}, payload={}, personal={"identity": number})
    one, two = (selectors.timeline(f"item:{n}")[0].payload["personal"] for n in (1, 2))
    assert one["identity"].startswith("hmac-sha256$")
    assert one != two  # another salt: the same number cannot be followed from item to item
    assert not Entry.objects.filter(payload__contains=number).exists()
    told = {"name": "identity", "commitment": one["identity"]}
    assert selectors.matches("item:1", value=number, **told)
    assert not selectors.matches("item:1", value="421299199001011235", **told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM ledger_salt")
        assert all(value.startswith("aes256gcm$") for (value,) in cursor.fetchall())
    assert services.erase_salt("item:1", actor="account:9", at=NOW)
    assert not services.erase_salt("item:1", actor="account:9", at=NOW)
    assert not selectors.matches("item:1", value=number, **told)
    assert selectors.matches("item:2", name="identity", value=number, commitment=two["identity"])
    assert [row.verb for row in selectors.timeline("item:1", readings=True)] == [
        "workflow.accept",
        "ledger.erase",
    ]
    assert services.verify(full=True).ok


@pytest.mark.django_db
def test_a_reading_is_a_leaf_without_a_chain() -> None:
    head = services.append(**ACT, payload={})
    services.record_reading(
        subject="item:1", actor="account:9", at=NOW, reason="核对电话", fields=("phone",)
    )
    assert services.append(**ACT, payload={}).seq == head.seq + 1
    assert len(selectors.timeline("item:1")) == 2
    reading = selectors.timeline("item:1", readings=True)[1]
    assert reading.seq is None
    assert reading.payload == {"reason": "核对电话", "fields": ["phone"]}
    assert reading.text == "查看了个人信息：核对电话"
    assert services.relay(now=NOW) == 3


@pytest.mark.django_db
def test_an_entry_can_be_neither_changed_nor_deleted() -> None:
    services.append(**ACT, payload={})
    entry = Entry.objects.get()
    entry.verb = "other"
    rows = Entry.objects.all()
    for attempt in (
        entry.save,
        entry.delete,
        rows.delete,
        lambda: rows.update(verb="other"),
        lambda: rows.bulk_update([entry], ["verb"]),
        lambda: rows.bulk_create([entry]),
        lambda: rows.update_or_create(pk=entry.pk),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    assert Entry.objects.get().verb == "workflow.accept"


def test_verbs_have_words() -> None:
    verbs = Verbs()
    verbs.register("a.b", "受理了{title}")
    verbs.register("a.b", "受理了{title}")
    assert verbs.words("a.b", {"title": "开办"}) == "受理了开办"
    assert verbs.words("a.b", {}) == "受理了"
    assert verbs.words("c.d", {}) == "c.d"
    with pytest.raises(ValueError, match="twice"):
        verbs.register("a.b", "别的")


@pytest.mark.django_db
def test_the_payload_is_kept_as_canonical_text() -> None:
    services.append(**ACT, payload={"z": [1, {"b": None, "a": "\u20ac"}], "a": NOW})
    text = Entry.objects.get().payload
    assert text == '{"a":"2026-11-23T01:00:00Z","z":[1,{"a":"€","b":null}]}'
    assert json.loads(text)["z"][0] == 1
