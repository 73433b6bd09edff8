"""Out and in on the desk: templates, a file given, problems to take along, and whose it is."""

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.catalogue import states
from tongban.catalogue.models import Edition, EditionDraft, Implementation, ImportRun
from tongban.catalogue.rules import exchange
from tongban.catalogue.services import drafts
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.desk import Place
from tongban.catalogue.tests.factories import NOW
from tongban.catalogue.tests.tabled import LISTS, Book, book, cell, saved
from tongban.core.accounts import selectors as accounts
from tongban.core.jobs.services import drain

pytestmark = pytest.mark.django_db
ROOT = "/desk/catalogue/exchange/"


@pytest.fixture(autouse=True)
def no_draft(place: Place) -> None:
    """The list of the body has no draft in these tests."""
    EditionDraft.objects.all().delete()


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def loaded(answer: Any) -> Book:
    return openpyxl.load_workbook(io.BytesIO(body_of(answer)))


def give(place: Place, who: str, made: Book | bytes, **typed: Any) -> Any:
    data = made if isinstance(made, bytes) else saved(made)
    file = SimpleUploadedFile("改好的.xlsx", data)
    return place.browser(who).post(ROOT, {"file": file, "mode": "submit", **typed})


def given(place: Place, who: str, made: Book | bytes, **typed: Any) -> str:
    """Give a file, have it looked through; return its page."""
    answer = give(place, who, made, **typed)
    assert answer.status_code == 302, answer.content.decode()
    drain(now=NOW, strict=True)
    return str(answer["Location"])


def test_the_empty_template_has_all_sheets_with_headings_help_and_choices(place: Place) -> None:
    answer = place.browser("editor").get(f"{ROOT}lists.xlsx?empty=1")
    assert "template-" in answer["Content-Disposition"]
    made = loaded(answer)
    assert made.sheetnames[:5] == ["填写说明", LISTS, "设定依据", "受理条件", "申请材料"]
    assert [row for row in made[LISTS].iter_rows(min_row=2, values_only=True) if any(row)] == []
    assert "一次写入" in "".join(str(row[0].value) for row in made["填写说明"])
    kind = cell(made, "办件类型", 1)
    listed = [one for one in made[LISTS].data_validations.dataValidation
              if kind.column_letter in str(one.sqref)]  # fmt: skip
    assert listed
    assert cell(made, "承诺时限", 1).comment is not None


def test_the_filled_one_is_the_reader_s_own_and_narrowed(place: Place) -> None:
    factories.published("drug-retail", "421281")
    factories.published("food-permit", "421202")
    assert len(list(loaded(place.browser("editor").get(f"{ROOT}lists.xlsx"))[LISTS].rows)) == 3
    one = loaded(place.browser("editor").get(f"{ROOT}lists.xlsx?code={place.shop.task_code}"))
    assert cell(one, "实施编码").value == place.shop.task_code
    assert cell(one, "事项名称").value == place.shop.matter.name
    for query in ("q=食品", "state=in_use&q=食品", "body=scjg-421202&q=食品"):
        some = loaded(place.browser("editor").get(f"{ROOT}lists.xlsx?{query}"))
        assert "食品" in cell(some, "事项名称").value
    assert len(list(loaded(place.browser("stranger").get(f"{ROOT}lists.xlsx"))[LISTS].rows)) == 1
    lines = body_of(place.browser("editor").get(f"{ROOT}lists.jsonl")).decode().splitlines()
    assert len(list(exchange.read(lines))) == 2


def test_too_many_for_one_workbook_are_told(place: Place, monkeypatch: Any) -> None:
    monkeypatch.setattr("tongban.catalogue.desk.exchange.AT_ONCE", 0)
    answer = place.browser("editor").get(f"{ROOT}lists.xlsx", follow=True)
    assert "缩小范围" in answer.content.decode()


