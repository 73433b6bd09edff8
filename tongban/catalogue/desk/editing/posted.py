"""From what the editor's page sent back to the elements that changed."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Final

from django.http import QueryDict

from tongban.catalogue import rules, wording
from tongban.catalogue.desk.editing.nodes import words_of, words_with_records
from tongban.catalogue.errors import DraftRefused
from tongban.catalogue.models import EditionDraft
from tongban.catalogue.rules import asks, writing
from tongban.catalogue.rules.picking import condition
from tongban.catalogue.types import Condition, Picked, PickedLine
from tongban.lib import conditions

KEY = re.compile(r"\w{1,24}")
_SPLIT = re.compile(r"[\n、,，;；]+")
_MONEY = re.compile(r"\d{1,12}(\.\d{1,2})?")
ROWS_MOST = 500
# Not sent: a field that the page did not show.
ABSENT: Final = object()


def changed(
    post: QueryDict, content: Mapping[str, Any], locked: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the elements that the writer changed, and the digest of each as they had it.

    An element that the page shows comes with `seen.<name>`; what is still as it was seen is no
    change. Raises DraftRefused (`editing_asked_twice`).
    """
    changes: dict[str, Any] = {}
    seen: dict[str, str] = {}
    for word in wording.FIELDS:
        before = post.get(f"seen.{word.name}")
        if before is None or word.name in locked:
            continue
        value = read(post, word, word.name, content.get(word.name))
        if value is not ABSENT and rules.digest_of(word.name, value) != before:
            changes[word.name] = value
            seen[word.name] = before
    return changes, seen


def release(post: QueryDict) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the day and the reason where they were changed, with the digests they had.

    The day is None for "on publication"; a day that is none counts as unchanged.
    """
    found: dict[str, Any] = {}
    names = ("effective_from", "reason")
    seen = {name: text_of(post, f"seen.{name}") for name in names if f"seen.{name}" in post}
    day = post.get("effective_from", "").strip()
    touched = "effective_from" in seen and (
        rules.digest_of("effective_from", day) != seen["effective_from"]
    )
    if touched:
        with suppress(ValueError):
            found["effective_from"] = date.fromisoformat(day) if day else None
    reason = post.get("reason", "").strip()
    if "reason" in seen and rules.digest_of("reason", reason) != seen["reason"]:
        found["reason"] = reason
    return found, seen


def text_of(post: QueryDict, name: str) -> str:
    """Return the last value sent under a name, as text; raises KeyError (400) where none was."""
    return str(post[name])


def seen_of(post: QueryDict) -> dict[str, str]:
    """Return the digests that the page had, by element."""
    return {k.removeprefix("seen."): text_of(post, k) for k in post if k.startswith("seen.")}


def seen_now(post: QueryDict, saved: EditionDraft, kept: Mapping[str, Any]) -> dict[str, str]:
    """Return the digests that the page is to have after its changes were kept.

    What the writer did not touch stays as they saw it: somebody else may have changed it since.
    """
    content = {**saved.raw, "effective_from": str(saved.effective_from or ""),
               "reason": saved.reason}  # fmt: skip
    return {
        name: rules.digest_of(name, content.get(name)) if name in kept else before
        for name, before in seen_of(post).items()
    }


def read(post: QueryDict, word: wording.Word, name: str, before: Any = None) -> Any:
    """Return the value of one field as JSON; ABSENT where the page did not send it.

    What cannot be read as its kind (letters for a number) stays text, for the checks to name.
    """
    kind = "record" if word.name in words_with_records() and word.kind == "limit" else word.kind
    if kind in _WHOLES:
        return _WHOLES[kind](post, word, name, before)
    return _READERS.get(kind, _text)(post, word, name) if name in post else ABSENT


def _text(post: QueryDict, word: wording.Word, name: str) -> Any:
    return text_of(post, name).replace("\r\n", "\n").strip()


def _flag(post: QueryDict, word: wording.Word, name: str) -> Any:
    return post.getlist(name)[-1] == "1"


def _file(post: QueryDict, word: wording.Word, name: str) -> Any:
    return post.getlist(name)[-1]


def _whole(post: QueryDict, word: wording.Word, name: str) -> Any:
    text = text_of(post, name).strip()
    if re.fullmatch(r"-?\d{1,9}", text):
        return int(text)
    return None if not text and word.name == "valid_months" else text


def _money(post: QueryDict, word: wording.Word, name: str) -> Any:
    text = re.sub(r"[,，\s元]", "", text_of(post, name))
    if _MONEY.fullmatch(text):
        whole, _, part = text.partition(".")
        return int(whole) * 100 + int(part.ljust(2, "0"))
    return text or None


def _choice(post: QueryDict, word: wording.Word, name: str) -> Any:
    value = post[name]
    return value or (None if word.name in {"reach", "shape"} else "")


def _choices(post: QueryDict, word: wording.Word, name: str) -> Any:
    given = [one for one in post.getlist(name) if one]
    return [int(one) if one.isdecimal() and len(one) < 4 else one for one in given]


def _texts(post: QueryDict, word: wording.Word, name: str) -> Any:
    parts = (one.strip() for one in _SPLIT.split(text_of(post, name).replace("\r", "")))
    return [one for one in dict.fromkeys(parts) if one]


_READERS: Mapping[str, Any] = {
    "flag": _flag,
    "file": _file,
    "whole": _whole,
    "money": _money,
    "choice": _choice,
    "choices": _choices,
    "texts": _texts,
}


def _limit(post: QueryDict, word: wording.Word, name: str, before: Any) -> Any:
    """Read value and unit; what a limit says besides (backward, rolling) stays as it was."""
    if f"{name}.value" not in post:
        return ABSENT
    text = text_of(post, f"{name}.value").strip()
    if not text:
        return None
    unit, _, kind = post.get(f"{name}.unit", "day:working").partition(":")
    known = loaded(post.get(f"{name}.__json", ""))
    kept = {k: v for k, v in known.items() if k in {"direction", "rolls"}}
    value: Any = int(text) if re.fullmatch(r"\d{1,5}", text) else text
    limit = {"value": value, "unit": unit, **({"day_kind": kind} if kind else {})}
    if not kind and "day_kind" in known:
        limit["day_kind"] = known["day_kind"]
    return {**limit, **kept}


def loaded(text: str) -> dict[str, Any]:
    """Return the record of a hidden field; {} where there is none that makes sense."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _rows(post: QueryDict, rows: str, name: str) -> Any:
    """Read the rows in the order of the page; a card in which nothing was written is none."""
    if f"{name}.__rows" not in post:
        return ABSENT
    keys = [key for key in post.getlist(f"{name}.__rows") if KEY.fullmatch(key)]
    found = [row(post, rows, f"{name}.{key}") for key in dict.fromkeys(keys[:ROWS_MOST])]
    return [one for one in found if not writing.is_blank(rows, one)]


