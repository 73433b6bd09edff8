"""A department's own system sends its cases; the service office sees what came and what did not."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import APIResponse, Page, expect

from tests.journeys.city import City
from tests.journeys.helpers import matter
from tongban.core.accounts.demo import EXCHANGE
from tongban.core.shell import clock
from tongban.core.workdays.rules import ZONE
from tongban.lib.identifiers import demo_uscc

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
OFFICE = "12000000401"


def token(page: Page) -> str:
    """What the machine is given for its secret."""
    secret = (settings.KEYS / f"{EXCHANGE}.txt").read_text("ascii").strip()
    basic = base64.b64encode(f"{EXCHANGE}:{secret}".encode()).decode()
    answer = page.request.post(
        "/identity/o/api/token",
        form={"grant_type": "client_credentials", "scope": "hub:write"},
        headers={"Authorization": f"Basic {basic}"},
    )
    assert answer.ok, answer.text()
    return str(answer.json()["access_token"])


def line(number: str, **more: Any) -> dict[str, Any]:
    """A sound case, received five minutes ago."""
    received = (clock.now() - timedelta(minutes=5)).astimezone(ZONE)
    return {
        "number": number,
        "task_code": matter("drug-retail"),
        "title": "药品经营许可（演示）",
        "applicant_kind": "organisation",
        "applicant_name": "演示商户甲",
        "applicant_number": demo_uscc(910_777),
        "contact_phone": "12000000099",
        "state": "12",
        "received_at": received.isoformat(),
        "accepted_at": (received + timedelta(minutes=1)).isoformat(),
        "steps": [
            {
                "name": "受理",
                "event": "办结",
                "started_at": received.isoformat(),
                "ended_at": (received + timedelta(minutes=1)).isoformat(),
                "handler": "演示职员",
            }
        ],
    } | more


def test_a_system_pushes_and_the_office_sees_what_is_wrong(city: City) -> None:
    machine = city.page()
    bearer = token(machine)

    def push(*lines: dict[str, Any]) -> APIResponse:
        return machine.request.post(
            "/api/v1/hub/batches",
            data="\n".join(json.dumps(one, ensure_ascii=False) for one in lines),
            headers={
                "Authorization": f"Bearer {bearer}",
                "Content-Type": "application/x-ndjson",
            },
        )

    long_ago = (clock.now() - timedelta(days=3)).astimezone(ZONE)
    late = line("TS-2", received_at=long_ago.isoformat())
    wrong = line("TS-3", state="99"), line("TS-4", task_code="1" * 31)
    first = push(line("TS-1"), late, *wrong).json()
    assert (first["created"], first["refused"]) == (2, 2)
    assert [one["line"] for one in first["wrong"]] == [3, 4]
    again = push(line("TS-1"), late).json()
    assert (again["created"], again["refused"]) == (0, 0)

    page = city.page(OFFICE)
    page.goto("/desk/hub/")
    expect(page.locator("main")).to_contain_text(EXCHANGE)
    page.goto(f"/desk/hub/batches/{first['id']}/")
    table = page.get_by_role("table", name="没收下的行和原因")
    expect(table).to_contain_text("TS-3")
    expect(table).to_contain_text("TS-4")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载没收下的行").click()
    assert "TS-3" in download.value.path().read_text("utf-8-sig")

    page.goto("/desk/hub/records/?q=TS-2")
    expect(page.get_by_role("table", name="外部办件，新报送的在前")).to_contain_text("补录")
    page.get_by_role("link", name="TS-2").click()
    main = page.locator("main")
    expect(main).to_contain_text("才第一次报来")
    expect(main).to_contain_text("演示职员")
    expect(main).not_to_contain_text(demo_uscc(910_777)[:17])

    done = line("TS-1", state="10", outcome="granted", result_title="药品经营许可证")
    done |= {"decided_at": clock.now().isoformat(), "closed_at": clock.now().isoformat()}
    assert push(done).json()["changed"] == 1
    page.goto("/desk/hub/records/?q=TS-1")
    expect(main).to_contain_text("办结")
    city.nothing_broke()
