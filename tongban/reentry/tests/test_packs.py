"""The export pack: all that has to be typed in, provable, and never taken unseen."""

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook

from tongban.cases.selectors import carrying
from tongban.cases.tests import factories as f
from tongban.core.ledger import selectors as ledger
from tongban.core.ledger.models import Entry
from tongban.reentry.errors import ReentryConflict, ReentryForbidden, ReentryUnknown
from tongban.reentry.models import Duty
from tongban.reentry.services import packs
from tongban.reentry.tests.factories import CODE, begun
from tongban.workflow.types import Withdraw

pytestmark = pytest.mark.django_db


def taken(city: f.City, row: Duty, who: str = "window") -> tuple[str, zipfile.ZipFile]:
    name, content = packs.take(actor=city.actor(who), now=f.NOW, key=row.pk)
    return name, zipfile.ZipFile(io.BytesIO(content.read()))


def readings() -> list[dict[str, Any]]:
    rows = Entry.objects.filter(verb="ledger.read").order_by("id")
    return [json.loads(row.payload) for row in rows]


def test_a_pack_holds_the_form_twice_and_every_material(city: f.City) -> None:
    case, row = begun(city)
    name, pack = taken(city, row)
    assert name == f"{case.item.number}-{CODE}.zip"
    said = json.loads(pack.read("申请表.json"))
    assert said["case"]["number"] == case.item.number
    assert said["system"]["code"] == CODE
    shown = carrying.fields(case)
    assert [one["title"] for one in said["fields"]] == [one.title for one in shown]
    assert {"party.legal_representative", "person.phone"} <= {
        one["element"] for one in said["fields"]
    }
    phone = next(one for one in said["fields"] if one["element"] == "person.phone")
    assert "*" not in phone["text"]  # in clear: it is to be typed in
    sheet = load_workbook(io.BytesIO(pack.read("申请表.xlsx")))["申请表"]
    lines = [[cell or "" for cell in line] for line in sheet.iter_rows(values_only=True)]
    assert lines[0][:4] == ["分组", "项目", "内容", "数据元"]
    assert [line[1:4] for line in lines[1:]] == [[o.title, o.text, o.element] for o in shown]
    files = [one for one in pack.namelist() if one.startswith("材料/")]
    assert len(files) == case.materials.filter(files__isnull=False).count() > 0
    assert all(one.endswith(".pdf") and one.count("/") == 1 for one in files)
    assert pack.read(files[0]).startswith(b"%PDF")


def test_every_file_of_a_pack_is_listed_with_its_digest(city: f.City) -> None:
    _case, row = begun(city)
    _name, pack = taken(city, row)
    listed = json.loads(pack.read("manifest.json"))["files"]
    assert set(pack.namelist()) == {*listed, "manifest.json"}
    for name, one in listed.items():
        content = pack.read(name)
        assert (one["size"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_the_taking_is_a_recorded_reading_and_stands_in_the_cases_file(city: f.City) -> None:
    case, row = begun(city)
    before = len(readings())
    _name, pack = taken(city, row)
    told = readings()[before:]
    assert len(told) == 1
    assert "演示药品监管系统" in told[0]["reason"]
    assert told[0]["fields"]
    digest = hashlib.sha256(pack.read("manifest.json")).hexdigest()
    assert any(digest in one.text for one in ledger.timeline(case.item.ledger_subject))


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("leader", ReentryForbidden),
        ("service", ReentryForbidden),
        ("roads", ReentryUnknown),
        ("chibi", ReentryUnknown),
        ("agent", ReentryUnknown),
        ("admin", ReentryUnknown),
    ],
)
def test_who_may_not_read_the_case_in_clear_takes_nothing(
    city: f.City, who: str, error: type[Exception]
) -> None:
    _case, row = begun(city)
    before = Entry.objects.count()
    with pytest.raises(error):
        taken(city, row, who)
    assert Entry.objects.count() == before


def test_nothing_is_taken_of_a_case_that_need_not_be_typed_in(city: f.City) -> None:
    case, row = begun(city)
    city.perform("agent", case, Withdraw("不办了"))
    with pytest.raises(ReentryConflict, match="reentry_released"):
        taken(city, row)


def test_the_page_gives_the_pack_and_the_fields_to_copy_after_a_recorded_reading(
    city: f.City,
) -> None:
    case, row = begun(city)
    browser = city.client("window")
    path = f"/desk/cases/{case.item.number}/"
    masked = browser.get(path).content.decode()
    assert "取走导出包" in masked
    assert "逐项复制</h3>" not in masked
    clear = browser.post(f"{path}unmask/", {"reason": "二次录入到演示药品监管系统"})
    text = clear.content.decode()
    assert "逐项复制</h3>" in text
    for one in carrying.fields(case):
        assert one.title in text
    assert text.count("data-copy=") > len(carrying.fields(case))
    answer = browser.post(f"/desk/reentry/{row.pk}/pack/")
    assert answer["Content-Type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert "取走导出包" not in city.client("leader").get(path).content.decode()
    assert city.client("leader").post(f"/desk/reentry/{row.pk}/pack/").status_code == 403
    assert browser.get(f"/desk/reentry/{row.pk}/pack/").status_code == 405
