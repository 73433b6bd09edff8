"""Stock licences in: a dry run with every problem at its cell, then all of them or none."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from tongban.catalogue.models import ImportItem, ImportRun
from tongban.catalogue.services import imports
from tongban.core.accounts.tests.factories import XIANAN, clerk
from tongban.core.accounts.types import SYSTEM
from tongban.core.jobs.services import drain
from tongban.core.ledger import selectors as ledger
from tongban.core.organisations.models import Organisation
from tongban.core.sheets.services import write_xlsx
from tongban.lib.identifiers import demo_identity, demo_uscc
from tongban.licences import selectors, services
from tongban.licences.models import Licence
from tongban.licences.rules import stock
from tongban.licences.tests import factories
from tongban.licences.tests.factories import NOW
from tongban.parties.models import Party

pytestmark = pytest.mark.django_db
RARE = "演示·㛃𬭎"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def body() -> Organisation:
    return factories.world()


def row(serial: int, **more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "number": f"演示旧证{serial:04d}", "holder": f"演示旧店{serial}有限公司",
        "identity_type": "uscc", "identity_number": demo_uscc(70_000 + serial, kind="91"),
        "issued_on": date(2024, 3, 1), "valid_from": None, "valid_to": date(2029, 2, 28),
        "status": "", "status_reason": "", "field_address": f"演示路 {serial} 号",
        "field_scope": "处方药",
    }  # fmt: skip
    return values | more


def workbook(rows: list[dict[str, Any]], kind: str = "device-3-permit") -> io.BytesIO:
    version = selectors.type_version(selectors.type_by_code(kind).code)
    table = stock.spec(version.title, version.fields)
    stream = io.BytesIO()
    write_xlsx([table], {table.code: rows}, stream, now=NOW)
    stream.seek(0)
    stream.name = "旧证.xlsx"
    return stream


def looked(
    body: Organisation, rows: list[dict[str, Any]], kind: str = "device-3-permit"
) -> ImportRun:
    code = selectors.type_by_code(kind).code
    run = imports.begin(
        actor=SYSTEM, now=NOW, kind=services.stock.KIND, name="旧证.xlsx",
        stream=workbook(rows, kind), queued=False,
        options={"type": code, "organisation": body.pk, "division": XIANAN},
    )  # fmt: skip
    imports.carry_on(now=NOW, run_id=run.pk)
    return imports.current(run.pk)


def taken(run: ImportRun) -> ImportRun:
    imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk, queued=False)
    imports.carry_on(now=NOW, run_id=run.pk)
    return imports.current(run.pk)


def problems(run: ImportRun) -> set[tuple[int, str, str]]:
    return {(one.row, one.column, one.rule) for one in run.problems.all()}


def test_a_sound_table_changes_nothing_until_it_is_taken_whole(body: Organisation) -> None:
    rows = [
        row(1),
        row(2, holder=RARE, identity_type="resident_id",
            identity_number=demo_identity(77, date(1980, 5, 6)), valid_to=None),
        row(3, status="revoked", status_reason="演示罚〔2025〕3号，无证经营"),
        row(4, valid_to=date(2025, 1, 1), status="lapsed", status_reason="期满未延续"),
    ]  # fmt: skip
    run = looked(body, rows)
    assert (run.state, run.problem_count, run.counts["rows"]) == ("ready", 0, 4)
    assert not Licence.objects.exists()
    run = taken(run)
    assert run.state == "applied"
    found = {one.number: one for one in Licence.objects.order_by("id")}
    assert len(found) == 4
    first, person = found["演示旧证0001"], found["演示旧证0002"]
    assert (first.issued_on, first.valid_from, first.valid_to) == (
        date(2024, 3, 1), date(2024, 3, 1), date(2029, 2, 28),
    )  # fmt: skip
    assert (first.version_kind, first.content["address"]) == ("import", "演示路 1 号")
    assert (person.holder_name, person.valid_to, person.holder.kind) == (RARE, None, "natural")
    assert found["演示旧证0003"].status == "revoked"
    assert found["演示旧证0004"].status == "lapsed"
    assert ledger.timeline(first.subject)[0].verb == "licences.issue"
    drain(now=NOW)
    first.refresh_from_db()
    assert first.making == "ready"


def test_taken_twice_is_taken_once(body: Organisation) -> None:
    run = taken(looked(body, [row(1)]))
    imports.apply(actor=SYSTEM, now=NOW, run_id=run.pk, queued=False)
    imports.carry_on(now=NOW, run_id=run.pk)
    assert Licence.objects.count() == 1
    again = looked(body, [row(1)])
    assert problems(again) == {(2, "A", "number_known"), (2, "D", "already_live")}


def test_every_problem_is_named_at_its_cell_and_nothing_is_kept(body: Organisation) -> None:
    held = factories.licence(body, factories.firm("演示在册有限公司"), "device-3-permit")
    uscc = held.holder.uscc
    rows = [
        row(1),
        row(2, number="演示旧证0001"),
        row(3, identity_number="91421299MA4000000X"),
        row(4, valid_to=date(2024, 1, 1)),
        row(5, issued_on=date(2027, 1, 1), valid_from=date(2024, 1, 1)),
        row(6, valid_to=date(2025, 1, 1)),
        row(7, status="cancelled"),
        row(8, holder="演示店<b>"),
        row(9, identity_number=uscc),
        row(10, holder="演示在册有限公司", identity_number=uscc),
        row(11, identity_number=demo_uscc(70_001, kind="91"), holder="演示旧店1有限公司"),
        row(12, field_address="路"),
        row(13, number=held.number),
    ]
    run = looked(body, rows)
    assert run.state == "faulty"
    # Row 1 is the header, so the first licence stands in row 2.
    assert problems(run) == {
        (3, "A", "number_twice"),
        (4, "D", "identity"),
        (5, "G", "dates"),
        (6, "E", "issued_later"),
        (7, "H", "over"),
        (8, "I", "reason"),
        (9, "B", "holder_name"),
        (10, "B", "name_differs"),
        (10, "D", "already_live"),
        (11, "B", "name_differs"),
        (11, "D", "already_live"),
        (12, "D", "already_live"),
        (13, "J", "too_short"),
        (14, "A", "number_known"),
    }
    assert not run.items.exists()
    assert Licence.objects.count() == 1


def test_cells_that_are_missing_or_of_another_kind_are_named_too(body: Organisation) -> None:
    run = looked(body, [row(1, field_address=""), row(2)])
    assert [(one.row, one.rule) for one in run.problems.all()] == [(2, "sheet_required")]


def test_an_empty_table_says_so(body: Organisation) -> None:
    run = looked(body, [])
    assert [one.rule for one in run.problems.all()] == ["empty"]


def test_identity_numbers_wait_sealed_and_names_masked(body: Organisation) -> None:
    number = demo_identity(78, date(1980, 5, 6))
    run = looked(
        body, [row(1, holder="演示人丁", identity_type="resident_id", identity_number=number)]
    )
    kept = ImportItem.objects.get(run=run)
    assert number not in kept.content_text
    assert kept.name == "演示旧证0001 演**丁"
    taken(run)
    kept.refresh_from_db()
    assert kept.content_text == "{}"


def test_what_moved_since_the_look_takes_nothing(body: Organisation) -> None:
    run = looked(body, [row(1), row(2)])
    holder = Party.objects.filter(uscc=demo_uscc(70_002, kind="91")).first()
    assert holder is None
    other = factories.firm("演示旧店2有限公司")
    Party.objects.filter(pk=other.pk).delete()
    taken(looked(body, [row(2, number="别的编号")]))
    run = taken(run)
    assert run.state == "faulty"
    assert [(one.row, one.rule) for one in run.problems.all()] == [(3, "licence_already_live")]
    assert set(Licence.objects.values_list("number", flat=True)) == {"别的编号"}


def test_the_whole_way_on_the_desk(client: Client, body: Organisation) -> None:
    client.force_login(clerk("decider", body))
    code = selectors.type_by_code("device-3-permit").code
    address = "/desk/licences/import/"
    page = client.get(address).content.decode()
    assert "还没有入库过" in page
    assert f"{body.pk}/{XIANAN}" in page
    assert client.get(f"{address}template/?type={code}").status_code == 200
    assert client.get(f"{address}template/?type=nothing").status_code == 404
    said = {"type": code, "place": f"{body.pk}/{XIANAN}"}
    assert client.post(address, said).status_code == 422
    assert (
        client.post(address, said | {"place": "1/421281", "file": workbook([row(1)])}).status_code
        == 422
    )
    answer = client.post(address, said | {"file": workbook([row(1), row(2)])})
    assert answer.status_code == 302
    here = answer["Location"]
    assert "every 2s" in client.get(here).content.decode()
    drain(now=NOW)
    assert "将入库 2 份证照" in client.get(here).content.decode()
    client.post(f"{here}apply/")
    drain(now=NOW)
    assert "2 份证照已在登记库中" in client.get(here).content.decode()
    assert Licence.objects.filter(making="ready").count() == 2
    # A head of another body sees nothing of it.
    client.force_login(clerk("decider", factories.world()))
    assert client.get(here).status_code == 404
    assert client.post(f"{here}apply/").status_code == 404
    client.force_login(clerk("window", body))
    assert client.get(address).status_code == 403


def test_the_command_looks_and_takes(body: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "旧证.xlsx"

    def run(*more: str) -> tuple[int, str]:
        out = io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command(
                "licence", "import", str(file), "--type", "device-3-permit",
                "--organisation", body.code, "--division", XIANAN, *more, stdout=out, stderr=out,
            )  # fmt: skip
        return int(ended.value.code or 0), out.getvalue()

    assert run()[0] == 2
    file.write_bytes(workbook([row(1), row(1)]).getvalue())
    code, said = run("--apply")
    assert code == 1
    assert "A3" in said
    assert not Licence.objects.exists()
    file.write_bytes(workbook([row(1)]).getvalue())
    assert run()[0] == 0
    assert not Licence.objects.exists()
    code, said = run("--apply")
    assert (code, Licence.objects.count()) == (0, 1)
    assert "已导入：1 行" in said


def test_looking_costs_no_more_queries_for_more_rows(
    body: Organisation, django_assert_max_num_queries: Any
) -> None:
    looked(body, [row(900)])
    with django_assert_max_num_queries(60):
        looked(body, [row(n) for n in range(1, 301)])


def test_a_row_is_as_dated_as_the_day(body: Organisation) -> None:
    run = looked(body, [row(1, issued_on=NOW.date(), valid_to=NOW.date() + timedelta(days=1))])
    assert run.state == "ready"
