"""The demo's other system: what a body's own system has sent in the last three weeks."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from tongban.catalogue import selectors as catalogue
from tongban.core.accounts.demo import EXCHANGE, XIANAN
from tongban.core.accounts.selectors import actor_for_client
from tongban.core.workdays.rules import ZONE, local_date
from tongban.hub import services
from tongban.hub.models import Record
from tongban.lib.identifiers import demo_uscc

MATTERS = (("drug-retail", "药品经营许可(演示)"), ("food-permit", "食品经营许可(演示)"))
CASES, LATE, BATCHES = 36, 5, 3
DAYS = 21


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Send three batches, one with a wrong line and some cases late; once."""
    actor = actor_for_client(EXCHANGE, scopes=("hub:write",), now=now)
    codes = [(catalogue.task_code_of(slug, XIANAN), title) for slug, title in MATTERS]
    codes = [(code, title) for code, title in codes if code]
    if Record.objects.exists() or not actor.grants or not codes:
        return
    lines = list(_cases(codes, now))
    for batch in range(BATCHES):
        at = now - timedelta(days=DAYS - (batch + 1) * DAYS // BATCHES, minutes=20)
        sent = [one for one in lines if one["sent"] == batch]
        content = [json.dumps({k: v for k, v in one.items() if k != "sent"}) for one in sent]
        if batch == BATCHES - 1:
            content.append(json.dumps({"number": "YS-9999", "state": "99"}))
        services.take_in(actor=actor, now=at, content="\n".join(content).encode())
    say(f"演示业务系统报送办件 {Record.objects.count()} 件")


def _cases(codes: list[tuple[str, str]], now: datetime) -> Iterator[dict[str, Any]]:
    chance = random.Random(20201001)
    first = local_date(now) - timedelta(days=DAYS)
    for number in range(1, CASES + 1):
        batch = (number - 1) * BATCHES // CASES
        # Sent the evening of the day on which it came; the late ones a week after.
        last = first + timedelta(days=(batch + 1) * DAYS // BATCHES - 1)
        day = last - timedelta(days=8 if number % (CASES // LATE) == 0 else 0)
        received = datetime.combine(day, time(9 + number % 3, chance.randrange(60)), tzinfo=ZONE)
        code, title = chance.choice(codes)
        line: dict[str, Any] = {
            "number": f"YS-{number:04d}",
            "task_code": code,
            "title": title,
            "applicant_kind": "organisation",
            "applicant_name": f"演示商户{number}",
            "applicant_number": demo_uscc(910_000 + number),
            "contact_phone": "12000000099",
            "state": "12",
            "received_at": received.isoformat(),
            "accepted_at": (received + timedelta(minutes=40)).isoformat(),
            "promised_on": (day + timedelta(days=6)).isoformat(),
            "steps": [
                {
                    "name": "受理",
                    "event": "办结",
                    "started_at": received.isoformat(),
                    "ended_at": (received + timedelta(minutes=40)).isoformat(),
                    "handler": "演示职员",
                }
            ],
            "sent": batch,
        }
        if number % 2:
            closed = received + timedelta(hours=5)
            line |= {
                "state": "10",
                "outcome": "granted" if number % 9 else "denied",
                "decided_at": closed.isoformat(),
                "closed_at": closed.isoformat(),
                "result_title": title.removesuffix("(演示)"),
                "result_number": f"鄂演示{number:04d}",
            }
        yield line
