import base64
import threading
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tongban.core.jobs.tests.threads import need_disk, need_postgresql, together
from tongban.core.ledger import rules, selectors, services
from tongban.core.ledger.errors import NotInTree
from tongban.core.ledger.models import Checkpoint, Entry
from tongban.core.ledger.services import relaying
from tongban.lib import merkle

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def write(count: int, subject: str = "item:1", verb: str = "test.act") -> None:
    for number in range(count):
        services.append(
            subject=subject, verb=verb, actor="account:7", at=NOW, payload={"number": number}
        )


def fill(count: int) -> None:
    write(count)
    services.relay(now=NOW)


def positions() -> list[int | None]:
    return list(Entry.objects.order_by("id").values_list("position", flat=True))


def force(sql: str, *params: object) -> None:
    """Change rows behind the model's back, as a forger would."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        assert cursor.rowcount


@pytest.mark.django_db
def test_the_relay_gives_dense_positions_by_batches(monkeypatch) -> None:
    monkeypatch.setattr(relaying, "BATCH", 3)
    write(7)
    assert services.relay(now=NOW) == 7
    assert services.relay(now=NOW) == 0
    write(1)
    assert services.relay(now=NOW) == 1
    assert positions() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert selectors.position() == 8
    assert selectors.pending() == 0


@pytest.mark.django_db
def test_the_feed_follows_positions() -> None:
    fill(3)
    write(1, "item:2", "test.other")
    assert [row.position for row in selectors.feed(after=0)] == [1, 2, 3]
    services.relay(now=NOW)
    assert [row.position for row in selectors.feed(after=1, limit=2)] == [2, 3]
    assert [row.subject for row in selectors.feed(after=0, verbs=["test.other"])] == ["item:2"]
    assert selectors.feed(after=4) == []


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_who_commits_late_comes_later_and_is_not_skipped() -> None:
    """The first has the lower id and commits after the second was placed already."""
    need_postgresql()
    inserted, placed = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            write(1, "item:late")
            inserted.set()
            placed.wait(10)

    def early() -> list[str]:
        inserted.wait(10)
        write(1, "item:early")
        services.relay(now=NOW)
        seen = selectors.feed(after=0)
        placed.set()
        return [row.subject for row in seen]

    _, seen = together(late, early)
    assert seen == ["item:early"]
    services.relay(now=NOW)
    assert [(row.position, row.subject) for row in selectors.feed(after=1)] == [(2, "item:late")]
    first, second = Entry.objects.order_by("id")
    assert (first.subject, first.position, second.position) == ("item:late", 2, 1)
    assert services.verify(full=True).ok


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_relays_and_writers_at_once_leave_no_hole(monkeypatch) -> None:
    need_disk()
    monkeypatch.setattr(relaying, "BATCH", 4)

    def relays() -> None:
        for _ in range(20):
            services.relay(now=NOW)

    results = together(lambda: write(30, "item:a"), lambda: write(30, "item:b"), relays, relays)
    assert results == [None] * 4
    services.relay(now=NOW)
    assert sorted(p for p in positions() if p) == list(range(1, 61))
    assert services.verify(full=True).ok


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_a_second_relay_goes_away_at_once() -> None:
    need_postgresql()
    held, tried = threading.Event(), threading.Event()
    write(1)

    def holder() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [relaying._LOCK])
            held.set()
            tried.wait(10)

    def second() -> int:
        held.wait(10)
        placed = services.relay(now=NOW)
        tried.set()
        return placed

    assert together(holder, second)[1] == 0
    assert services.relay(now=NOW) == 1


@pytest.mark.django_db
def test_a_checkpoint_is_the_root_over_all_positions_and_signed() -> None:
    assert services.checkpoint(now=NOW) is None
    fill(5)
    write(1)  # pending: not in the tree yet
    tree = services.checkpoint(now=NOW)
    hashes = Entry.objects.filter(position__isnull=False).order_by("position")
    leaves = [rules.leaf(digest) for digest in hashes.values_list("hash", flat=True)]
    assert (tree.size, tree.root) == (5, merkle.range_hash(leaves))
    assert services.checkpoint(now=NOW) is None
    text, _, line = tree.note.rpartition("\n\n")
    assert text.splitlines() == [
        "tongban/421200/ledger",
        "5",
        base64.b64encode(tree.root).decode(),
        "at 2026-11-23T01:00:00.000000Z",
    ]
    raw = base64.b64decode(line.split()[2])
    Ed25519PublicKey.from_public_bytes(services.public_key()).verify(
        raw[4:], (text + "\n").encode()
    )
    assert selectors.checkpoint() == tree


@pytest.mark.django_db
def test_the_next_checkpoint_reads_only_what_is_new() -> None:
    fill(5)
    services.checkpoint(now=NOW)
    leaves = [rules.leaf(entry.hash) for entry in Entry.objects.order_by("position")]
    force("UPDATE ledger_entry SET hash = 'sha256$00' WHERE position = 1")  # would change the root
    fill(6)
    second = services.checkpoint(now=NOW + timedelta(hours=1))
    assert second.size == 11
    fresh = Entry.objects.filter(position__gt=5).order_by("position")
    leaves += [rules.leaf(entry.hash) for entry in fresh]
    assert second.root == merkle.range_hash(leaves)  # from the frontier, not the forged row
    assert services.verify(full=True).broken.reason == "hash_differs"


@pytest.mark.django_db
def test_proofs_convince_an_outsider() -> None:
    fill(7)
    first = services.checkpoint(now=NOW)
    fill(6)
    second = services.checkpoint(now=NOW)
    for position in range(1, 14):
        proof = selectors.inclusion(position)
        leaf = rules.leaf(proof.entry_hash)
        assert proof.tree == second
        assert merkle.verify_inclusion(proof.index, 13, leaf, proof.path, second.root)
    proof = selectors.inclusion(3, size=7)
    leaf = rules.leaf(proof.entry_hash)
    assert merkle.verify_inclusion(2, 7, leaf, proof.path, first.root)
    grown = selectors.consistency(7, 13)
    assert merkle.verify_consistency(7, 13, first.root, second.root, grown)
    fill(1)
    for missing in (14, 99):
        with pytest.raises(NotInTree):
            selectors.inclusion(missing)
    with pytest.raises(NotInTree):
        selectors.consistency(7, 99)


@pytest.mark.django_db
def test_a_sound_ledger_verifies_and_goes_on_from_there() -> None:
    assert services.verify(full=True).ok
    fill(3)
    services.checkpoint(now=NOW)
    report = services.verify(now=NOW)
    assert (report.ok, report.first, report.last, report.entries) == (True, 1, 3, 3)
    fill(2)
    report = services.verify(now=NOW)
    assert (report.ok, report.first, report.last, report.entries) == (True, 4, 5, 2)
    write(2)
    report = services.verify(full=True)
    assert (report.ok, report.first, report.entries, report.checkpoints) == (True, 1, 7, 1)


FORGERIES = {
    "hash_differs": ("UPDATE ledger_entry SET payload = '{}' WHERE position = 3", 3),
    "former_missing": ("UPDATE ledger_entry SET subject = 'x' WHERE position = 2", 2),
    "position_hole": ("DELETE FROM ledger_entry WHERE position = 2", 2),
    "entries_missing": ("DELETE FROM ledger_entry WHERE position > 4", 5),
    "root_differs": ("UPDATE ledger_checkpoint SET root = '00' WHERE size = 6", 6),
    "frontier_differs": ("UPDATE ledger_checkpoint SET frontier = '00 11' WHERE size = 6", 6),
    "signature_invalid": ("UPDATE ledger_checkpoint SET at = '2026-01-01 00:00:00+00:00'", 6),
}


def rehash(position: int) -> None:
    """Make the forged row's own hash right again, as a clever forger would."""
    row = Entry.objects.get(position=position)
    digest = rules.entry_hash(
        subject=row.subject,
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        on_behalf=row.on_behalf,
        verb=row.verb,
        payload=row.payload,
        prev_hash=row.prev_hash,
    )
    force("UPDATE ledger_entry SET hash = %s WHERE position = %s", digest, position)


