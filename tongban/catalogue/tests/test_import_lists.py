"""Lists in: looked through with every problem at its cell, then taken whole or not at all."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.catalogue import services, states
from tongban.catalogue.errors import ImportRefused
from tongban.catalogue.models import Edition, EditionDraft, Implementation
from tongban.catalogue.services import drafts, imports
from tongban.catalogue.services.imports import taking
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.catalogue.tests.tabled import (
    LISTS,
    Book,
    applied,
    book,
    cell,
    lines,
    looked,
    row_with,
    saved,
    told,
)
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts import services as account_services
from tongban.core.accounts.tests.factories import clerk
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.files import services as files
from tongban.core.ledger.models import Entry
from tongban.core.organisations.models import Organisation
from tongban.core.search.models import Document
from tongban.core.sheets.rules import column_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf", "people")]
PLACE, ELSEWHERE = "421202", "421281"
WHY = "试验：群众看不懂"


@pytest.fixture
def people() -> None:
    """Make two lists of 咸安, one of 赤壁."""
    factories.places()
    factories.published("drug-retail", PLACE)
    factories.published("food-permit", PLACE)
    factories.published("drug-retail", ELSEWHERE)
    account_services.seed_roles()


def implementation(slug: str = "drug-retail", place: str = PLACE) -> Implementation:
    return Implementation.objects.select_related("organisation__division", "matter").get(
        matter__slug=slug, division=place
    )


def actor_of(role: str, body: str = f"scjg-{PLACE}") -> Actor:
    """Give somebody who holds a role in a body; the work reads their powers from the account."""
    organisation = Organisation.objects.get(code=body)
    account = clerk(role, organisation, division=body.rpartition("-")[2], name=f"演示{role}")
    return accounts.actor_for_account(account.pk, now=NOW)


def newest(slug: str = "drug-retail", place: str = PLACE) -> Edition:
    return Edition.objects.filter(implementation=implementation(slug, place)).latest("number")


def at(code: str, made: Book, sheet: str = LISTS) -> int:
    return row_with(made, sheet, "实施编码", code)


def changed(slug: str = "drug-retail", place: str = PLACE) -> tuple[Book, str]:
    """A workbook in which one cell of one list is changed, with the reason; and the list's code."""
    made, code = book(), implementation(slug, place).task_code
    row = at(code, made)
    cell(made, "一句话说明", row).value = "新的说明"
    cell(made, "修改原因", row).value = WHY
    return made, code


# --- taken ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("give", [book, lines])
def test_what_was_taken_out_and_not_changed_changes_nothing(give: Callable[[], Any]) -> None:
    run = looked(give())
    assert (run.state, run.counts) == (
        states.READY, {"lists": 3, "changed": 0, "new": 0, "same": 3},
    )  # fmt: skip
    with pytest.raises(ImportRefused):
        imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk)


def test_one_cell_changes_one_value_of_one_list_and_is_published() -> None:
    before = newest().raw
    untouched = Edition.objects.exclude(implementation=implementation()).values_list("pk")
    made, code = changed()
    run = looked(made)
    (item,) = run.items.all()
    assert (run.state, run.counts["same"], item.ref, item.act, item.note) == (
        states.READY, 2, code, "changed", "一句话说明",
    )  # fmt: skip
    run = applied(run)
    after = newest()
    assert (run.state, run.counts["applied"]) == (states.APPLIED, 1)
    assert json.dumps(after.raw) == json.dumps({**before, "summary": "新的说明"})
    assert (after.number, after.effective_from, after.reason, after.published_by) == (
        2, TODAY, WHY, "system",
    )  # fmt: skip
    assert set(untouched) == set(
        Edition.objects.exclude(implementation=implementation()).values_list("pk")
    )
    assert run.items.get().outcome == "第 2 版"
    verbs = Entry.objects.filter(subject=f"catalogue:{code}").values_list("verb", flat=True)
    assert list(verbs).count("catalogue.publish") == 2
    assert "新的说明" in Document.objects.get(kind="matter", ref=code).body
    again = looked(made)
    assert (again.state, again.counts["same"], again.counts["changed"]) == (states.READY, 3, 0)


def test_json_lines_change_the_same() -> None:
    entries = [json.loads(line) for line in lines()]
    for entry in entries[1:]:
        entry["content"]["summary"] = "新的说明"
    run = looked(
        [json.dumps(one, ensure_ascii=False) + "\n" for one in entries],
        reason=WHY, effective_from=(TODAY + timedelta(days=3)).isoformat(),
    )  # fmt: skip
    applied(run)
    found = Edition.objects.filter(number=2)
    assert {(one.raw["summary"], one.reason, one.effective_from) for one in found} == {
        ("新的说明", WHY, date(2026, 11, 26))
    }
    assert len(found) == 3


