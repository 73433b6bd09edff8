"""Two contents compared field by field; rows of a list are matched by what identifies them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tongban.catalogue.types import Difference
from tongban.forms.rules.shape import ordered

# What identifies a row of each list; a list that is not here is one value.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "materials": ("code",),
    "questions": ("code",),
    "choices": ("code",),
    "scenarios": ("code",),
    "fees": ("code",),
    "special": ("code",),
    "steps": ("name",),
    "faq": ("question",),
    "conditions": ("text",),
    "basis": ("law", "article"),
    "outside": ("system",),
}
# Compared as one value: their inside means nothing alone.
_WHOLE = frozenset({"limit", "when", "promised_rules", "form"})


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return every place where two contents (JSON as in `EditionContent`) differ, in order.

    A field that is missing on one side is compared as nothing; empty and missing are the same.
    """
    return list(_mappings("", before, after))


def _mappings(at: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys([*before, *after]):
        path = f"{at}.{name}" if at else name
        yield from _values(path, name, before.get(name), after.get(name))


def _values(path: str, name: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new or (_nothing(old) and _nothing(new)):
        return
    if name == "form":
        yield from _forms(path, old or {}, new or {})
    elif name in _KEYS and isinstance(old or [], list) and isinstance(new or [], list):
        yield from _rows(path, _KEYS[name], old or [], new or [])
    elif name not in _WHOLE and isinstance(old, dict) and isinstance(new, dict):
        yield from _mappings(path, old, new)
    else:
        yield Difference(path, _kind(old, new), old, new)


def _nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {}, ())


def _kind(old: Any, new: Any) -> Any:
    return "added" if _nothing(old) else "removed" if _nothing(new) else "changed"


def _rows(
    path: str, keys: Sequence[str], old: Sequence[Any], new: Sequence[Any]
) -> Iterator[Difference]:
    before, after = _named(keys, old), _named(keys, new)
    for key in dict.fromkeys([*before, *after]):
        one, two = before.get(key), after.get(key)
        if one is None or two is None:
            yield Difference(f"{path}[{key}]", "added" if one is None else "removed", one, two)
        elif isinstance(one, dict) and isinstance(two, dict):
            yield from _mappings(f"{path}[{key}]", one, two)
    kept_before = [key for key in before if key in after]
    kept_after = [key for key in after if key in before]
    if kept_before != kept_after:
        yield Difference(f"{path}.order", "changed", kept_before, kept_after)


def _named(keys: Sequence[str], rows: Sequence[Any]) -> dict[str, Any]:
    """Give the rows by their key; the same key again gets a number, so that no row is lost."""
    found: dict[str, Any] = {}
    for row in rows:
        parts = [str(row.get(key, "")) for key in keys] if isinstance(row, Mapping) else [str(row)]
        key = stem = " ".join(part for part in parts if part)
        again = 2
        while key in found:
            key, again = f"{stem}#{again}", again + 1
        found[key] = row
    return found


def _forms(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    """Compare what two forms ask, field by field, and which fields must be filled."""
    fields = (old.get("properties") or {}, new.get("properties") or {})
    must = (set(old.get("required") or ()), set(new.get("required") or ()))
    for name in dict.fromkeys([*fields[0], *fields[1]]):
        one, two = ({**_unplaced(f[name]), "required": name in m} if name in f else None
                    for f, m in zip(fields, must, strict=True))  # fmt: skip
        if one != two:
            yield Difference(f"{path}[{name}]", _kind(one, two), one, two)
    kept = [
        [name for name, _ in ordered({**form, "properties": form.get("properties") or {}})
         if name in fields[0] and name in fields[1]]
        for form in (old, new)
    ]  # fmt: skip
    if kept[0] != kept[1]:
        yield Difference(f"{path}.order", "changed", kept[0], kept[1])
    rest = ({k: v for k, v in f.items() if k not in {"properties", "required"}} for f in (old, new))
    one, two = rest
    if one != two:
        yield Difference(f"{path}.sections", "changed", one, two)


def _unplaced(prop: Any) -> dict[str, Any]:
    """Leave out where a field stands: the order is compared as a whole."""
    return {k: v for k, v in prop.items() if k != "x-order"} if isinstance(prop, Mapping) else {}
