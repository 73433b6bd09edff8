"""The process dies between any two statements; what an act and a page cost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tongban.cases.models import Case, Correction, Draft, Material, MaterialFile
from tongban.cases.services import corrections, intake, progress
from tongban.cases.tests import factories as f
from tongban.cases.types import Lack
from tongban.core.files.models import StoredFile
from tongban.core.ledger import services as ledger
from tongban.core.ledger.models import Entry
from tongban.core.notices.models import Notice
from tongban.core.once.models import OnceRecord
from tongban.core.papers.models import Paper
from tongban.licences.models import Licence
from tongban.workflow.models import Clock, Task, WorkItem
from tongban.workflow.types import Complete

SILENT = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
TABLES = (
    Case, Correction, Draft, Material, MaterialFile, StoredFile, Entry, Notice, OnceRecord, Paper,
    Licence, Clock, Task, WorkItem,
)  # fmt: skip


class Killed(Exception):
    """The process dies."""


@contextmanager
def dying_after(statements: int) -> Iterator[Callable[[], int]]:
    """Let so many statements through, and die at the next."""
    seen = 0

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        if not sql.upper().lstrip().startswith(SILENT):
            seen += 1
            if seen > statements:
                raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield lambda: seen


def image() -> list[list[dict[str, Any]]]:
    return [list(model._default_manager.order_by("pk").values()) for model in TABLES]


def survives(act: Callable[[], object]) -> int:
    """Kill `act` after 0, 1, 2 … statements; nothing of it may be left. Then do it; its length."""
    before = image()
    for statements in range(400):
        try:
            with transaction.atomic(), dying_after(statements):
                act()
                raise _DoneError
        except Killed:
            assert image() == before, f"after {statements} statements something was left"
        except _DoneError:
            break
    else:
        raise AssertionError("it never ended")
    act()
    assert image() != before
    ledger.relay(now=f.NOW)
    report = ledger.verify(full=True)
    assert report.ok, report.broken
    return statements


class _DoneError(Exception):
    """All went through; roll it back and do it for good."""


def test_killed_while_submitting(city):
    draft, actor = city.draft("elder-card", "citizen"), city.actor("citizen")
    length = survives(lambda: intake.submit_draft(actor=actor, now=f.NOW, token=draft.token))
    assert length > 10
    assert Case.objects.count() == WorkItem.objects.count() == 1
    assert Case.objects.get().materials.get().files.count() == 1


def test_killed_while_asking_and_answering_for_corrections(city):
    case = city.submitted("elder-card", "citizen")
    lack = Lack("material:photo", "照片", "看不清")
    window, citizen, token = city.actor("window"), city.actor("citizen"), city.file("citizen")
    survives(
        lambda: corrections.ask_correction(
            actor=window, now=f.NOW, case=case, version=None, lacks=[lack]
        )
    )
    survives(
        lambda: corrections.correct(
            actor=citizen, now=f.NOW, case=case, version=None, given={"photo": [token]}
        )
    )
    assert case.corrections.count() == 1


def test_killed_while_accepting(city):
    case, window = city.submitted("elder-card", "citizen"), city.actor("window")
    survives(lambda: intake.accept(actor=window, now=f.NOW, case=case, version=None))
    assert Paper.objects.filter(subject=case.subject, code="cases.acceptance").count() == 1


def test_killed_while_deciding(city):
    case = city.at_decision()
    survives(lambda: city.complete("decider", case, "decide", "approve"))
    assert Licence.objects.count() == 1
    assert Notice.objects.filter(template="cases.granted").count() == 1


# --- what it costs --------------------------------------------------------------------------------


class Statements(CaptureQueriesContext):
    """The statements of a block, without those that only open and close transactions."""

    def __init__(self) -> None:
        super().__init__(connection)

    @property
    def kept(self) -> list[str]:
        texts = [one["sql"] for one in self.captured_queries]
        return [text for text in texts if not text.upper().lstrip().startswith(SILENT)]

    def text(self) -> str:
        return "\n".join(f"{n} {text[:150]}" for n, text in enumerate(self.kept, start=1))


# The engine's eight, and for each: the case, one paper, one notice with its deliveries and jobs.
SUBMIT, ACCEPT, COMPLETE, DECIDE = 42, 24, 8, 36
DETAIL = 26


def test_what_acts_cost(city):
    draft, agent = city.draft(), city.actor("agent")
    with Statements() as submit:
        case = intake.submit_draft(actor=agent, now=f.NOW, token=draft.token)
    assert len(submit.kept) <= SUBMIT, submit.text()
    window = city.actor("window")
    with Statements() as accept:
        intake.accept(actor=window, now=f.NOW, case=case, version=None)
    assert len(accept.kept) <= ACCEPT, accept.text()
    task, reviewer = city.task(case, "review"), city.actor("reviewer")
    with Statements() as complete:
        progress.perform(actor=reviewer, now=f.NOW, case=case, command=Complete(task))
    assert len(complete.kept) <= COMPLETE, complete.text()
    for who in ("inspector", "inspector2"):
        city.complete(who, case, "visit", "pass")
    city.complete("checker", case, "check")
    task, decider = city.task(case, "decide"), city.actor("decider")
    with Statements() as decide:
        command = Complete(task, "approve", "同意")
        progress.perform(actor=decider, now=f.NOW, case=case, command=command)
    assert len(decide.kept) <= DECIDE, decide.text()


def test_submitting_costs_the_same_with_more_files(city):
    counts = []
    city.submitted()  # what is cached for all cases is not counted
    for answers in ({"tenure": "owned", "scope": "otc_b"}, {"cold": "yes", "chain": "chain"}):
        draft, agent = city.draft(answers=answers), city.actor("agent")
        with Statements() as used:
            intake.submit_draft(actor=agent, now=f.NOW, token=draft.token)
        counts.append(len(used.kept))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("who", "path"),
    [("window", "/desk/cases/"), ("agent", "/my/cases/"), ("window", "/desk/todos/")],
)
def test_a_list_costs_the_same_with_more_rows(city, who, path):
    browser = city.client(who)
    city.submitted()
    browser.get(path)
    with Statements() as few:
        assert browser.get(path).status_code == 200
    for _ in range(4):
        city.submitted()
    with Statements() as many:
        answer = browser.get(path)
    assert answer.content.decode().count("XN2026") >= 5
    assert len(many.kept) == len(few.kept), many.text()


@pytest.mark.parametrize(("who", "face"), [("window", "desk"), ("agent", "my")])
def test_what_a_detail_costs(city, who, face):
    case = city.granted()
    browser = city.client(who)
    path = f"/{face}/cases/{case.item.number}/"
    browser.get(path)
    with Statements() as used:
        assert browser.get(path).status_code == 200
    assert len(used.kept) <= DETAIL, used.text()