def test_rows_added_removed_and_moved_are_the_list_s() -> None:
    made, code = changed("food-permit")
    sheet = made["申请材料"]
    first = at(code, made, "申请材料")
    wanted = [one["code"] for one in newest("food-permit").raw["materials"]]
    sheet.delete_rows(first)
    sheet.append([code, "extra", "设施设备清单"])
    applied(looked(made))
    after = newest("food-permit").raw["materials"]
    assert [one["code"] for one in after] == [*wanted[1:], "extra"]
    assert after[-1] == {"code": "extra", "name": "设施设备清单"}


def test_columns_may_be_moved_and_sheets_without_rows_left_out() -> None:
    made, _code = changed()
    sheet = made["办理环节"]
    sheet.move_range("A1:A100", cols=9)
    sheet.delete_cols(1)
    del made["情形"]
    del made["填写说明"]
    run = looked(made)
    assert (run.state, told(run), run.counts["changed"]) == (states.READY, [], 1)


# --- by the ordinary way --------------------------------------------------------------------------


def test_a_body_s_clerk_hands_in_and_the_ordinary_way_publishes() -> None:
    editor = actor_of("editor")
    code = implementation().task_code
    mine = book(editor)
    others = implementation(place=ELSEWHERE).task_code
    assert {code} < {one.value for one in mine[LISTS]["A"][1:]}.difference({others})
    row = at(code, mine)
    cell(mine, "一句话说明", row).value = "新的说明"
    cell(mine, "修改原因", row).value = WHY
    run = applied(looked(mine, editor, mode="submit"), editor)
    draft = EditionDraft.objects.get()
    assert (draft.state, draft.submitted_by, draft.reason, draft.raw["summary"], draft.base) == (
        states.BODY_REVIEW, editor.ref, WHY, "新的说明", newest(),
    )  # fmt: skip
    assert run.items.get().outcome == "已提交审核"
    verbs = Entry.objects.filter(subject=f"catalogue:{code}", actor=editor.ref)
    assert list(verbs.order_by("seq").values_list("verb", flat=True)) == [
        "catalogue.draft_begun", "catalogue.draft_submit",
    ]  # fmt: skip
    drafts.pass_on(actor=actor_of("chief"), now=NOW, draft_id=draft.pk)
    drafts.publish(actor=actor_of("service_office", f"cgzf-{PLACE}"), now=NOW, draft_id=draft.pk)
    assert newest().raw["summary"] == "新的说明"


def test_a_list_never_published_is_taken_out_as_suggested_and_in_as_a_first_draft() -> None:
    body = Organisation.objects.get(code=f"scjg-{ELSEWHERE}")
    services.implement(actor=SYSTEM, now=NOW, matter="food-permit", organisation=body)
    editor = actor_of("editor", body.code)
    made = book(editor, state="pending")
    assert cell(made, "现行版本").value is None
    cell(made, "审批流程").value = "simple"
    cell(made, "咨询电话").value, cell(made, "投诉电话").value = "0715-1", "0715-2"
    run = looked(made, editor, mode="draft")
    assert told(run) == []
    assert (run.counts["new"], run.items.get().note) == (1, "第一次编写")
    applied(run, editor)
    draft = EditionDraft.objects.get()
    assert (draft.state, draft.base, draft.raw["ask_phone"]) == (states.EDITING, None, "0715-1")


def test_an_open_draft_is_never_overwritten_unasked() -> None:
    editor = actor_of("editor")
    draft = drafts.begin(actor=editor, now=NOW, task_code=implementation().task_code)
    made, _code = changed()
    for who, mode in ((editor, "draft"), (SYSTEM, "publish")):
        mine = made if who is SYSTEM else book(editor)
        cell(mine, "一句话说明").value = "新的说明"
        run = looked(mine, who, mode=mode, reason=WHY)
        assert [rule for *_place, rule in told(run)] == ["draft_open"]
    mine = book(editor)
    cell(mine, "一句话说明").value = "新的说明"
    run = looked(mine, editor, mode="draft", reason=WHY, over=True)
    assert run.items.get().note == "覆盖草稿；一句话说明"
    applied(run, editor)
    draft.refresh_from_db()
    assert (draft.raw["summary"], draft.revision) == ("新的说明", 2)
    drafts.submit(actor=editor, now=NOW, draft_id=draft.pk)
    cell(mine, "一句话说明").value = "又一句"
    run = looked(mine, editor, mode="draft", reason=WHY, over=True)
    assert [rule for *_place, rule in told(run)] == ["draft_waiting"]