def test_given_a_problem_at_its_cell_mended_and_handed_in(place: Place) -> None:
    made = book()
    cell(made, "一句话说明").value = "<b>新的</b>说明"
    url = given(place, "editor", made)
    page = place.browser("editor").get(url).content.decode()
    assert "有要改的地方，什么也没有导入" in page
    letter = cell(made, "一句话说明").coordinate
    assert f">{letter}<" in page
    assert "&lt;b&gt;" in page
    sheet = loaded(place.browser("chief").get(f"{url}problems.xlsx")).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    text = body_of(place.browser("chief").get(f"{url}problems.csv")).decode("utf-8-sig")
    assert len(rows) == len(list(csv.reader(io.StringIO(text)))) - 1 == 2
    assert {(one[0], one[1], one[2]) for one in rows} == {
        (LISTS, 2, cell(made, "一句话说明").column_letter), (LISTS, 2, "F"),
    }  # fmt: skip

    cell(made, "一句话说明").value = "新的说明"
    url = given(place, "editor", made, reason="群众看不懂")
    page = place.browser("editor").get(url).content.decode()
    assert "确认提交 1 份" in page
    assert "由上传的人确认" in place.browser("chief").get(url).content.decode()
    answer = place.browser("editor").post(f"{url}apply/", follow=True)
    assert "正在写入" in answer.content.decode()
    drain(now=NOW, strict=True)
    page = place.browser("editor").get(url).content.decode()
    assert "已全部写入" in page
    assert EditionDraft.objects.get().state == states.BODY_REVIEW
    assert ROOT in place.browser("editor").get("/desk/catalogue/lists/").content.decode()
    assert url in place.browser("editor").get(ROOT).content.decode()


def test_the_office_publishes_at_once_and_a_body_cannot(place: Place) -> None:
    made = book()
    cell(made, "一句话说明").value = "新的说明"
    answer = give(place, "editor", made, mode="publish", reason="看不懂")
    assert answer.status_code == 422
    url = given(place, "office", made, mode="publish", reason="看不懂", effective_from="2026-12-01")
    place.browser("office").post(f"{url}apply/")
    drain(now=NOW, strict=True)
    found = Edition.objects.get(number=2)
    assert (found.effective_from.isoformat(), found.raw["summary"]) == ("2026-12-01", "新的说明")
    assert "第 2 版" in place.browser("office").get(url).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"file": ""}, "请先选择文件"),
        ({"mode": "nonsense"}, "请选择检查没有问题以后怎么办"),
        ({"effective_from": "2026-11-22"}, "不能早于今天"),
        ({"effective_from": "明天"}, "不能早于今天"),
    ],
)
def test_what_is_typed_wrong_is_said_at_its_field(
    place: Place, typed: dict[str, str], said: str
) -> None:
    answer = give(place, "editor", book(), **typed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7", "另存为"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "旧版 .xls"),
        (b"PK\x03\x04" + b"x" * 900, "已损坏"),
        (b"", "请先选择文件"),
    ],
)
def test_what_is_no_table_is_refused_at_once(place: Place, data: bytes, said: str) -> None:
    answer = give(place, "editor", data)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not ImportRun.objects.exists()


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(place: Place) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    url = given(place, "editor", out.getvalue())
    page = place.browser("editor").get(url).content.decode()
    assert "文件读不了" in page
    assert "换一个文件" in page


def test_dropped_rechecked_and_progress(place: Place) -> None:
    made = book()
    cell(made, "一句话说明").value = "新的说明"
    url = given(place, "editor", made)
    draft = drafts.begin(
        actor=_editor(place), now=NOW, task_code=place.shop.task_code
    )  # a problem more, when looked at again
    place.browser("editor").post(f"{url}recheck/")
    shown = place.browser("editor").get(f"{url}progress/")
    assert "HX-Refresh" not in shown
    drain(now=NOW, strict=True)
    assert place.browser("editor").get(f"{url}progress/")["HX-Refresh"] == "true"
    assert "覆盖正在编写的草稿" in place.browser("editor").get(url).content.decode()
    drafts.drop(actor=_editor(place), now=NOW, draft_id=draft.pk)
    place.browser("editor").post(f"{url}drop/")
    run = ImportRun.objects.get()
    assert run.state == states.DROPPED
    answer = place.browser("editor").post(f"{url}apply/")
    assert (answer.status_code, "不能这样操作" in answer.content.decode()) == (409, True)


