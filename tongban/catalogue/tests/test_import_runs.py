"""The life of an import: looked through, found faulty or sound, applied whole or not at all."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import pytest

from tongban.catalogue import permissions, ports, states
from tongban.catalogue.errors import (
    CatalogueForbidden,
    ImportRefused,
    ImportStale,
    ImportUnknown,
)
from tongban.catalogue.models import ImportRun
from tongban.catalogue.selectors import importing as selectors
from tongban.catalogue.services import imports
from tongban.catalogue.services.imports import runs
from tongban.catalogue.services.imports.findings import KEPT, Elsewhere
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.factories import NOW
from tongban.catalogue.types import Incoming, Job
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts import services as account_services
from tongban.core.accounts.tests.factories import clerk
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.files.errors import FileRefused
from tongban.core.jobs.services import drain
from tongban.core.ledger.models import Entry
from tongban.core.organisations.models import Organisation
from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.types import Problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]
LATER = NOW + timedelta(hours=1)


class Lines:
    """An importer of lines `{"ref": …}`; what is to go wrong stands in them."""

    def __init__(self) -> None:
        self.applied: list[str] = []
        self.looks = 0

    def check(
        self, actor: Actor, now: datetime, job: Job, file: BinaryIO, report: ports.Report
    ) -> Mapping[str, int]:
        self.looks += 1
        text = file.read().decode()
        if "unreadable" in text:
            raise SheetRefused("sheet_broken")
        lines = text.splitlines()
        for row, line in enumerate(lines, 1):
            if "wrong" in line:
                report.problem(Problem("", row, "B", "bad", "改掉。", "名称", "name"), line)
            else:
                report.item(Incoming(line, f"第{row}行", row, "new", {"n": row}, {}))
            report.step(row, len(lines))
        return {"rows": len(lines), "of": job.id}

    def apply(
        self, actor: Actor, now: datetime, job: Job, items: Iterable[Incoming]
    ) -> Iterator[str]:
        for one in items:
            if "moved" in one.ref:
                problem = Problem("", one.row, "A", "moved", "有人改过。")
                raise ImportStale(found=[(problem, one.ref)])
            self.applied.append(f"{actor.ref}:{one.ref}:{one.content['n']}")
            yield f"第 {one.row} 个"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    made = Lines()
    importer = ports.Importer("试验", permissions.works_here, made.check, made.apply)
    monkeypatch.setitem(ports.importers._known, "test", importer)
    return made


@pytest.fixture
def people() -> dict[str, Any]:
    factories.places()
    account_services.seed_roles()
    body, other = (Organisation.objects.get(code=f"{c}-421202") for c in ("scjg", "cgzf"))
    return {
        "editor": clerk("editor", body, name="演示编写甲"),
        "second": clerk("editor", body, name="演示编写乙"),
        "stranger": clerk("editor", other, name="演示别处"),
        "window": clerk("window", body, name="演示窗口"),
    }


def actor(people: dict[str, Any], who: str) -> Actor:
    return accounts.actor_for_account(people[who].pk, now=NOW)


def begun(who: Actor = SYSTEM, *refs: str, **more: Any) -> ImportRun:
    text = "\n".join(f'{{"{ref}": 1}}' for ref in refs or ("a", "b"))
    return imports.begin(
        actor=who, now=NOW, kind="test", name="清单.jsonl", stream=[text.encode()], **more
    )


def now_is(run: ImportRun) -> str:
    return imports.current(run.pk).state


def test_a_sound_file_waits_for_a_word_and_is_then_applied_once(
    lines: Lines, people: dict[str, Any]
) -> None:
    editor = actor(people, "editor")
    run = begun(editor)
    assert (run.state, run.file_format, lines.looks) == (states.WAITING, "jsonl", 0)
    drain(now=NOW, strict=True)
    run = imports.current(run.pk)
    assert (run.state, run.counts, run.done, run.total) == (
        states.READY, {"rows": 2, "of": run.pk}, 2, 2,
    )  # fmt: skip
    assert lines.applied == []
    for _twice in range(2):
        imports.apply(actor=editor, now=LATER, run_id=run.pk)
    drain(now=NOW, strict=True)
    imports.carry_on(now=LATER, run_id=run.pk)
    assert lines.applied == [f'{editor.ref}:{{"a": 1}}:1', f'{editor.ref}:{{"b": 1}}:2']
    run = imports.current(run.pk)
    assert (run.state, run.applied_by, run.counts["applied"]) == (states.APPLIED, editor.ref, 2)
    assert [one.outcome for one in selectors.items_of(run).rows] == ["第 1 个", "第 2 个"]
    assert set(run.items.values_list("content_text", flat=True)) == {"{}"}
    subject = f"catalogue-import:{run.pk}"
    told = Entry.objects.filter(subject=subject).order_by("seq").values_list("verb", "actor")
    assert list(told) == [
        ("catalogue.import_begun", editor.ref), ("catalogue.import_applied", editor.ref),
    ]  # fmt: skip


def test_every_problem_is_kept_at_its_place_and_nothing_can_be_applied(lines: Lines) -> None:
    run = begun(SYSTEM, "a", "wrong", "wrong too")
    drain(now=NOW, strict=True)
    run = imports.current(run.pk)
    assert (run.state, run.problem_count, run.items.count()) == (states.FAULTY, 2, 0)
    found = selectors.problems_of(run, limit=1)
    assert [(one.row, one.column, one.title, one.message) for one in found.rows] == [
        (2, "B", "名称", "改掉。")
    ]
    assert [one.row for one in selectors.problems_of(run, after=found.after).rows] == [3]
    assert len(list(selectors.every_problem(run))) == 2
    with pytest.raises(ImportRefused):
        imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk)
    assert lines.applied == []


def test_problems_past_the_most_are_counted(lines: Lines, monkeypatch: Any) -> None:
    monkeypatch.setattr("tongban.catalogue.services.imports.findings.KEPT", 3)
    assert KEPT > 3
    run = begun(SYSTEM, *["wrong"] * 5)
    drain(now=NOW, strict=True)
    run = imports.current(run.pk)
    assert (run.problem_count, run.problems.count()) == (5, 3)


def test_what_moved_since_is_named_and_nothing_is_applied(lines: Lines) -> None:
    run = begun(SYSTEM, "a", "moved")
    drain(now=NOW, strict=True)
    imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk)
    drain(now=NOW, strict=True)
    run = imports.current(run.pk)
    assert (run.state, run.problem_count) == (states.FAULTY, 1)
    assert [(p.row, p.column, p.message) for p in run.problems.all()] == [(2, "A", "有人改过。")]
    assert set(run.items.values_list("outcome", flat=True)) == {""}
    imports.recheck(actor=SYSTEM, now=NOW, run_id=run.pk)
    drain(now=NOW, strict=True)
    assert (now_is(run), run.problems.count(), lines.looks) == (states.READY, 0, 2)


def test_a_file_that_cannot_be_read_says_why(lines: Lines) -> None:
    run = begun(SYSTEM, "unreadable")
    drain(now=NOW, strict=True)
    run = imports.current(run.pk)
    assert run.state == states.REFUSED
    assert "文件不完整或已损坏" in run.refusal


def test_what_is_neither_format_leaves_no_run(lines: Lines) -> None:
    with pytest.raises(FileRefused):
        imports.begin(actor=SYSTEM, now=NOW, kind="test", name="a.xlsx", stream=[b"%PDF-1.7"])
    assert not ImportRun.objects.exists()


def test_nothing_to_change_cannot_be_applied(lines: Lines) -> None:
    run = begun()
    drain(now=NOW, strict=True)
    run.items.all().delete()
    with pytest.raises(ImportRefused) as refused:
        imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk)
    assert refused.value.reason == "import_nothing"


def test_a_dropped_run_stays_dropped(lines: Lines) -> None:
    run = begun()
    imports.drop(actor=SYSTEM, now=NOW, run_id=run.pk)
    imports.drop(actor=SYSTEM, now=NOW, run_id=run.pk)
    drain(now=NOW, strict=True)
    assert (now_is(run), lines.looks) == (states.DROPPED, 0)
    for act in (imports.apply, imports.recheck):
        with pytest.raises(ImportRefused):
            act(actor=SYSTEM, now=NOW, run_id=run.pk)


def test_only_who_may_begins_and_only_who_began_acts(lines: Lines, people: dict[str, Any]) -> None:
    with pytest.raises(CatalogueForbidden):
        begun(actor(people, "window"))
    with pytest.raises(CatalogueForbidden):
        imports.begin(actor=SYSTEM, now=NOW, kind="none", name="a.jsonl", stream=[b"{}"])
    run = begun(actor(people, "editor"))
    drain(now=NOW, strict=True)
    second, stranger = actor(people, "second"), actor(people, "stranger")
    assert [one.pk for one in selectors.runs_of(second, "test").rows] == [run.pk]
    assert selectors.runs_of(stranger, "test").rows == []
    for act in (imports.apply, imports.drop, imports.recheck):
        with pytest.raises(CatalogueForbidden):
            act(actor=second, now=NOW, run_id=run.pk)
        with pytest.raises(ImportUnknown):
            act(actor=stranger, now=NOW, run_id=run.pk)
    subject = f"catalogue-import:{run.pk}"
    assert selectors.may_read_import(second, subject)
    assert not selectors.may_read_import(stranger, subject)
    assert not selectors.may_read_import(SYSTEM, "catalogue-import:x")


def test_who_lost_the_power_meanwhile_applies_nothing(lines: Lines, people: dict[str, Any]) -> None:
    editor = actor(people, "editor")
    run = begun(editor)
    drain(now=NOW, strict=True)
    imports.apply(actor=editor, now=NOW, run_id=run.pk)
    people["editor"].is_active = False
    people["editor"].save()
    drain(now=NOW, strict=True)
    assert (now_is(run), lines.applied) == (states.FAULTY, [])


def test_a_killed_look_begins_anew_and_the_old_process_leaves_it(lines: Lines) -> None:
    run = begun(queued=False)
    seen: list[str] = []
    plain = lines.check

    def overtaken(*given: Any) -> Mapping[str, int]:
        if not seen:
            seen.append("first")
            imports.carry_on(now=LATER, run_id=run.pk)
            seen.append(now_is(run))
        return plain(*given)

    importer = ports.Importer("试验", permissions.works_here, overtaken, lines.apply)
    ports.importers._known["test"] = importer
    imports.carry_on(now=NOW, run_id=run.pk)
    assert seen == ["first", states.READY]
    assert (now_is(run), run.items.count(), imports.current(run.pk).attempt) == (states.READY, 2, 2)
    with pytest.raises(Elsewhere):
        runs.Findings(run, NOW).step(1, 2)


def test_a_run_whose_process_died_is_due_once(lines: Lines) -> None:
    run = begun(queued=False)
    late = NOW + runs.QUIET + timedelta(minutes=1)
    assert imports.due(NOW) == []
    assert imports.due(late) == [run.pk]
    assert imports.due(late) == []


def test_a_failure_in_the_middle_leaves_it_as_it_was(lines: Lines, monkeypatch: Any) -> None:
    run = begun()
    drain(now=NOW, strict=True)
    imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk, queued=False)
    monkeypatch.setattr(runs, "_record", lambda *given, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        imports.carry_on(now=NOW, run_id=run.pk)
    assert (now_is(run), set(run.items.values_list("outcome", flat=True))) == (
        states.APPLYING, {""},
    )  # fmt: skip
    monkeypatch.undo()
