"""A table into a draft: every problem at its cell, nothing half imported, and back without loss."""

import csv
import io
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.lists import selectors
from tongban.lists.models import PendingImport
from tongban.lists.tests import factories as f
from tongban.lists.tests.factories import CODE, NOW, proof

pytestmark = pytest.mark.django_db
URL = f"/desk/lists/{CODE}/draft/"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def here() -> f.Cast:
    made = f.cast()
    f.begun(made, entries=3)
    return made


@pytest.fixture
def client(here: f.Cast) -> Client:
    client = Client()
    client.force_login(here.accounts["editor"])
    return client


def book(client: Client, *, empty: bool = False) -> tuple[Any, Any]:
    body = client.get(f"{URL}table.xlsx", {"empty": "1"} if empty else {}).content
    found = openpyxl.load_workbook(io.BytesIO(body))
    return found, found["取消的证明事项清单"]


def sent(client: Client, workbook: Any, mode: str = "replace", name: str = "清单.xlsx") -> Any:
    stream = io.BytesIO()
    workbook.save(stream)
    file = SimpleUploadedFile(name, stream.getvalue())
    return client.post(f"{URL}import/", {"file": file, "mode": mode})


def names() -> list[str]:
    found = selectors.draft(CODE)
    assert found is not None
    return [one.title for one in selectors.all_entries(found)]


def token(text: str) -> str:
    return str(PendingImport.objects.get().token) if "还没有导入" in text else ""


def test_a_table_goes_out_and_comes_back_as_it_was(client: Client) -> None:
    workbook, sheet = book(client)
    assert sheet.max_row == 4
    text = sent(client, workbook).content.decode()
    assert "读到 3 条" in text
    assert "两版内容相同" in text
    assert token(text)


def test_the_empty_template_has_no_rows(client: Client) -> None:
    assert book(client, empty=True)[1].max_row == 1


def test_a_changed_table_is_shown_first_and_then_taken(client: Client) -> None:
    workbook, sheet = book(client)
    sheet["A2"] = "改了名的证明"  # under its key: the same entry
    sheet.delete_rows(4)
    sheet.append(["新的证明", "办事", "某局", "直接取消"])
    text = sent(client, workbook).content.decode()
    for words in ("改了名的证明", "新的证明", "证明3", "其余 1 条没有变化"):
        assert words in text
    assert names() == ["证明1", "证明2", "证明3"]
    answer = client.post(f"{URL}import/{token(text)}/")
    assert answer["Location"] == URL
    assert names() == ["改了名的证明", "证明2", "新的证明"]
    again = client.post(f"{URL}import/{token(text) if PendingImport.objects.exists() else 'x'}/")
    assert again["Location"] == f"{URL}import/"


def test_rows_may_be_added_to_what_is_there(client: Client) -> None:
    workbook, sheet = book(client, empty=True)
    sheet.append(["证明2", "办理营业执照", "民政局", "直接取消"])
    sheet.append(["新的证明", "办事", "某局", "直接取消"])
    text = sent(client, workbook, mode="add").content.decode()
    client.post(f"{URL}import/{token(text)}/")
    assert names() == ["证明1", "证明2", "证明3", "新的证明"]


def test_every_problem_is_named_at_its_cell_and_nothing_taken(client: Client) -> None:
    workbook, sheet = book(client)
    sheet["D2"] = "也许"
    sheet["A3"] = None
    sheet["F4"] = "=TODAY()"
    sheet["G4"] = "某法第一条"
    sheet.append(["证明1", "办理营业执照", "某局", "直接取消"])
    sheet.append(["代替", "办事", "某局", "告知承诺"])
    answer = sent(client, workbook)
    assert answer.status_code == 422
    text = " ".join(answer.content.decode().split())
    assert "一条也没有导入" in text
    for row, letter, words in (
        (2, "D", "“也许”不在可选的内容里"),
        (3, "A", "这里必须填写"),
        (4, "F", "这里是公式"),
        (4, "G", "请写成《法律名称》第几条"),
        (5, "A", "与第 1 条的证明名称、原来办什么事要用相同"),
        (6, "E", "请写明代替它的证照"),
    ):
        cell = f'<td class="num">{row}</td><td>{letter}</td>'
        assert any(words in part.split("</tr>")[0] for part in text.split(cell)[1:]), (row, letter)
    assert not PendingImport.objects.exists()
    assert names() == ["证明1", "证明2", "证明3"]


def test_merged_cells_too_many_rows_and_other_files(client: Client) -> None:
    workbook, sheet = book(client)
    sheet.merge_cells("A2:A3")
    assert "合并单元格" in sent(client, workbook).content.decode()
    for name, body in (
        ("清单.xlsx", b"not a workbook"),
        ("清单.xlsx", b"PK\x03\x04" + b"\x00" * 50),
        ("清单.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600),
        ("清单.csv", b"\xff\xfe\x00"),
    ):
        file = SimpleUploadedFile(name, body)
        answer = client.post(f"{URL}import/", {"file": file})
        assert answer.status_code == 422, name
        assert "error-summary" in answer.content.decode()
    nothing = client.post(f"{URL}import/", {"mode": "replace"})
    assert "请先选择表格文件" in nothing.content.decode()
    workbook, sheet = book(client, empty=True)
    for number in range(5001):
        sheet.append([f"证明{number}", "办事", "某局", "直接取消"])
    assert "最多导入 5,000 行" in sent(client, workbook).content.decode()
    assert names() == ["证明1", "证明2", "证明3"]


def test_a_csv_does_as_well(client: Client) -> None:
    stream = io.StringIO()
    _workbook, sheet = book(client)
    writer = csv.writer(stream)
    writer.writerow([str(cell.value).lstrip("*") for cell in sheet[1]])
    writer.writerow(["来自CSV", "办事", "某局", "直接取消", "", "", "", "", "", ""])
    file = SimpleUploadedFile("清单.csv", stream.getvalue().encode("gb18030"))
    text = client.post(f"{URL}import/", {"file": file, "mode": "add"}).content.decode()
    client.post(f"{URL}import/{token(text)}/")
    assert names()[-1] == "来自CSV"


def test_a_draft_that_changed_meanwhile_is_not_run_over(client: Client, here: f.Cast) -> None:
    workbook, sheet = book(client)
    sheet["C2"] = "公安局"
    text = sent(client, workbook).content.decode()
    f.put(here, proof("别人加的"), who="second")
    answer = client.post(f"{URL}import/{token(text)}/", follow=True)
    assert "演示second在" in answer.content.decode()
    assert names() == ["证明1", "证明2", "证明3", "别人加的"]


def test_a_proposal_is_its_makers_own(client: Client, here: f.Cast) -> None:
    workbook, sheet = book(client)
    sheet["C2"] = "公安局"
    text = sent(client, workbook).content.decode()
    other = Client()
    other.force_login(here.accounts["second"])
    answer = other.post(f"{URL}import/{token(text)}/", follow=True)
    assert "请重新上传表格" in answer.content.decode()
    assert PendingImport.objects.count() == 1
    sent(client, workbook)
    assert PendingImport.objects.count() == 1  # another takes its place
