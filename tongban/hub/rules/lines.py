"""One line of a batch: JSON to a `Line`, or what is wrong with it, field by field."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from tongban.hub.rules.times import incoherent
from tongban.hub.states import OUTCOMES, STATES
from tongban.hub.types import Line, Step, Wrong
from tongban.lib import canonical, identifiers
from tongban.lib.errors import Refusal

MOST_LINES: Final = 10_000
MOST_BYTES: Final = 32 * 1024 * 1024
MOST_STEPS: Final = 200
KINDS: Final = {"natural": "自然人", "organisation": "法人或其他组织"}


class _Bad(Exception):
    def __init__(self, code: str, **detail: Any) -> None:
        self.code, self.detail = code, detail


def read(content: bytes, line: int, *, now: datetime) -> Line | list[Wrong]:
    """Give the case that a line describes, or everything that is wrong with it."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return [Wrong(line, "", "", "hub_line_not_json", {})]
    if not isinstance(data, dict):
        return [Wrong(line, "", "", "hub_line_not_json", {})]
    number = data.get("number")
    shown = number[:64] if isinstance(number, str) else ""
    wrong = [
        Wrong(line, shown, str(name)[:60], "hub_field_unknown", {})
        for name in data
        if name not in FIELDS
    ]
    values: dict[str, Any] = {}
    for name, take in FIELDS.items():
        try:
            values[name] = take(data.get(name))
        except _Bad as bad:
            wrong.append(Wrong(line, shown, bad.detail.pop("at", name), bad.code, bad.detail))
    if wrong:
        return wrong
    digest = hashlib.sha256(canonical.encode(data)).hexdigest()
    made = Line(line=line, digest=digest, **values)
    found = [Wrong(line, shown, name, code, {}) for name, code in incoherent(made, now=now)]
    return found + _wrong_holder(made) or made


def _wrong_holder(line: Line) -> list[Wrong]:
    """Check digits of the applicant's number, where one is given."""
    if not line.applicant_number:
        return []
    check = identifiers.identity if line.applicant_kind == "natural" else identifiers.uscc
    try:
        check(line.applicant_number)
    except Refusal:
        return [Wrong(line.line, line.number, "applicant_number", "hub_number_check", {})]
    return []


# --- kinds of values ------------------------------------------------------------------------------


def _text(most: int, *, required: bool = False) -> Callable[[Any], str]:
    def take(value: Any) -> str:
        if value is None:
            value = ""
        if not isinstance(value, str) or "\x00" in value:
            raise _Bad("hub_field_text")
        found = value.strip()
        if required and not found:
            raise _Bad("hub_field_missing")
        if len(found) > most:
            raise _Bad("hub_field_long", most=most)
        return found

    return take


def _choice(choices: Mapping[str, str], *, required: bool = False) -> Callable[[Any], str]:
    def take(value: Any) -> str:
        if value is None or value == "":
            if required:
                raise _Bad("hub_field_missing")
            return ""
        if not isinstance(value, str) or value not in choices:
            said = "、".join(f"{code} {title}" for code, title in choices.items())
            raise _Bad("hub_field_choice", choices=said)
        return value

    return take


def _instant(*, required: bool = False) -> Callable[[Any], datetime | None]:
    def take(value: Any) -> datetime | None:
        if value is None or value == "":
            if required:
                raise _Bad("hub_field_missing")
            return None
        try:
            at = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise _Bad("hub_field_instant") from None
        if at.tzinfo is None or not 1990 <= at.year <= 2200:
            raise _Bad("hub_field_instant")
        return at

    return take


def _day(value: Any) -> date | None:
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Bad("hub_field_day") from None


def _code(value: Any) -> str:
    text = _text(33, required=True)(value)
    try:
        return identifiers.handling_code(text) if len(text) == 33 else identifiers.task_code(text)
    except Refusal:
        raise _Bad("hub_task_code") from None


def _steps(value: Any) -> tuple[Step, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _Bad("hub_steps")
    if len(value) > MOST_STEPS:
        raise _Bad("hub_steps_many", most=MOST_STEPS)
    return tuple(_step(one, place) for place, one in enumerate(value, 1))


def _step(value: Any, place: int) -> Step:
    if not isinstance(value, dict):
        raise _Bad("hub_steps", at=f"steps[{place}]")
    for name in value:
        if name not in STEP_FIELDS:
            raise _Bad("hub_field_unknown", at=f"steps[{place}].{str(name)[:40]}")
    found = {}
    for name, take in STEP_FIELDS.items():
        try:
            found[name] = take(value.get(name))
        except _Bad as bad:
            raise _Bad(bad.code, at=f"steps[{place}].{name}", **bad.detail) from None
    return Step(**found)


FIELDS: Final[dict[str, Callable[[Any], Any]]] = {
    "number": _text(64, required=True),
    "task_code": _code,
    "title": _text(200, required=True),
    "applicant_kind": _choice(KINDS, required=True),
    "applicant_name": _text(200, required=True),
    "applicant_number": _text(40),
    "contact_phone": _text(20),
    "state": _choice(STATES, required=True),
    "outcome": _choice(OUTCOMES),
    "received_at": _instant(required=True),
    "accepted_at": _instant(),
    "promised_on": _day,
    "decided_at": _instant(),
    "closed_at": _instant(),
    "result_title": _text(200),
    "result_number": _text(100),
    "steps": _steps,
}
STEP_FIELDS: Final[dict[str, Callable[[Any], Any]]] = {
    "name": _text(80, required=True),
    "event": _text(80, required=True),
    "started_at": _instant(required=True),
    "ended_at": _instant(),
    "handler": _text(80),
    "opinion": _text(1000),
}
