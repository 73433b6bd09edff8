"""The province's catalogue taken in: every problem at its place, whole or not at all, once."""

import io
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tongban.catalogue import services, states
from tongban.catalogue.errors import CatalogueForbidden, EntryRefused, ImportRefused
from tongban.catalogue.models import (
    ChangeNotice,
    Edition,
    Implementation,
    ImportRun,
    Matter,
    MatterVersion,
    Topic,
)
from tongban.catalogue.rules import above as rules
from tongban.catalogue.selectors import above as reading
from tongban.catalogue.services import above, imports
from tongban.catalogue.services.above import as_lines, as_rows, columns
from tongban.catalogue.tests import cast, factories
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.catalogue.types import MatterType
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.ledger.models import Entry
from tongban.core.organisations.models import Organisation
from tongban.core.search.models import Document
from tongban.core.sheets.services import write_xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf", "branch")]
LATER = NOW + timedelta(hours=1)
MAIN, SUB = "000131950000", "000131950001"
NEW, CHANGE = SUB + "01", SUB + "02"


def line(code: str, **changes: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"演示事项{code}",
        "type": "01",
        "department": "演示scjg",
        "levels": "4",
        "person": False,
        "enterprise": True,
        "basis": [{"law": "演示法", "article": "第一条"}],
    } | changes


BRANCH = [line(MAIN), line(SUB), line(NEW), line(CHANGE)]


@pytest.fixture
def branch(db: None) -> None:
    factories.places()
    Topic.objects.create(code="ent-food", kind="enterprise", name="食品经营", order=1)


def given(lines: list[Any], actor: Actor = SYSTEM) -> ImportRun:
    """Take a file in and look through it."""
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in [rules.FORMAT, *lines])
    return begun("目录.jsonl", text.encode(), actor)


def begun(name: str, content: bytes, actor: Actor = SYSTEM) -> ImportRun:
    run = imports.begin(
        actor=actor, now=NOW, kind="basic", name=name, stream=[content], queued=False
    )
    imports.carry_on(now=NOW, run_id=run.pk)
    return imports.current(run.pk)


def taken(lines: list[Any]) -> ImportRun:
    """Take a file in and apply it."""
    run = given(lines)
    imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk, queued=False)
    imports.carry_on(now=LATER, run_id=run.pk)
    run = imports.current(run.pk)
    assert run.state == states.APPLIED, list(run.problems.values())
    return run


def said(run: ImportRun) -> list[tuple[int, str, str]]:
    return list(run.problems.order_by("order").values_list("row", "column", "rule"))


def test_a_file_is_taken_in_and_the_same_again_changes_nothing() -> None:
    run = taken([*BRANCH[2:], *BRANCH[:2]])  # what stands above may come behind
    assert run.counts["new"] == 4
    found = Matter.objects.get(catalog_code=NEW)
    assert (found.origin, found.version, found.leaf) == ("mirror", 1, True)
    assert found.parent == Matter.objects.get(catalog_code=SUB)
    assert not found.parent.leaf
    assert found.versions.get().unified == {"basis": [{"law": "演示法", "article": "第一条"}]}
    assert found.versions.get().source == "目录.jsonl"
    entries = Entry.objects.count()
    again = given(BRANCH)
    assert again.counts == {"rows": 4, "new": 0, "changed": 0, "same": 4, "gone": 0}
    assert Entry.objects.count() == entries + 1  # the file, nothing else
    with pytest.raises(ImportRefused, match="import_nothing"):
        imports.apply(actor=SYSTEM, now=NOW, run_id=again.pk, queued=False)