def row(post: QueryDict, rows: str, name: str, before: Any = None) -> dict[str, Any]:
    """Read a card or a record: what it was, with what its fields say now (none while closed)."""
    base = loaded(post.get(f"{name}.__json", ""))
    if not base:
        base = dict(before) if isinstance(before, Mapping) else writing.blank(rows)
    values = {}
    for word in words_of(rows):
        value = read(post, word, f"{name}.{word.name}", base.get(word.name))
        if value is not ABSENT:
            values[word.name] = value
    return writing.put(rows, base, values)


def _condition(post: QueryDict, word: wording.Word, name: str, _before: Any) -> Any:
    """Read a condition's lines; one too rich for lines stays, unless it was taken out."""
    if f"{name}.__json" not in post:
        return ABSENT
    try:
        before: Condition = json.loads(text_of(post, f"{name}.__json"))
    except (ValueError, RecursionError):
        before = None
    if f"{name}.rich" in post:
        return None if post.get(f"{name}.clear") == "1" else before
    found = []
    for text in post.getlist(f"{name}.line"):
        line = _line(text)
        if line is not None:
            found.append(line)
    joint = "any" if post.get(f"{name}.joint") == "any" else "all"
    return condition(Picked(joint, tuple(found)), before)


def _line(text: str) -> PickedLine | None:
    try:
        op, path, value = json.loads(text)
        line = PickedLine(op, path, value)
        sound = op in {"eq", "ne"} and not conditions.problems({op: [path, value]})
    except (ValueError, TypeError, RecursionError):
        return None
    return line if sound else None


def _form(post: QueryDict, word: wording.Word, name: str, before: Any) -> Any:
    sections = _rows(post, "form_sections", f"{name}.form_sections")
    fields = _rows(post, "form_fields", f"{name}.form_fields")
    if sections is ABSENT or fields is ABSENT:
        return ABSENT
    asked = [one for one in fields if one.get("element")]
    twice = asks.asked_twice(asked)
    if twice:
        title = wording.names.field_title({"x-element": twice})
        raise DraftRefused("editing_asked_twice", field="form", name=title)
    return asks.to_form(before if isinstance(before, Mapping) else {}, sections, asked)


def _record(post: QueryDict, word: wording.Word, name: str, before: Any) -> Any:
    return row(post, word.name, name, before) if f"{name}.__json" in post else ABSENT


def _listed(post: QueryDict, word: wording.Word, name: str, _before: Any) -> Any:
    return _rows(post, word.name, name)


_WHOLES: Mapping[str, Any] = {
    "rows": _listed,
    "record": _record,
    "form": _form,
    "condition": _condition,
    "limit": _limit,
}
