"""The case hub: a batch of ten thousand taken in, and a receiver that was away.

The batch goes through the service, as the API hands it over: fresh, the very same again, and all
of it moved on. The bare side sends the statements of the fresh one once more by a raw cursor, in a
transaction that is rolled back.

The receiver is a real server on loopback. While it is away its port is closed and acts go on; the
clock of the run is made up, so that a day takes a minute. What is counted is what it got.
"""

import json
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks import bare, city
from tongban.core.accounts import services as accounts
from tongban.core.accounts.selectors import actor_for_client
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.ledger import selectors as ledger_reads
from tongban.core.ledger import services as ledger
from tongban.core.ledger.types import Act
from tongban.core.webhooks import services as webhooks
from tongban.core.webhooks.models import Receiver
from tongban.core.webhooks.types import Wanted
from tongban.hub import services
from tongban.lib.identifiers import demo_uscc

NOW = city.NOW
LINES = 10_000
SOURCE = "bench-system"
PER_SECOND = 100
AWAY = {  # how long, a step of the made-up clock, acts in a step
    "ten minutes": (timedelta(minutes=10), timedelta(seconds=2), 10),
    "a day": (timedelta(days=1), timedelta(minutes=1), 30),
}


def main(_arguments: list[str]) -> None:
    """Measure both; print a JSON object each."""
    call_command("migrate", verbosity=0)
    made = city.build()
    _batches(made)
    for name in AWAY:
        print("RESULT " + json.dumps({"away": name} | _away(name)), flush=True)


def _batches(made: city.City) -> None:
    actor = _system(made)
    code = made.edition.implementation.task_code
    rest: list[bare.Statement] = []
    for what, state in (("fresh", "12"), ("the same again", "12"), ("all moved on", "10")):
        content = _content(code, state)
        begun, used = time.perf_counter(), time.process_time()
        if what == "fresh":
            with bare.recorded(rest):
                batch = services.take_in(actor=actor, now=NOW, content=content)
        else:
            batch = services.take_in(actor=actor, now=NOW, content=content)
        took = time.perf_counter() - begun
        used = time.process_time() - used
        found = {"batch": what, "seconds": took, "processor": used, "lines": LINES}
        found |= {"created": batch.created, "changed": batch.changed, "refused": batch.refused}
        if what == "fresh":
            found |= {"bare": _replayed(rest), "statements": len(rest)}
        print("RESULT " + json.dumps(found), flush=True)


def _replayed(statements: list[bare.Statement]) -> float:
    """Seconds of the same statements by a raw cursor; nothing of it stays, so keys may be new."""
    writes = [one for one in statements if one.sql.startswith("INSERT")]
    reads = [one for one in statements if one.sql.startswith("SELECT")]
    with transaction.atomic(), connection.cursor() as cursor:
        # What the batch wrote would stand in the way of writing it again.
        for table in ("ledger_entry", "hub_record", "hub_batch"):
            cursor.execute(f"DELETE FROM {table}")
        begun = time.perf_counter()
        for one in (*reads, *writes):
            cursor.execute(one.sql, one.params)
        took = time.perf_counter() - begun
        transaction.set_rollback(True)
    return took


def _system(made: city.City) -> Actor:
    scopes = ["hub:read", "hub:write"]
    accounts.create_client(
        actor=SYSTEM, now=NOW, client_id=SOURCE, name=SOURCE, secret=city.SECRET, scopes=scopes
    )
    accounts.grant_client(
        actor=SYSTEM, now=NOW, client_id=SOURCE, role_code="exchange",
        organisation_id=made.body.pk, division=made.body.division_id,
    )  # fmt: skip
    return actor_for_client(SOURCE, name=SOURCE, scopes=scopes, now=NOW)