def test_a_body_takes_in_its_own_only() -> None:
    editor = actor_of("editor")
    made, code = changed(place=ELSEWHERE)
    run = looked(made, editor, mode="submit")
    others = {f"A{at(code, made)}"}
    assert {place for _sheet, place, rule in told(run) if rule == "unknown"} == others
    assert "不归您的机构管" in run.problems.get(ref=code).message
    made, _code = changed()
    run = looked(book(editor), editor, mode="publish")
    assert run.counts["same"] == 2
    cell(mine := book(editor), "一句话说明").value = "新的说明"
    run = looked(mine, editor, mode="publish", reason=WHY)
    assert [rule for *_place, rule in told(run)] == ["forbidden"]


# --- bad cells ------------------------------------------------------------------------------------


def spoil(made: Book, code: str, kind: str) -> tuple[str, str, str]:
    """Spoil one cell; return sheet, header and the row where the problem must be told."""
    row = at(code, made)

    def put(title: str, value: Any, sheet: str = LISTS, line: int = row) -> tuple[str, str, str]:
        cell(made, title, line, sheet).value = value
        return sheet, title, str(line)

    material = at(code, made, "申请材料")
    spoilt: dict[str, Callable[[], tuple[str, str, str]]] = {
        "sheet_formula": lambda: put("一句话说明", "=1+1"),
        "sheet_choice": lambda: put("办件类型", "马上办"),
        "sheet_integer": lambda: put("到现场次数", 1.5),
        "sheet_boolean": lambda: put("可网上办理", "也许"),
        "limit": lambda: put("承诺时限", "二十天"),
        "over_law": lambda: put("承诺时限", "90个工作日"),
        "past": lambda: put("新版本生效日期", date(2026, 11, 22)),
        "no_reason": lambda: put("修改原因", None),
        "edition": lambda: put("现行版本", 7),
        "name": lambda: put("事项名称", "别的事项"),
        "procedure_unknown": lambda: put("审批流程", "nothing"),
        "same_phone": lambda: (
            put("咨询电话", "0715-1"), put("投诉电话", "0715-1"),
        )[1],
        "markup": lambda: put("材料名称", "<b>申请表</b>", "申请材料", material),
        "catch_all": lambda: put("材料名称", "其他材料", "申请材料", material),
        "condition": lambda: put("什么情形下", "随便", "申请材料", material),
        "condition_unknown": lambda: put("什么情形下", "nobody = asked", "申请材料", material),
        "blank": lambda: put("材料名称", None, "申请材料", material),
        "system": lambda: put("系统列", "乱写", "申请材料", material),
        "locked": lambda: put("条款", "第九十九条", "设定依据", at(code, made, "设定依据")),
        "one_choice": lambda: (
            made["问题选项"].delete_rows(at(code, made, "问题选项")),
            put("编号", cell(made, "编号", at(code, made, "情形问题"), "情形问题").value,
                "情形问题", at(code, made, "情形问题")),
        )[1],
        "form": lambda: put("数据元编号", "no.such", "表单内容", at(code, made, "表单内容")),
        "file": lambda: put("空白表格", "nobodys", "申请材料", material),
    }  # fmt: skip
    return spoilt[kind]()


KINDS = (
    "sheet_formula", "sheet_choice", "sheet_integer", "sheet_boolean", "limit", "over_law", "past",
    "no_reason", "edition", "name", "procedure_unknown", "same_phone", "markup", "catch_all",
    "condition", "condition_unknown", "blank", "system", "form", "file", "one_choice", "locked",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_wrong_is_told_at_its_cell_and_nothing_is_imported(kind: str) -> None:
    made, code = changed()
    sheet, title, row = spoil(made, code, kind)
    run = looked(made)
    heads = [str(one.value).strip("*") for one in made[sheet][1]]
    place = f"{column_letter(heads.index(title))}{row}"
    if kind in {"locked", "one_choice"}:
        place = f"A{row}"  # of the element, of the question as a whole
    assert (sheet, place, kind) in told(run)
    assert run.state == states.FAULTY
    assert all(one.message.endswith(("。", "？")) for one in run.problems.all())
    with pytest.raises(ImportRefused):
        imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk)
    assert Edition.objects.count() == 3


