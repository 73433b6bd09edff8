"""What a page of the editor shows: navigation with marks, fields, problems, conflicts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from tongban.catalogue import rules, selectors, wording
from tongban.catalogue.desk.editing.nodes import section_nodes
from tongban.catalogue.desk.editing.pickers import Surroundings
from tongban.catalogue.errors import DraftConflict, EditionInvalid
from tongban.catalogue.models import EditionDraft
from tongban.catalogue.rules.writing import files_of
from tongban.catalogue.services import drafts
from tongban.catalogue.types import EditionContent, Problem, Walk
from tongban.core.accounts.selectors import name_of
from tongban.core.files import selectors as stored

RELEASE = "release"
SECTIONS: Mapping[str, str] = {**wording.SECTIONS, RELEASE: "生效与修改说明"}
# Problems of what is not in the content: where they are mended.
_ELSEWHERE = {"effective_from": RELEASE, "reason": RELEASE, "matter": RELEASE}
RELEASED = ("effective_from", "reason")
_TITLES = {"effective_from": "生效日期", "reason": "修改说明", "matter": "基本目录"}


@dataclass(frozen=True, slots=True)
class Place:
    """A problem in words, and where it is mended."""

    section: str
    label: str
    message: str
    anchor: str
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One section in the navigation, with how many problems it has."""

    code: str
    title: str
    url: str
    problems: int
    current: bool


def context(
    draft: EditionDraft, section: str, on: date, *, typed: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what a section's page shows; `typed` stands in the fields instead of what is kept."""
    content = {**draft.raw, **{k: v for k, v in (typed or {}).items() if k not in RELEASED}}
    locked = selectors.unified_of(draft)
    found = problems(draft, on)
    counts = Counter(one.section for one in found)
    codes = list(SECTIONS)
    at = codes.index(section)
    around = surroundings(content, section_files(content, section))
    return {
        "draft": draft,
        "implementation": draft.implementation,
        "matter": draft.implementation.matter,
        "organisation": draft.implementation.organisation,
        "section": section,
        "title": SECTIONS[section],
        "tabs": [
            Tab(code, title, _url(draft, code), counts[code], code == section)
            for code, title in SECTIONS.items()
        ],
        "nodes": section_nodes(around, section, locked, draft.raw),
        "problems": found,
        "here": [one for one in found if one.section == section],
        "elsewhere": [one for one in found if one.section != section],
        "previous": _neighbour(draft, codes, at - 1),
        "next": _neighbour(draft, codes, at + 1),
        "edition": selectors.newest_edition(draft),
        "locked_count": len(locked),
        "walk": walk(draft) if section == "scenarios" else None,
        "release": section == RELEASE,
        "effective_from": (typed or {}).get("effective_from", draft.effective_from),
        "reason": (typed or {}).get("reason", draft.reason),
        "seen": _seen(draft, section, locked),
        "pane": "form",
    }


def section_files(content: Mapping[str, Any], section: str) -> list[str]:
    """Return the tokens of the files that a section shows outright (cards fetch their own)."""
    return files_of({"result": content.get("result")}) if section == "result" else []


def surroundings(content: Mapping[str, Any], tokens: Sequence[str] = ()) -> Surroundings:
    """Return what the fields of a draft refer to, with the files of `tokens`."""
    found = {one.token: one for one in stored.by_tokens(tokens)} if tokens else {}
    return Surroundings.of(content, selectors.codes_offered(), found)


def _seen(draft: EditionDraft, section: str, locked: Mapping[str, Any]) -> dict[str, str]:
    """Return the digests of what the page shows, by which it tells what was changed."""
    names = [w.name for w in wording.FIELDS if w.section == section and w.name not in locked]
    names += RELEASED if section == RELEASE else ()
    return {name: rules.digest_of(name, held(draft, name)) for name in names}


def held(draft: EditionDraft, name: str) -> Any:
    """Return what the draft holds under a name, the day and the reason among them."""
    if name == "effective_from":
        return draft.effective_from.isoformat() if draft.effective_from else ""
    return draft.reason if name == "reason" else draft.raw.get(name)


def stale(draft: EditionDraft, seen: Mapping[str, str]) -> list[str]:
    """Return the titles of what somebody else changed since the page was drawn."""
    return [
        _TITLES.get(name) or wording.field(name).title
        for name, digest in seen.items()
        if rules.digest_of(name, held(draft, name)) != digest
    ]


def _url(draft: EditionDraft, section: str) -> str:
    return reverse("catalogue-desk-section", args=[draft.pk, section])


def _neighbour(draft: EditionDraft, codes: list[str], at: int) -> tuple[str, str] | None:
    if not 0 <= at < len(codes):
        return None
    return _url(draft, codes[at]), SECTIONS[codes[at]]


def problems(draft: EditionDraft, on: date) -> list[Place]:
    """Return everything that keeps the draft from being published, in words, by section."""
    names = wording.names_of(draft.raw)
    found = [_place(draft, one, names) for one in drafts.check(draft, on)]
    order = list(SECTIONS)
    return sorted(found, key=lambda one: order.index(one.section))


def _place(draft: EditionDraft, problem: Problem, names: wording.Names) -> Place:
    first = problem.field.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]
    section = _ELSEWHERE.get(first) or wording.field(first).section or "extra"
    label = _TITLES.get(problem.field) or wording.label(problem.field, names)
    message = problem.message.removeprefix(f"{problem.field}：")
    if problem.rule == "missing":
        message = "还没有填写"
    anchor = anchor_of(problem.field)
    return Place(section, label, message, anchor, f"{_url(draft, section)}#{anchor}")


def anchor_of(path: str) -> str:
    """Return the element on the page that a problem's path lies in: a field, or a card."""
    if path in _ELSEWHERE:
        return f"id_{path}"
    first, _, rest = path.partition(".")
    name, bracket, row = first.partition("[")
    if bracket and row.rstrip("]").isdecimal():
        return f"at-{name}-{row.rstrip(']')}"
    inner = rest.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]
    record = wording.words_of(name)
    return f"at-{name}-{inner}" if any(word.name == inner for word in record) else f"at-{name}"


def drawable(draft: EditionDraft) -> EditionContent | None:
    """Return the draft's content where a guide can be drawn of it, however many rules it breaks."""
    try:
        content = rules.parse_content(draft.raw)
    except EditionInvalid:
        return None
    broken = {"condition", "form", "twice", "one_choice"}
    return None if any(one.rule in broken for one in rules.problems(content)) else content


def walk(draft: EditionDraft) -> Walk | None:
    """Return what walking the draft's scenario answers finds; None while it cannot be walked."""
    content = drawable(draft)
    return None if content is None else rules.walk(content)


def conflict(
    theirs: EditionDraft, changes: Mapping[str, Any], refusal: DraftConflict
) -> dict[str, Any]:
    """Return who saved when, and each element that both changed: mine and theirs, in words."""
    names = wording.names_of({**theirs.raw, **changes}, theirs.raw)
    rows = []
    for name in refusal.detail["fields"]:
        mine = changes.get(name)
        before, after = (
            {name: held(theirs, name)},
            {name: str(mine or "") if name in RELEASED else mine},
        )
        rows.append(
            {
                "name": name,
                "title": _TITLES.get(name) or wording.field(name).title,
                "differences": [
                    wording.spoken(one, names)
                    | ({"label": _TITLES[name]} if name in _TITLES else {})
                    for one in rules.differences(before, after)
                ],
            }
        )
    return {
        "conflict": {
            "by": name_of(refusal.detail["by"]),
            "at": refusal.detail["at"],
            "rows": rows,
        }
    }