def _content(code: str, state: str) -> bytes:
    """Ten thousand cases as a body's own system sends them."""
    ended: dict[str, Any] = {}
    if state == "10":
        ended = {
            "outcome": "granted",
            "decided_at": "2026-11-23T08:30:00+08:00",
            "closed_at": "2026-11-23T08:50:00+08:00",
            "result_title": "演示许可证",
            "result_number": "演示0001",
        }
    step = {
        "name": "受理",
        "event": "办结",
        "started_at": "2026-11-22T20:00:00+08:00",
        "ended_at": "2026-11-23T08:00:00+08:00",
        "handler": "演示职员",
        "opinion": "材料齐全",
    }
    lines = [
        {
            "number": f"BS-{n:06d}",
            "task_code": code,
            "title": "演示办件",
            "applicant_kind": "organisation",
            "applicant_name": f"演示商户{n}",
            "applicant_number": demo_uscc(100_000 + n),
            "contact_phone": "12000000099",
            "state": state,
            "received_at": "2026-11-22T20:00:00+08:00",
            "accepted_at": "2026-11-23T08:00:00+08:00",
            "promised_on": "2026-11-30",
            "steps": [step, step | {"name": "审查"}, step | {"name": "决定"}],
        }
        | ended
        for n in range(LINES)
    ]
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in lines).encode()


class Outside:
    """A receiver on loopback that can go away; it keeps what it got, and when by the clock."""

    def __init__(self) -> None:
        self.got: list[int] = []
        self.when: Counter[int] = Counter()
        self.clock = NOW
        self._server: HTTPServer | None = None
        self.port = 0

    def come(self) -> None:
        outside = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outside.got += [int(one["id"]) for one in sent]
                outside.when[int(outside.clock.timestamp())] += len(sent)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", self.port), Answer)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def go(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()


def _away(name: str) -> dict[str, Any]:
    """Let it go away, come back, and catch up; say what it missed and how fast it was given."""
    away, step, acts = AWAY[name]
    outside = Outside()
    outside.come()
    wanted = Wanted("演示省平台", f"http://127.0.0.1:{outside.port}/", (), False, PER_SECOND)
    code = f"bench-{len(name)}"
    row = webhooks.create(actor=SYSTEM, now=NOW, code=code, wanted=wanted)[0]
    ledger.relay(now=NOW)
    Receiver.objects.filter(pk=row.pk).update(position=ledger_reads.position(), next_at=NOW)
    first, at = ledger_reads.position(), NOW
    outside.go()
    tries = 0
    while at < NOW + away:
        at += step
        _happen(acts, at)
        tries += _due(row.pk, at)
    returned, sent = at, 0
    outside.come()
    begun = time.perf_counter()
    while Receiver.objects.get(pk=row.pk).position < ledger_reads.position():
        at += timedelta(seconds=1)
        outside.clock = at
        sent += _due(row.pk, at)
    took = time.perf_counter() - begun
    outside.go()
    owed = range(first + 1, ledger_reads.position() + 1)
    return {
        "acts": len(owed),
        "lost": len(set(owed) - set(outside.got)),
        "twice": len(outside.got) - len(set(outside.got)),
        "in_order": outside.got == sorted(outside.got),
        "tries": tries,
        "most": max(outside.when.values()),
        "per_second": PER_SECOND,
        "caught_up": (at - returned).total_seconds(),
        "rate": len(owed) / took,
    }


def _happen(count: int, at: datetime) -> None:
    with transaction.atomic():
        ledger.append_many(
            Act(f"bench:{n}", "tests.act", "system", at.astimezone(UTC), {"n": n})
            for n in range(count)
        )
    ledger.relay(now=at)


def _due(receiver: int, at: datetime) -> int:
    """Send what is due at that moment, as the queue would; gives how many requests there were."""
    tries = 0
    while Receiver.objects.filter(pk=receiver, next_at__lte=at).exists():
        run = webhooks.send(receiver=receiver, now=at)
        tries += bool(run.sent or run.error)
        if not run.sent and not run.error:
            break
    return tries
