"""The API that systems send by, and the pages that people read."""

import json
from typing import Any

import pytest
from django.test import Client

from tongban.cases.selectors import outward as cases_outward
from tongban.cases.tests import factories as f
from tongban.core.accounts.types import Actor
from tongban.core.figures import selectors as figures
from tongban.hub import selectors, services
from tongban.hub.models import Batch, Record
from tongban.hub.tests.factories import NOW, body, closed, line

pytestmark = pytest.mark.django_db
NDJSON = "application/x-ndjson"


def post(machine: Client, content: bytes, **headers: str) -> Any:
    return machine.post("/api/v1/hub/batches", content, content_type=NDJSON, headers=headers)


@pytest.fixture
def code(city: f.City) -> str:
    return city.matters["drug-retail"]


def test_a_batch_by_http_names_what_is_wrong_in_chinese(machine: Client, code: str) -> None:
    answer = post(machine, body(line(code), line(code, "SC-2", state="99")))
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert (found["created"], found["refused"], found["done"]) == (1, 1, True)
    assert found["wrong"][0]["line"] == 2
    assert "10 办结" in found["wrong"][0]["message"]
    again = machine.get(f"/api/v1/hub/batches/{found['id']}").json()
    assert again == found
    rows = machine.get("/api/v1/hub/records").json()["items"]
    assert [row["number"] for row in rows] == ["SC-1"]
    assert "applicant_number" not in rows[0]


def test_a_batch_larger_than_a_form_may_be_is_taken(machine: Client, code: str) -> None:
    lines = [line(code, f"SC-{n}", title="演" * 190) for n in range(2500)]
    content = body(*lines)
    assert len(content) > 2_500_000
    assert post(machine, content).json()["created"] == 2500


def test_the_answers_to_bad_requests(machine: Client, code: str, client: Client) -> None:
    assert post(machine, b"").status_code == 422
    assert post(client, body(line(code))).status_code == 401
    first = post(machine, body(line(code)), **{"Idempotency-Key": "k"})
    other = post(machine, body(line(code, "SC-9")), **{"Idempotency-Key": "k"})
    assert (first.status_code, other.status_code) == (200, 409)
    assert other.json()["code"] == "hub_key_used"
    assert machine.get("/api/v1/hub/batches/nothing").status_code == 404


def test_pages_show_what_came_masked_and_in_scope(city: f.City, market: Actor, code: str) -> None:
    content = body(closed(code), line(code, "SC-2", state="99"))
    services.take_in(actor=market, now=NOW, content=content)
    desk = city.client("chief")
    home = desk.get("/desk/hub/").content.decode()
    assert "scjg-system" in home
    record, batch = Record.objects.get(), Batch.objects.get()
    page = desk.get(f"/desk/hub/records/{record.pk}/").content.decode()
    assert "演***人" in page
    assert record.applicant_number not in page
    assert record.contact_phone not in page
    assert "材料齐全" in page
    shown = desk.get(f"/desk/hub/batches/{batch.token}/").content.decode()
    assert "SC-2" in shown
    table = desk.get(f"/desk/hub/batches/{batch.token}/wrong.csv").content.decode("utf-8-sig")
    assert "SC-2" in table
    elsewhere = city.client("chibi")
    assert elsewhere.get(f"/desk/hub/records/{record.pk}/").status_code == 404
    assert elsewhere.get(f"/desk/hub/batches/{batch.token}/").status_code == 404
    assert "SC-1" not in elsewhere.get("/desk/hub/records/").content.decode()
    assert city.client("citizen").get("/desk/hub/").status_code == 403
    assert city.client("admin").get("/desk/hub/").status_code == 403


def test_the_list_is_narrowed(city: f.City, market: Actor, code: str) -> None:
    early = {"received_at": "2026-11-10T09:00:00+08:00", "accepted_at": "2026-11-10T10:00:00+08:00"}
    services.take_in(actor=market, now=NOW, content=body(closed(code), line(code, "SC-2", **early)))
    desk = city.client("chief")

    def numbers(query: str) -> list[str]:
        text = desk.get(f"/desk/hub/records/?{query}").content.decode()
        return [number for number in ("SC-1", "SC-2") if f">{number}<" in text]

    assert numbers("") == ["SC-1", "SC-2"]
    assert numbers("state=10") == ["SC-1"]
    assert numbers("late=1") == ["SC-2"]
    assert numbers("q=SC-2") == ["SC-2"]
    assert numbers("q=演示") == ["SC-1", "SC-2"]
    assert numbers("before=1") == []


def test_figures_count_what_came(market: Actor, code: str) -> None:
    late = {"closed_at": "2026-11-23T08:55:00+08:00", "promised_on": "2026-11-22"}
    early = {"received_at": "2026-11-10T09:00:00+08:00", "accepted_at": "2026-11-10T10:00:00+08:00"}
    content = body(closed(code), closed(code, "SC-2", **late), line(code, "SC-3", **early))
    services.take_in(actor=market, now=NOW, content=content)

    def value(figure: str) -> tuple[Any, Any]:
        found = figures.value(figure, at=f.days(1), division=f.XIANAN)
        return found.numerator, found.denominator

    assert value("hub.received") == (3, None)
    assert value("hub.on_time") == (1, 2)
    assert value("hub.backfilled") == (1, 3)


def test_cases_of_here_and_elsewhere_go_out_in_one_shape(
    city: f.City, market: Actor, code: str
) -> None:
    services.take_in(actor=market, now=NOW, content=body(closed(code)))
    record = Record.objects.get()
    there = selectors.rows_of([record.subject])[record.subject]
    case = city.granted()
    subject = case.item.ledger_subject
    here = cases_outward.rows_of([subject])[subject]
    assert there.keys() - {"id"} == here.keys()
    assert (here["state"], here["outcome"], there["state"]) == ("10", "granted", "10")
    assert here["result_number"]
    assert here["applicant_number"]
    assert json.dumps([here, there])


def test_rows_take_the_same_statements_however_many(
    city: f.City, django_assert_max_num_queries: Any
) -> None:
    subjects = [city.accepted().item.ledger_subject for _ in range(3)]
    with django_assert_max_num_queries(3):
        assert len(cases_outward.rows_of(subjects)) == 3
