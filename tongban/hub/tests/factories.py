"""Lines as departments' systems send them."""

import json
from datetime import UTC, datetime
from typing import Any

from tongban.lib.identifiers import demo_identity

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MARKET, OTHER = "scjg-system", "chibi-system"
SECRET = "a-secret-of-the-tests"


def line(task_code: str, number: str = "SC-1", **more: Any) -> dict[str, Any]:
    """A sound case under way; `more` replaces fields, None takes one out."""
    made = {
        "number": number,
        "task_code": task_code,
        "title": "药品经营许可(演示)",
        "applicant_kind": "natural",
        "applicant_name": "演示申请人",
        "applicant_number": demo_identity(7, datetime(1990, 1, 1, tzinfo=UTC).date()),
        "contact_phone": "12000000099",
        "state": "12",
        "received_at": "2026-11-22T20:00:00+08:00",
        "accepted_at": "2026-11-23T08:00:00+08:00",
        "promised_on": "2026-11-30",
        "steps": [
            {
                "name": "受理",
                "event": "办结",
                "started_at": "2026-11-22T20:00:00+08:00",
                "ended_at": "2026-11-23T08:00:00+08:00",
                "handler": "演示职员",
                "opinion": "材料齐全",
            }
        ],
    } | more
    return {key: value for key, value in made.items() if value is not None}


def closed(task_code: str, number: str = "SC-1", **more: Any) -> dict[str, Any]:
    """The same case, granted at nine."""
    ended = {
        "state": "10",
        "outcome": "granted",
        "decided_at": "2026-11-23T08:30:00+08:00",
        "closed_at": "2026-11-23T08:50:00+08:00",
        "result_title": "药品经营许可证",
        "result_number": "鄂演示0001",
    }
    return line(task_code, number, **(ended | more))


def body(*lines: Any) -> bytes:
    """A batch: objects as JSON, text and bytes as they are."""
    rows = [
        one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode()
        for one in lines
    ]
    return b"\n".join(rows)