def test_a_change_becomes_a_version_and_goes_down_to_who_claimed(db: None) -> None:
    factories.published("drug-retail")
    place = Implementation.objects.get()
    (entry,) = reading.exported()
    law = {"law": "演示新法", "article": "第九条"}
    changed = entry | {
        "name": "演示新名称",
        "basis": [law],
        "suggested": entry["suggested"] | {"summary": "演示：新写的说明"},
        "effective_from": "2026-12-01",
    }
    run = given([changed])
    assert run.counts["changed"] == 1
    assert run.items.get().note == "事项名称、设定依据、建议内容"
    assert Matter.objects.get().version == 1  # nothing happens before somebody says so
    imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk, queued=False)
    imports.carry_on(now=LATER, run_id=run.pk)
    matter = Matter.objects.get()
    assert (matter.name, matter.version) == ("演示新名称", 2)
    notice = ChangeNotice.objects.get()
    assert (notice.state, notice.content["asked"]) == (states.ASKED, ["summary"])
    edition = Edition.objects.filter(implementation=place).latest("number")
    assert edition.raw["basis"] == [law]
    assert str(edition.effective_from) == "2026-12-01"
    assert Document.objects.get(ref=place.task_code).heading.title == "演示新名称"


def test_every_problem_stands_at_its_line_and_nothing_is_taken() -> None:
    run = given(
        [
            line("00013195"),
            line(NEW),
            line(MAIN),
            line(MAIN, name="又一次"),
            line(SUB, basis=[]),
            {"code": "x"},
            line("000131960000", type="77", topics=["nothing"]),
            line("000131970000", levels="9", unified={"ask_phone": "1"}),
            line("000131980000", topics=["nothing"]),
        ]
    )
    assert run.state == states.FAULTY
    assert [(row, rule) for row, _column, rule in said(run)] == [
        (2, "catalogue_code_length"),
        (5, "twice"),
        (6, "no_basis"),
        *[(7, "shape")] * 7,
        (8, "shape"),
        (9, "level"),
        (9, "local"),
        (10, "topic"),
    ]
    assert not Matter.objects.exists()
    assert "在第 4 行已经有了" in run.problems.get(rule="twice").message


def test_a_handling_item_needs_its_sub_item() -> None:
    (found,) = given([line(NEW)]).problems.all()
    assert (found.rule, found.field) == ("no_parent", "code")
    taken(BRANCH[:2])
    assert given(BRANCH[:3]).state == states.READY


def test_what_was_cancelled_does_not_come_back() -> None:
    taken(BRANCH)
    services.cancel_matter(actor=SYSTEM, now=NOW, matter=NEW, note="演示")
    assert [one.rule for one in given(BRANCH).problems.all()] == ["cancelled"]


def test_what_is_gone_is_offered_and_cancelled_by_choice_with_a_reason() -> None:
    taken(BRANCH)
    run = taken([*BRANCH[:3], line("000131960000")])
    assert run.counts["gone"] == 1
    assert [one.ref for one in reading.gone_of(run)] == [CHANGE]
    assert Matter.objects.get(catalog_code=CHANGE).state == "in_use"
    city = cast.office(Organisation.objects.select_related("division").get(code="scjg-421200"))
    county = cast.office(Organisation.objects.select_related("division").get(code="scjg-421202"))
    wanted: dict[str, Any] = {"now": LATER, "run_id": run.pk, "codes": [CHANGE, MAIN]}
    with pytest.raises(CatalogueForbidden):
        above.cancel_gone(actor=county, note="演示", **wanted)
    with pytest.raises(ImportRefused, match="gone_note"):
        above.cancel_gone(actor=city, note=" ", **wanted)
    assert above.cancel_gone(actor=city, note="省里取消", **wanted) == 1
    assert Matter.objects.get(catalog_code=CHANGE).state == "cancelled"
    assert Matter.objects.get(catalog_code=MAIN).state == "in_use"  # it was in the file
    with pytest.raises(ImportRefused, match="gone_none"):
        above.cancel_gone(actor=city, note="再来", **wanted)


def test_an_older_file_offers_nothing_any_more() -> None:
    taken(BRANCH)
    run = taken([*BRANCH[:3], line("000131960000")])
    taken([*BRANCH, line("000131960000", name="改了名")])
    assert reading.gone_of(run) == []


def test_what_moved_since_it_was_looked_at_is_not_overwritten() -> None:
    taken(BRANCH)
    run = given([*BRANCH[:3], line(CHANGE, name="省里改的"), line("000131960000")])
    services.cancel_matter(actor=SYSTEM, now=NOW, matter=CHANGE, note="演示")
    imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk, queued=False)
    imports.carry_on(now=LATER, run_id=run.pk)
    run = imports.current(run.pk)
    assert run.state == states.FAULTY
    assert "检查以后有变动" in run.problems.get().message
    assert not Matter.objects.filter(catalog_code="000131960000").exists()


