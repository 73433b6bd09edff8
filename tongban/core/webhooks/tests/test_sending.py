"""Away for ten minutes, for a day, for ever; nothing is lost, nothing floods."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger import services as ledger
from tongban.core.webhooks import ports, rules, selectors, services
from tongban.core.webhooks.errors import Unreachable
from tongban.core.webhooks.models import Receipt, Receiver
from tongban.core.webhooks.types import Answer, Wanted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Outside:
    """A receiver in memory, that may be away, slow to answer right, or killed after taking."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.requests: list[tuple[bytes, Mapping[str, str]]] = []
        self.says: Callable[[], Answer] = lambda: Answer(200, "ok")

    def __call__(self, url: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        answer = self.says()
        self.requests.append((content, headers))
        if answer.taken:
            self.got.extend(json.loads(content))
        return answer

    @property
    def positions(self) -> list[int]:
        return [int(one["id"]) for one in self.got]


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    receiver = Outside()
    monkeypatch.setattr(ports.wire, "post", receiver)
    return receiver


def entered(verbs: tuple[str, ...] = (), *, per_second: int = 50, whole: bool = False) -> Receiver:
    wanted = Wanted("省平台", "https://province.example/hook", verbs, whole, per_second)
    return services.create(actor=SYSTEM, now=NOW, code="province", wanted=wanted)[0]


def happen(count: int, verb: str = "tests.act", subject: str = "tests") -> None:
    for number in range(count):
        ledger.append(
            subject=f"{subject}:{number}", verb=verb, actor="system", at=NOW, payload={"n": number}
        )
    ledger.relay(now=NOW)


def run(row: Receiver, now: datetime, *, rounds: int = 1000) -> datetime:
    """Let the sender work as the clock goes on, until the receiver is level."""
    for _round in range(rounds):
        run = services.send(receiver=row.pk, now=now)
        if not run.more:
            return now
        now += max(run.pause, timedelta(seconds=1))
    raise AssertionError("never level")


def test_every_act_arrives_once_and_in_order(outside: Outside) -> None:
    row = entered()
    happen(250)
    start = selectors.listing(SYSTEM, NOW)[0][0].position
    run(row, NOW)
    assert outside.positions == list(range(start + 1, start + 252))  # the entering of itself, too
    row.refresh_from_db()
    assert [one.count for one in Receipt.objects.order_by("id")] == [100, 100, 51]
    assert selectors.standing(row, row.position, NOW).state == "current"
    assert services.enqueue_due(NOW) == 0


def test_a_receiver_that_was_away_for_a_day_loses_nothing_and_is_not_flooded(
    outside: Outside,
) -> None:
    row = entered(per_second=20)
    happen(30)
    outside.says = lambda: Answer(503, "down")
    now, tries = NOW, 0
    while now < NOW + timedelta(days=1):
        result = services.send(receiver=row.pk, now=now)
        tries += 1
        now += result.pause
        if tries == 3:
            happen(500, subject="later")
    assert tries < 24 * 6 + 10, "it was knocked at far too often"
    row.refresh_from_db()
    assert selectors.standing(row, 10**6, now).state == "failing"
    assert row.failing_since == NOW
    assert "503" in row.error
    assert not outside.got

    outside.says = lambda: Answer(202)
    back = now
    done = run(row, now)
    assert len(outside.got) == len(set(outside.positions)) == 531
    assert outside.positions == sorted(outside.positions)
    # Five batches of a hundred before the last: at 20 a second they take 25 seconds.
    assert done - back >= timedelta(seconds=25)
    first = Receipt.objects.order_by("id")[0]
    assert first.tries == tries + 1
    row.refresh_from_db()
    assert (row.failures, row.failing_since, row.error) == (0, None, "")


def test_killed_between_taking_and_noting_it_is_sent_again_with_the_same_ids(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = entered()
    happen(3)

    def killed(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Receipt, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            services.send(receiver=row.pk, now=NOW)
    taken = list(outside.positions)
    assert services.send(receiver=row.pk, now=NOW).sent == 0, "two at once"
    run(row, NOW + timedelta(minutes=2))
    assert outside.positions == taken * 2
    assert outside.requests[0][1]["webhook-id"] == outside.requests[1][1]["webhook-id"]


def test_only_what_is_wanted_is_sent_and_the_rest_is_passed_over(outside: Outside) -> None:
    row = entered(("hub.", "tests.rare"))
    happen(1500)
    happen(2, "tests.rare")
    happen(1, "hub.case", subject="hub")
    run(row, NOW)
    assert [one["type"] for one in outside.got] == [
        "tongban.tests.rare",
        "tongban.tests.rare",
        "tongban.hub.case",
    ]
    row.refresh_from_db()
    assert row.position == selectors.ledger.position()


def test_an_unreachable_address_is_a_failure_like_any_other(outside: Outside) -> None:
    row = entered()
    happen(1)

    def nothing() -> Answer:
        raise Unreachable("ConnectTimeoutError")

    outside.says = nothing
    result = services.send(receiver=row.pk, now=NOW)
    assert (result.error, result.pause) == ("ConnectTimeoutError", timedelta(seconds=5))
    assert services.send(receiver=row.pk, now=NOW).sent == 0


def test_pauses_double_up_to_ten_minutes() -> None:
    pauses = [rules.pause_after(n).total_seconds() for n in (1, 2, 3, 7, 8, 9, 5000)]
    assert pauses == [5, 10, 20, 320, 600, 600, 600]


def test_a_batch_is_signed_as_standard_webhooks_has_it(outside: Outside) -> None:
    row = entered()
    happen(1)
    run(row, NOW)
    content, headers = outside.requests[0]
    key = base64.b64decode(row.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + content
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))


def test_the_signature_of_the_standards_own_example() -> None:
    """Standard Webhooks 1.0, "verifying webhooks": its published secret, id, time and body."""
    made = rules.headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        batch="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=datetime.fromtimestamp(1614265330, UTC),
        content=b'{"test": 2432232314}',
    )
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_records_go_only_to_those_who_may_have_them(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def build(subjects: Any) -> dict[str, dict[str, str]]:
        asked.append(list(subjects))
        return {subject: {"name": f"演示 {subject}"} for subject in subjects}

    rows = ports.Rows()
    rows.register("tests", build)
    monkeypatch.setattr(ports, "rows", rows)
    row = entered()
    happen(3)
    run(row, NOW)
    assert not asked
    assert all("row" not in one["data"] for one in outside.got)
    wanted = Wanted(row.name, row.url, (), True, 50)
    later = NOW + timedelta(hours=1)
    services.change(actor=SYSTEM, now=later, code="province", wanted=wanted)
    services.resend_from(actor=SYSTEM, now=later, code="province", position=0)
    outside.got.clear()
    run(row, later)
    assert len(asked) == 1, "one question a batch and kind, not one an entry"
    with_rows = [one for one in outside.got if one["type"] == "tongban.tests.act"]
    assert with_rows[0]["data"]["row"] == {"name": "演示 tests:0"}


def test_a_batch_costs_the_same_however_large(outside: Outside) -> None:
    row = entered()
    happen(2)
    counts = []
    for hour, more in enumerate((90, 5)):
        with CaptureQueriesContext(connection) as queries:
            services.send(receiver=row.pk, now=NOW + timedelta(hours=hour))
        counts.append(len(queries))
        happen(more, subject=f"s{more}")
    assert counts[0] == counts[1] <= 9


def test_a_place_set_back_while_a_batch_is_under_way_stays_set_back(outside: Outside) -> None:
    row = entered()
    happen(5)
    run(row, NOW)
    happen(1, subject="more")

    def set_back() -> Answer:
        services.resend_from(actor=SYSTEM, now=NOW, code="province", position=0)
        return Answer(200)

    outside.says = set_back
    services.send(receiver=row.pk, now=NOW + timedelta(hours=1))
    row.refresh_from_db()
    assert row.position == 0