def test_every_problem_of_a_list_is_told_in_one_look_and_each_cell_once() -> None:
    made, code = changed()
    kinds = ("limit", "sheet_choice", "catch_all", "markup", "past", "same_phone", "locked")
    places = {spoil(made, code, kind)[:2] for kind in kinds if kind != "catch_all"}
    second = at(code, made, "申请材料") + 1
    cell(made, "材料名称", second, "申请材料").value = "其他材料"
    cell(made, "新版本生效日期", at(code, made)).value = newest().effective_from
    run = looked(made)
    found = told(run)
    assert {rule for *_place, rule in found} >= set(kinds)
    assert len(places) == 6
    cells = [place[:2] for place in found if place[2] not in {"locked", "same_phone"}]
    assert len(set(cells)) == len(cells), found


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda code: f"{code[:17]}{'0' if code[17] != '0' else '1'}{code[18:]}", "校验码不对"),
        (lambda code: code[:-1], "现在是 30 位"),
        (lambda code: f"{code}99", "没有这份实施清单"),
        (lambda code: f"{code[:18]}9{code[19:]}", "只能是 1 至 6"),
        (lambda code: f"{code[:-3]}987", "没有这份实施清单"),
    ],
)
def test_a_wrong_code_says_what_is_wrong_with_it(spoilt: Callable[[str], str], said: str) -> None:
    made, code = changed()
    row = at(code, made)
    cell(made, "实施编码", row).value = spoilt(code)
    run = looked(made)
    found = [one for one in run.problems.all() if one.sheet == LISTS]
    assert [(one.column, one.row) for one in found] == [("A", row)]
    assert said in found[0].message
    strays = {one.sheet for one in run.problems.filter(rule="stray")}
    assert "申请材料" in strays


def test_a_list_twice_and_merged_cells_are_told() -> None:
    made, code = changed()
    row = at(code, made)
    made[LISTS].append([one.value for one in made[LISTS][row]])
    made["办理环节"].merge_cells("B2:B3")
    run = looked(made)
    rules = {(sheet, rule) for sheet, _place, rule in told(run)}
    assert {(LISTS, "twice"), ("办理环节", "sheet_merged")} <= rules


def test_what_was_cancelled_here_or_above_cannot_be_changed() -> None:
    made, _code = changed()
    services.cancel(actor=SYSTEM, now=NOW, task_code=implementation().task_code, note="合并办理")
    assert "cancelled" in {rule for *_place, rule in told(looked(made))}
    made, _code = changed("food-permit")
    services.cancel_matter(
        actor=SYSTEM,
        now=NOW,
        matter=implementation("food-permit").matter.catalog_code,
        note="依据废止",
        from_above=True,
    )
    assert "cancelled_above" in {rule for *_place, rule in told(looked(made))}


# --- bad files ------------------------------------------------------------------------------------


def test_a_bomb_named_xlsx_is_refused_with_a_sentence() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(book()))) as real,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for info in real.infolist():
            bomb.writestr(info, real.read(info))
        bomb.writestr("xl/media/bomb.bin", b"\0" * 80_000_000)
    run = looked(out.getvalue())
    assert (run.state, "大得不正常" in run.refusal) == (states.REFUSED, True)


