"""Notes on a material: who writes and reads them, and back again; a task is handed on."""

import pytest

from tongban.cases.errors import CaseForbidden, CaseRefused
from tongban.cases.selectors import rows
from tongban.cases.services import notes
from tongban.cases.tests import factories as f
from tongban.workflow import selectors as engine
from tongban.workflow.errors import Invalid, NotAllowed


@pytest.fixture
def case(city):
    return city.submitted("drug-retail")


def code_of(case):
    return case.materials.first().code


def write(city, who, case, text="扫描件第二页看不清", code=None):
    return notes.note_material(
        actor=city.actor(who), now=f.NOW, case=case, code=code or code_of(case), text=text
    )


def test_a_note_stands_by_the_material_and_in_the_file(city, case):
    row = write(city, "window", case)
    shown = rows.notes_on(case)[row.material_id]
    assert [(one["text"], one["name"]) for one in shown] == [("扫描件第二页看不清", "演示window")]
    assert "扫描件第二页看不清" in engine.timeline(case.item_id)[-1].text


def test_the_applicant_and_strangers_write_and_read_none(city, case):
    write(city, "window", case)
    for who in ("agent", "other", "chibi"):
        with pytest.raises(NotAllowed):
            write(city, who, case)
    number = case.item.number
    page = city.client("agent").get(f"/my/cases/{number}/").content.decode()
    assert "扫描件第二页看不清" not in page


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"text": " "}, Invalid),
        ({"text": "字" * 301}, CaseRefused),
        ({"code": "nothing"}, CaseRefused),
    ],
)
def test_wrong_ones_are_refused(city, case, given, error):
    with pytest.raises(error):
        write(city, "window", case, **given)
    assert rows.notes_on(case) == {}


def test_only_the_writer_takes_it_back_and_the_file_keeps_it(city, case):
    row = write(city, "window", case)
    back = {"now": f.NOW, "case": case, "note": row.pk}
    with pytest.raises(CaseForbidden):
        notes.take_note_back(actor=city.actor("reviewer"), **back)
    for _ in range(2):
        notes.take_note_back(actor=city.actor("window"), **back)
    assert rows.notes_on(case) == {}
    texts = [entry.text for entry in engine.timeline(case.item_id)]
    assert sum("撤回了对" in text for text in texts) == 1
    assert any("扫描件第二页看不清" in text for text in texts)


def test_the_page(city, case, monkeypatch):
    f.set_clock(monkeypatch)
    clerk, number, code = city.client("window"), case.item.number, code_of(case)
    address = f"/desk/cases/{number}/note-material/"
    done = clerk.post(address, {"code": code, "text": "请看第二页"})
    assert done["Location"] == f"/desk/cases/{number}/#material-{code}"
    assert "请看第二页" in clerk.get(f"/desk/cases/{number}/").content.decode()
    refused = clerk.post(address, {"code": code, "text": "字" * 301})
    assert refused.status_code == 400
    assert "字" * 301 in refused.content.decode()
    assert city.client("chibi").post(address, {"code": code, "text": "x"}).status_code == 404


def test_a_task_is_taken_and_given_back_on_the_page(city, case, monkeypatch):
    f.set_clock(monkeypatch)
    clerk, number = city.client("window"), case.item.number
    page = clerk.get(f"/desk/cases/{number}/").content.decode()
    assert "我来办（签收）" in page
    me, task = city.accounts["window"].pk, city.task(case, "intake")
    for to, held in ((str(me), me), ("", None)):
        sent = {"task": str(task), "assignee": to}
        assert clerk.post(f"/desk/cases/{number}/transfer/", sent).status_code == 302
        assert engine.snapshot(case.item_id).open_tasks[0].assignee == held
