"""The main job by machines: a platform applies, the body's systems handle, anyone verifies."""

from typing import Any

import pytest

from tests.api.conftest import Machine
from tongban.cases.demo.examples import example
from tongban.cases.models import Case
from tongban.cases.tests import factories as f
from tongban.core.jobs.services import drain
from tongban.core.ledger import services as ledger

DRUG = "drug-retail"


def application(city: f.City, maker: Machine, **changes: Any) -> dict[str, Any]:
    """What a platform sends: it asks what is asked, fills the form, sends the files."""
    task_code = city.matters[DRUG]
    asked = maker.post(f"/matters/{task_code}/asked", {"answers": {"scope": "rx"}}).json()
    form = example(asked["form"])
    when = {k: v for k, v in form.items() if k != "applicant.delivery.address"}
    if not form.get("shop.premises.storage_area"):
        when.pop("shop.premises.storage_address", None)
    return {
        "task_code": task_code,
        "applicant": {
            "kind": "market",
            "name": city.parties["firm"].name,
            "identity_type": "uscc",
            "number": city.parties["firm"].identity_number,
        },
        "answers": asked["answers"],
        "data": when,
        "files": {one["code"]: [maker.file()] for one in asked["materials"]},
        **changes,
    }


def task(case: dict[str, Any], act: str, step: str) -> int:
    return next(a["task"] for a in case["allowed"] if (a["act"], a["step"]) == (act, step))


def step(machine: Machine, number: str, step_code: str, outcome: str = "") -> dict[str, Any]:
    case = machine.get(f"/cases/{number}").json()
    answer = machine.act(
        number, "complete", task=task(case, "complete", step_code), outcome=outcome, opinion="同意"
    )
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


@pytest.fixture
def crew(city: f.City) -> dict[str, Machine]:
    return {name: Machine(name) for name in ("maker", "window", "checker", "decider")}


def test_from_a_published_matter_to_a_verified_licence(city, crew):
    maker, window, checker, decider = crew.values()
    rows = maker.get("/matters", division=f.XIANAN).json()["items"]
    assert city.matters[DRUG] in [row["task_code"] for row in rows]
    sent = maker.post("/cases", application(city, maker), **{"Idempotency-Key": "k-1"})
    assert sent.status_code == 201, sent.content.decode()
    case = sent.json()
    number = case["number"]
    assert (case["state"], case["version"]) == ("submitted", 1)
    assert {m["origin"] for m in case["materials"]} == {"upload"}

    accepted = window.act(number, "accept", version=1)
    assert accepted.status_code == 200, accepted.content.decode()
    assert accepted.json()["state"] == "accepted"
    assert {clock["day"] for clock in accepted.json()["clocks"]} >= {"2026-12-01", "2026-12-21"}
    step(window, number, "review")
    step(window, number, "visit", "pass")
    step(checker, number, "visit", "pass")
    step(checker, number, "check")
    done = step(decider, number, "decide", "approve")
    assert (done["state"], done["outcome"]) == ("closed", "approve")
    assert done["licence"]
    assert done["licence_ready"] is False  # in force; its paper is being made
    assert done["token"] == ""  # who handled it may not rate it

    drain(now=f.NOW, strict=True)
    mine = maker.get(f"/cases/{number}").json()
    assert mine["licence_ready"] is True
    body = {"number": mine["licence"], "holder": city.parties["firm"].name}
    verdict = maker.http.post(
        "/api/v1/licences/verify", body, content_type="application/json"
    )  # nobody's token is asked
    assert verdict.status_code == 200
    assert verdict.json()["conclusion"] == "in_force"

    rating = {"subject": mine["token"], "level": 1, "channel": "api"}
    assert maker.post("/ratings", rating).status_code == 201
    assert maker.post("/ratings", rating).status_code == 409

    ledger.relay(now=f.NOW)
    verbs, last = [], 0
    while items := (page := maker.get("/feed", after=last, limit=50).json())["items"]:
        assert [item["position"] for item in items] == list(range(last + 1, last + 1 + len(items)))
        verbs += [item["verb"] for item in items]
        last = page["last"]
    for verb in ("workflow.start", "workflow.accept", "workflow.complete"):
        assert verb in verbs


def test_corrections_and_rectification_by_machine(city, crew):
    maker, window = crew["maker"], crew["window"]
    number = maker.post("/cases", application(city, maker)).json()["number"]
    lacks = [{"place": "material:plan", "title": "平面图", "what": "请标尺寸"}]
    assert window.act(number, "ask_correction", lacks=lacks, reason="请补齐").status_code == 200
    bare = maker.act(number, "correct")
    assert bare.status_code == 422
    assert [row["path"] for row in bare.json()["errors"]] == ["material:plan"]
    fixed = maker.act(number, "correct", files={"plan": [maker.file()]})
    assert fixed.json()["state"] == "submitted"
    window.act(number, "accept")
    step(window, number, "review")
    case = window.get(f"/cases/{number}").json()
    back = window.act(
        number, "send_back", task=task(case, "send_back", "visit"), to="applicant", reason="请整改"
    )
    assert back.status_code == 200, back.content.decode()
    mine = maker.get(f"/cases/{number}").json()
    (act,) = [one for one in mine["allowed"] if one["act"] == "complete"]
    answer = maker.act(
        number, "rectify", task=act["task"], reason="已整改", files={"equipment": [maker.file()]}
    )
    assert answer.status_code == 200, answer.content.decode()
    files = {m["code"]: m["files"] for m in answer.json()["materials"]}
    assert (len(files["plan"]), len(files["equipment"])) == (2, 2)


def test_four_eyes_hold_for_machines(city, crew):
    maker, window = crew["maker"], crew["window"]
    number = maker.post("/cases", application(city, maker)).json()["number"]
    window.act(number, "accept")
    step(window, number, "review")
    step(window, number, "visit", "pass")
    case = window.get(f"/cases/{number}").json()
    assert "complete" not in [one["act"] for one in case["allowed"]]
    other = Machine("checker").get(f"/cases/{number}").json()
    refused = window.act(number, "complete", task=task(other, "complete", "visit"), outcome="pass")
    assert (refused.status_code, refused.json()["code"]) == (403, "work_same_person")


def test_a_submission_sent_again(city, crew):
    maker = crew["maker"]
    body = application(city, maker)
    first = maker.post("/cases", body, **{"Idempotency-Key": "again"})
    again = maker.post("/cases", body, **{"Idempotency-Key": "again"})
    assert first.json()["number"] == again.json()["number"]
    body["data"]["shop.premises.name"] = "另一家店"
    other = maker.post("/cases", body, **{"Idempotency-Key": "again"})
    assert other.status_code == 409
    assert other["Content-Type"] == "application/problem+json"
    assert Case.objects.count() == 1


def test_everything_wrong_is_said_at_once(city, crew):
    maker = crew["maker"]
    body = application(city, maker)
    for field in ("shop.premises.name", "contact.person.phone"):
        body["data"].pop(field)
    body["data"]["head.person.identity_number"] = "1"
    body["files"].pop("plan")
    answer = maker.post("/cases", body)
    assert answer.status_code == 422
    assert {row["path"] for row in answer.json()["errors"]} == {
        "shop.premises.name",
        "contact.person.phone",
        "head.person.identity_number",
        "material:plan",
    }
    assert all(row["message"] for row in answer.json()["errors"])
    assert not Case.objects.exists()
