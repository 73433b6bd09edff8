"""Licences issued, and their papers made: signed statement, typesetting, seal, file, ledger.

One process on one connection. Parties are there already; the row and its ledger entry come first
(`issue`), then the paper as the queued task makes it (`make`). The bare side is the statements of
one licence's two acts, sent again by a raw cursor with new keys.
"""

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.core.management import call_command

from benchmarks import bare
from tongban.core.accounts.types import SYSTEM
from tongban.core.divisions import demo as divisions
from tongban.core.organisations import demo as organisations
from tongban.core.workdays import demo as workdays
from tongban.lib.identifiers import demo_uscc
from tongban.licences import demo, services
from tongban.licences.models import Licence
from tongban.parties import services as parties

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DIVISION, FIRST_FIRM = "421202", 40_000
FACE = {
    "address": "演示市演示区演示大道 8 号 1 层",
    "legal": "演示人甲",
    "head": "演示人甲",
    "quality_head": "演示人乙",
    "mode": "零售（单店）",
    "scope": "化学药制剂、中成药、中药饮片、生化药品、抗生素制剂",
}


def main(arguments: list[str]) -> None:
    """Issue and make as many licences as asked, in three rounds; say rates and statements."""
    count = int(arguments[0])
    call_command("migrate", verbosity=0)
    for room in (divisions, workdays, organisations):
        room.fill(now=NOW, say=lambda _text: None)
    demo.publish_types(now=NOW)
    body = demo._body(DIVISION)
    if body is None:
        raise RuntimeError("no body issues licences")
    holders = [_firm(FIRST_FIRM + n) for n in range(6 * count + 10)]
    line = iter(holders)
    acts: bare.Acts = {
        "issue": lambda city, _held: _issue(body.pk, next(line)),
        "make": lambda city, row: services.make(now=NOW, licence_id=row.pk),
    }
    recordings = [bare.record(acts, None) for _n in range(2)]  # the first also loads the signer
    replay = bare.Template(*recordings)
    rounds = [_round(acts, count, replay, turn=n) for n in range(3)]
    found: dict[str, Any] = {
        name: statistics.median(one[name] for one in rounds) for name in rounds[0]
    }
    found |= {"licences": count, "statements": recordings[1].counts, "ready": _ready()}
    print("RESULT " + json.dumps(found), flush=True)


def _firm(serial: int) -> int:
    return parties.identify(
        actor=SYSTEM, now=NOW, kind="market", name=f"演示药店{serial}有限公司",
        identity_type="uscc", number=demo_uscc(serial, kind="91"), source="演示数据",
    ).pk  # fmt: skip


def _issue(body: int, holder: int) -> Licence:
    return services.issue(
        actor=SYSTEM, now=NOW, type_code="drug-retail-permit", holder=holder, organisation=body,
        division=DIVISION, data=FACE,
    )  # fmt: skip


def _round(acts: bare.Acts, count: int, replay: bare.Template, *, turn: int) -> dict[str, float]:
    rows: list[Licence] = []
    processor = time.process_time()
    issued = _timed(lambda: rows.extend(acts["issue"](None, None) for _n in range(count)))
    made = _timed(lambda: [acts["make"](None, row) for row in rows])
    processor = time.process_time() - processor
    # Rows of both sides take turns in the same tables, so the replay goes on where they stand.
    next_one = 2 + (2 * turn + 1) * count
    prepared = [replay.prepared(next_one + n) for n in range(count)]
    sent = _timed(lambda: bare.replay(prepared, check=turn == 0))
    return {"issue": issued, "make": made, "processor": processor, "bare": sent}


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _ready() -> int:
    return Licence.objects.filter(making="ready").exclude(statement="").count()