def test_what_the_file_leaves_out_stays_as_it_is() -> None:
    taken([line(MAIN, aliases=["小名"], topics=["ent-food"], suggested={"summary": "一句话"})])
    run = taken([line(MAIN, name="新名")])
    assert run.items.get().note == "事项名称"
    found = Matter.objects.get()
    assert (found.aliases, found.version) == (["小名"], 2)
    assert MatterVersion.objects.get(number=2).suggested == {"summary": "一句话"}
    assert [one.topic.code for one in found.entries.all()] == ["ent-food"]


def test_a_supplement_that_the_province_took_over_becomes_the_provinces() -> None:
    draft = services.MatterDraft(
        catalog_code=MAIN, slug="own-one", name=f"演示事项{MAIN}", type=MatterType.PERMIT
    )
    services.enter_matter(actor=SYSTEM, now=NOW, draft=draft)
    run = taken([line(MAIN)])
    assert run.items.get().note.startswith("改由省级目录管理")
    found = Matter.objects.get()
    assert (found.origin, found.slug) == ("mirror", "own-one")


def workbook(rows: list[Mapping[str, Any]]) -> bytes:
    stream = io.BytesIO()
    topics = dict(Topic.objects.values_list("code", "name"))
    table = columns(list(topics.values()))
    write_xlsx([table], {"basic": as_rows(rows, topics)}, stream, now=NOW)
    return stream.getvalue()


def test_a_workbook_says_the_same_as_lines() -> None:
    full = [one | {"aliases": ["小名"], "topics": ["ent-food"]} for one in BRANCH]
    taken(full)
    same = begun("目录.xlsx", workbook(list(reading.exported())))
    assert same.counts == {"rows": 4, "new": 0, "changed": 0, "same": 4, "gone": 0}
    text = "".join(as_lines(reading.exported()))
    assert begun("目录.jsonl", text.encode()).counts["same"] == 4


def test_a_workbooks_problems_stand_at_their_cells() -> None:
    bad = [
        one | {"aliases": [], "topics": []}
        for one in (line("0001319500001234"), line(MAIN, basis=[{"law": "》", "article": ""}]))
    ]
    run = begun("目录.xlsx", workbook(bad))
    assert said(run) == [(2, "A", "sheet_too_long"), (3, "G", "basis")]


def test_only_the_citys_office_takes_in_and_only_where_the_catalogue_is_the_provinces(
    settings: Any,
) -> None:
    county = cast.office(Organisation.objects.select_related("division").get(code="scjg-421202"))
    editor = cast.editor(Organisation.objects.select_related("division").get(code="scjg-421200"))
    for who in (county, editor):
        with pytest.raises(CatalogueForbidden):
            given(BRANCH, who)
    settings.CATALOGUE_MODE = "own"
    with pytest.raises(CatalogueForbidden):
        given(BRANCH, SYSTEM)


def test_nobody_changes_here_what_is_the_provinces(settings: Any) -> None:
    taken(BRANCH)
    city = cast.office(Organisation.objects.select_related("division").get(code="scjg-421200"))
    with pytest.raises(EntryRefused, match="entry_above"):
        services.cancel_matter(actor=city, now=NOW, matter=NEW, note="演示")
    settings.CATALOGUE_MODE = "own"
    services.cancel_matter(actor=city, now=NOW, matter=NEW, note="演示")
    assert Matter.objects.get(catalog_code=NEW).state_since == TODAY


def test_a_law_is_read_as_it_is_written() -> None:
    known = [{"law": "演示法", "article": "第一条", "certain": False}]
    assert rules.basis_of(["《演示法》第一条", " 《别的法》 "], known) == [
        known[0],
        {"law": "别的法", "article": ""},
    ]
    with pytest.raises(ValueError, match="没有书名号"):
        rules.basis_of(["没有书名号"])