@pytest.mark.django_db
@pytest.mark.parametrize("reason", FORGERIES)
def test_a_forgery_is_found_and_named(reason: str) -> None:
    fill(6)
    services.checkpoint(now=NOW)
    sql, position = FORGERIES[reason]
    force(sql)
    if reason == "former_missing":
        rehash(position)
    for full in (True, False):
        report = services.verify(full=full, now=NOW)
        assert not report.ok
        assert (report.broken.reason, report.broken.position) == (reason, position)
    assert not Checkpoint.objects.filter(verified_at__isnull=False).exists()


@pytest.mark.django_db
def test_a_rehashed_forgery_breaks_the_next_link_and_a_rehashed_chain_the_root() -> None:
    fill(6)
    services.checkpoint(now=NOW)
    force("UPDATE ledger_entry SET payload = '{}' WHERE position = 3")
    rehash(3)
    broken = services.verify(full=True).broken
    assert (broken.reason, broken.position, broken.subject) == ("link_differs", 4, "item:1")
    for position in (4, 5, 6):
        former = Entry.objects.get(position=position - 1).hash
        force("UPDATE ledger_entry SET prev_hash = %s WHERE position = %s", former, position)
        rehash(position)
    broken = services.verify(full=True).broken
    assert (broken.reason, broken.position) == ("root_differs", 6)


@pytest.mark.django_db
def test_an_old_forgery_is_what_the_full_run_is_for() -> None:
    fill(3)
    services.checkpoint(now=NOW)
    assert services.verify(now=NOW).ok
    force("UPDATE ledger_entry SET actor = 'x' WHERE position = 1")
    assert services.verify().ok
    assert services.verify(full=True).broken.reason == "hash_differs"
    force("UPDATE ledger_checkpoint SET root = '00'")
    assert services.verify().broken.reason == "root_differs"


@pytest.mark.django_db
def test_a_forged_pending_entry_is_found() -> None:
    write(2)
    force("UPDATE ledger_entry SET verb = 'x' WHERE seq = 2")
    broken = services.verify(full=True).broken
    assert (broken.reason, broken.position) == ("hash_differs", None)
    assert broken.entry == Entry.objects.get(seq=2).pk


@pytest.mark.django_db
def test_the_command_says_it_in_chinese() -> None:
    write(2)

    def run(*args: str) -> str:
        out = StringIO()
        call_command("ledger", *args, stdout=out, skip_checks=True)
        return out.getvalue()

    assert "2 条" in run("relay")
    assert run("checkpoint").startswith("tongban/421200/ledger\n2\n")
    assert "不变" in run("checkpoint")
    assert "台账完好" in run("verify")
    force("UPDATE ledger_entry SET verb = 'x' WHERE position = 1")
    with pytest.raises(CommandError, match=r"位置 1.*改动过"):
        run("verify", "--full")


def test_a_foreign_note_is_not_taken() -> None:
    key = b"k" * 32
    text = rules.note_text("o", 1, b"r", NOW)
    whole = rules.note(text, "o", key, b"s" * 64)
    assert rules.note_signature(whole, "o", key) == (text.encode(), b"s" * 64)
    assert rules.note_signature(whole, "other", key) is None
    assert rules.note_signature(whole, "o", b"x" * 32) is None
    assert rules.note_signature("nothing", "o", key) is None