def _editor(place: Place) -> Any:
    return accounts.actor_for_account(place.people["editor"].pk, now=NOW)


def test_who_has_nothing_to_do_with_it_sees_nothing(place: Place) -> None:
    made = book()
    cell(made, "一句话说明").value = "新的说明"
    url = given(place, "editor", made)
    for who in ("stranger", "window"):
        for path in (url, f"{url}progress/", f"{url}problems.csv"):
            assert place.browser(who).get(path).status_code in {403, 404}, (who, path)
        assert place.browser(who).post(f"{url}apply/").status_code in {403, 404}
    assert place.browser("window").get(ROOT).status_code == 403
    assert place.browser("second").post(f"{url}apply/").status_code == 403
    assert "#import" not in place.browser("auditor").get(ROOT).content.decode()
    assert give(place, "auditor", made).status_code in {403, 422}
    assert ImportRun.objects.get().state in {states.READY, states.FAULTY}


def test_pages_ask_no_more_for_more_lists(place: Place) -> None:
    browser = place.browser("editor")
    browser.get(ROOT)
    asked = []
    for slug in ("food-permit", "public-place"):
        factories.published(slug, "421202")
        made = book()
        for row in range(2, made[LISTS].max_row + 1):
            cell(made, "一句话说明", row).value = slug
        url = given(place, "editor", made)
        for path in (ROOT, url, f"{ROOT}lists.xlsx"):
            with CaptureQueriesContext(connection) as queries:
                answer = browser.get(path)
                if answer.streaming:
                    body_of(answer)
            asked.append(len(queries))
    assert asked[:3] == asked[3:]
    assert max(asked) <= 24, asked


# --- at a terminal --------------------------------------------------------------------------------


def test_the_commands_give_out_and_take_in(place: Place, tmp_path: Any) -> None:
    table, said = tmp_path / "清单.xlsx", io.StringIO()
    call_command("catalogue", "export", str(table), stdout=said)
    assert "已导出 1 份" in said.getvalue()
    with pytest.raises(CommandError, match="已经存在"):
        call_command("catalogue", "export", str(table), stdout=said)
    call_command("catalogue", "import", str(table), stdout=said)
    assert "没有要导入的" in said.getvalue()
    made = openpyxl.load_workbook(table)
    cell(made, "一句话说明").value = "新的说明"
    made.save(table)
    with pytest.raises(CommandError, match="工作表“实施清单”第 2 行 F 列（修改原因）"):
        call_command("catalogue", "import", str(table), stdout=said)
    more = ["--mode", "publish", "--reason", "看不懂"]
    call_command("catalogue", "import", str(table), *more, stdout=said)
    assert Edition.objects.count() == 1
    call_command("catalogue", "import", str(table), "--apply", *more, stdout=said)
    assert "已全部写入：直接发布 1 份" in said.getvalue()
    assert Edition.objects.get(number=2).raw["summary"] == "新的说明"
    empty = tmp_path / "空.xlsx"
    call_command("catalogue", "export", str(empty), "--empty", stdout=said)
    lines = tmp_path / "清单.jsonl"
    call_command("catalogue", "export", str(lines), "--body", "scjg-421202", stdout=said)
    (entry,) = exchange.read(lines.read_text(encoding="utf-8").splitlines())
    assert entry["number"] == 2
    assert Implementation.objects.get().task_code == entry["task_code"]