def test_more_lists_than_anybody_has_are_told_where_they_begin() -> None:
    made = book()
    code = implementation().task_code
    for _n in range(20_010):
        made[LISTS].append([code])
    run = looked(made)
    found = run.problems.filter(rule="sheet_rows_over").first()
    assert run.state == states.FAULTY
    assert run.problem_count > run.problems.count() == 10_000
    assert found is None or found.row > 20_000
    assert Edition.objects.count() == 3


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("{", "line"),
        ("[" * 100_000, "line"),
        ('{"task_code": "x"}', "line"),
        ("x" * 2_100_000, "line"),
        (json.dumps({"task_code": "x", "number": 1, "effective_from": "", "reason": "",
                     "content": {}}), "unknown"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_and_the_others_are_looked_at_too(line: str, rule: str) -> None:
    head, *rest = lines()
    rest[0] = rest[0].replace('"number": 1', '"number": 9').replace("summary", "summery", 1)
    run = looked([head, line + "\n", *rest])
    found = {(one.row, one.rule) for one in run.problems.all()}
    assert {(2, rule), (3, "edition"), (3, "unknown")} <= found
    assert run.state == states.FAULTY


def test_another_document_is_no_export() -> None:
    run = looked(['{"format": "something"}\n', *lines()[1:]])
    assert [(one.row, one.rule) for one in run.problems.all()] == [(1, "line")]


def test_values_that_no_page_can_hold_are_told_by_their_line() -> None:
    head, *rest = lines()
    for n, (old, new) in enumerate(
        [('"summary": "', '"summary": "\\ud800'), ('"reason": ""', '"reason": "x"')]
    ):
        rest[n] = rest[n].replace(old, new, 1)
    entry = json.loads(rest[2])
    deep: Any = []
    for _n in range(200):
        deep = [deep]
    entry["content"]["form"]["more"] = deep
    entry["effective_from"] = "2026-13-01"
    run = looked([head, *rest[:2], json.dumps(entry) + "\n"])
    found = {(one.row, one.field, one.rule) for one in run.problems.all()}
    assert (2, "summary", "control") in found
    assert {(4, "form", "control"), (4, "effective_from", "date")} <= found


# --- meanwhile ------------------------------------------------------------------------------------


def republished() -> None:
    factories.republish(implementation(), TODAY, summary="别人改的")


def drafted() -> None:
    drafts.begin(actor=actor_of("editor"), now=NOW, task_code=implementation().task_code)


def cancelled() -> None:
    services.cancel(actor=SYSTEM, now=NOW, task_code=implementation().task_code, note="合并办理")


@pytest.mark.parametrize("meanwhile", [republished, drafted, cancelled])
def test_what_moves_between_looking_and_applying_stops_all(
    meanwhile: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists by batches of one: those before the one that moved are not taken either."""
    monkeypatch.setattr(taking, "BATCH", 1)
    made, code = changed()
    row = at(implementation("food-permit").task_code, made)
    cell(made, "一句话说明", row).value, cell(made, "修改原因", row).value = "也是新的", WHY
    run = looked(made)
    assert run.counts["changed"] == 2
    meanwhile()
    before = Edition.objects.count()
    run = applied(run)
    assert run.state == states.FAULTY
    assert [(one.ref, one.sheet, one.rule) for one in run.problems.all()] == [
        (code, LISTS, "moved")
    ]
    assert Edition.objects.count() == before
    assert newest("food-permit").number == 1


def test_a_day_that_passes_before_it_is_applied_stops_it() -> None:
    made, code = changed()
    cell(made, "新版本生效日期", at(code, made)).value = TODAY
    run = looked(made)
    imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk, queued=False)
    imports.carry_on(now=NOW + timedelta(days=1), run_id=run.pk)
    assert [one.rule for one in run.problems.all()] == ["moved"]


# --- files and costs ------------------------------------------------------------------------------


def test_a_file_of_one_s_own_is_tied_to_the_list() -> None:
    editor = actor_of("editor")
    blank = files.receive(
        owner=editor.ref, now=NOW, name="空表.png", purpose="catalogue", stream=[_png()]
    )
    made = book(editor)
    code = implementation().task_code
    cell(made, "空白表格", at(code, made, "申请材料"), "申请材料").value = blank.token
    run = looked(made, editor, mode="draft", reason=WHY)
    assert told(run) == []
    applied(run, editor)
    blank.refresh_from_db()
    assert blank.subject == f"catalogue:{code}"


def _png() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("mode", ["publish", "submit"])
def test_more_lists_cost_no_more_questions(mode: str) -> None:
    """Looking and applying ask by batches, whatever the number of lists."""
    asked = []
    for slug, places in (("food-permit", (PLACE,)), ("drug-retail", (PLACE, ELSEWHERE))):
        made = book()
        for place in places:
            row = at(implementation(slug, place).task_code, made)
            cell(made, "一句话说明", row).value = f"{mode}{len(asked)}"
            cell(made, "修改原因", row).value = f"{WHY}{len(asked)}"
        run = looked(made, mode=mode)
        imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk, queued=False)
        with CaptureQueriesContext(connection) as queries:
            imports.carry_on(now=NOW, run_id=run.pk)
        asked.append(len(queries))
        EditionDraft.objects.all().delete()
    assert asked[1] == asked[0], asked


def test_looking_at_more_lists_asks_no_more() -> None:
    asked = []
    for slugs in (("food-permit",), ("drug-retail", "food-permit")):
        made = book()
        for slug in slugs:
            row = at(implementation(slug).task_code, made)
            cell(made, "一句话说明", row).value = "新的说明"
            cell(made, "修改原因", row).value = WHY
        with CaptureQueriesContext(connection) as queries:
            looked(made)
        asked.append(len(queries))
    assert asked[1] == asked[0], asked
