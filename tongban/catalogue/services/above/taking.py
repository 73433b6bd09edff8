"""Taking the province's catalogue in: looked through whole, then applied whole or not at all.

New entries are entered, changed ones become new versions that go down to every claim
(`following`). What is here and no longer in the file is never cancelled by itself: it is offered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction

from tongban.catalogue import permissions, states
from tongban.catalogue.errors import CatalogueForbidden, ImportRefused, ImportStale
from tongban.catalogue.models import ImportRun, Matter
from tongban.catalogue.ports import Report
from tongban.catalogue.rules import above as rules
from tongban.catalogue.selectors import above as reading
from tongban.catalogue.selectors.above import Present
from tongban.catalogue.services import bulk_matters
from tongban.catalogue.services.above.reading import Lines, Raw, Source, Workbook
from tongban.catalogue.services.basic import MatterDraft, cancel_matter, enter_matter
from tongban.catalogue.types import Incoming, Job, MatterType
from tongban.catalogue.wording import basic as wording
from tongban.core.accounts.types import Actor
from tongban.core.sheets.types import Problem
from tongban.core.shell.wording import errors_text
from tongban.core.workdays.rules import local_date

STEP = 500
BATCH = 500


def check(
    actor: Actor, now: datetime, job: Job, file: BinaryIO, report: Report
) -> Mapping[str, int]:
    """Read the file to its end and say every problem at its place, and what it would change."""
    topics = {name: code for code, name in reading.topic_names().items()}
    here = reading.present()
    source: Source = Workbook(file, topics) if job.format == "xlsx" else Lines(file)
    entries: list[tuple[Raw, dict[str, Any]]] = []
    for n, raw in enumerate(source, 1):
        entry = _entry(source, raw, here, set(topics.values()))
        if entry is not None:
            entries.append((raw, entry))
        if n % STEP == 0:
            report.step(n, n)
    known = {code: one.matter.state for code, one in here.items()}
    by_row = {raw.number: raw for raw, _entry in entries}
    for row, field, rule, message in rules.together(
        [(raw.number, entry) for raw, entry in entries], known
    ):
        source.add(by_row[row], field, rule, message)
    for problem in sorted(source.problems, key=lambda one: one.row):
        report.problem(problem)
    counts = {"rows": len(entries), "new": 0, "changed": 0, "same": 0, "gone": 0}
    for one in _planned(entries, here):
        counts[one.act if one.act in counts else "same"] += 1
        if one.act != "same":
            report.item(one)
    report.step(len(entries), len(entries))
    return counts


def _entry(
    source: Source, raw: Raw, here: Mapping[str, Present], topics: set[str]
) -> dict[str, Any] | None:
    """Return what a row says, its problems added to the source; None for a row without a code."""
    entry = dict(raw.values)
    code = entry.get("code") or ""
    if not code:
        return None
    wrong = rules.code_problem(code)
    if wrong is not None:
        source.add(raw, "code", wrong.reason, errors_text(wrong))
    former = here[code].said if code in here else {}
    if entry["basis"] and isinstance(entry["basis"][0], str):
        try:
            entry["basis"] = rules.basis_of(entry["basis"], former.get("basis", ()))
        except ValueError as error:
            text = f"“{error}”认不出。请写成 《食品安全法》第三十六条，每行一条。"
            source.add(raw, "basis", "basis", text)
    if raw.sound:
        for field, rule, message in rules.problems_of(entry):
            source.add(raw, field, rule, message)
    for unknown in [one for one in entry["topics"] or () if one not in topics]:
        source.add(raw, "topics", "topic", f"没有“{unknown}”这个主题。请用现有主题的代码。")
    return None if wrong is not None else entry


def _planned(
    entries: Sequence[tuple[Raw, dict[str, Any]]], here: Mapping[str, Present]
) -> Iterator[Incoming]:
    """Give what each row would do, what stands above first, and then what has gone."""
    given = set()
    for raw, entry in sorted(entries, key=lambda pair: pair[1]["code"]):
        code = entry["code"]
        if code in given:
            continue
        given.add(code)
        present = here.get(code)
        if present is None:
            yield Incoming(code, entry["name"], raw.number, "new", entry, {}, "")
            continue
        kept = {name: present.said[name] for name in rules.KEPT if entry.get(name) is None}
        differs = rules.differing(entry, present.said)
        note = "、".join(str(wording.KEYS[name]) for name in differs)
        if present.matter.origin == Matter.Origin.OWN:
            note = "、".join(filter(None, ["改由省级目录管理", note]))
        act = "changed" if note else "same"
        yield Incoming(code, entry["name"], raw.number, act, entry | kept, present.seen, note)
    for code, present in here.items():
        matter = present.matter
        live = matter.state == states.IN_USE and matter.origin == Matter.Origin.MIRROR
        if live and code not in given:
            yield Incoming(code, matter.name, 0, "gone", {}, present.seen, "文件里没有这一项")


def apply(actor: Actor, now: datetime, job: Job, items: Iterable[Incoming]) -> Iterator[str]:
    """Enter and change what was found, in the caller's transaction; give what came of each. Raises
    ImportStale where an entry has moved since."""
    batch: list[Incoming] = []
    for one in items:
        batch.append(one)
        if len(batch) == BATCH:
            yield from _apply(actor, now, job, batch)
            batch = []
    yield from _apply(actor, now, job, batch)


def _apply(actor: Actor, now: datetime, job: Job, batch: Sequence[Incoming]) -> Iterator[str]:
    here = reading.present([one.ref for one in batch])
    stale = [one for one in batch if (here[one.ref].seen if one.ref in here else {}) != one.seen]
    if stale:
        raise ImportStale(
            found=[
                (Problem("", one.row, "", "import_stale", _MOVED.format(name=one.name)), one.ref)
                for one in stale
            ]
        )
    day = local_date(now)
    fresh = [one for one in batch if one.act == "new"]
    drafts = [_draft(one.content, None, job.file_name) for one in fresh]
    days = [_day(one.content) or day for one in fresh]
    bulk_matters.enter_new(actor=actor, now=now, drafts=list(zip(drafts, days, strict=True)))
    for one in batch:
        if one.act != "changed":
            yield "已新增" if one.act == "new" else "等您决定"
            continue
        entered = enter_matter(
            actor=actor,
            now=now,
            draft=_draft(one.content, here[one.ref].matter, job.file_name),
            effective_from=_day(one.content),
            from_above=True,
        )
        yield f"第 {entered.version} 版"


_MOVED = "“{name}”在检查以后有变动。请重新检查。"


def _day(entry: Mapping[str, Any]) -> date | None:
    text = entry["effective_from"]
    return date.fromisoformat(text) if text else None


def _draft(entry: Mapping[str, Any], before: Matter | None, source: str) -> MatterDraft:
    topics = (
        {one.topic.code: one for one in before.entries.select_related("topic")} if before else {}
    )
    return MatterDraft(
        catalog_code=entry["code"],
        slug=before.slug if before else f"m-{entry['code'].lower()}",
        name=entry["name"],
        type=MatterType(entry["type"]),
        basis=entry["basis"],
        for_person=entry["person"],
        for_enterprise=entry["enterprise"],
        aliases=entry["aliases"] or (),
        topics=[
            (code, topics[code].order, topics[code].note) if code in topics else (code, 0, "")
            for code in entry["topics"] or ()
        ],
        demo=before.demo if before else False,
        department=entry["department"],
        levels=entry["levels"],
        origin=Matter.Origin.MIRROR,
        unified={"basis": entry["basis"], **(entry.get("unified") or {})},
        suggested=entry.get("suggested") or {},
        source=source[:200],
    )


@transaction.atomic
def cancel_gone(
    *, actor: Actor, now: datetime, run_id: int, codes: Iterable[str], note: str
) -> int:
    """Cancel entries that the newest file no longer has, those that somebody chose; return how
    many. What that means for their lists: `services.cancel_matter`.

    Raises ImportRefused (`gone_note`, `gone_none`), CatalogueForbidden.
    """
    if not permissions.may_take_in(actor):
        raise CatalogueForbidden
    if not note.strip():
        raise ImportRefused("gone_note", field="note")
    run = ImportRun.objects.select_for_update().filter(pk=run_id, kind=reading.KIND).first()
    offered = {one.ref for one in reading.gone_of(run)} if run else set()
    chosen = [code for code in dict.fromkeys(codes) if code in offered]
    if not chosen:
        raise ImportRefused("gone_none")
    for code in chosen:
        cancel_matter(actor=actor, now=now, matter=code, note=note.strip()[:300], from_above=True)
    return len(chosen)
