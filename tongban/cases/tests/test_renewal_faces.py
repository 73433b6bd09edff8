"""Renewal as its holder meets it: in the wallet, the reminder, the application."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongban.cases.models import Draft
from tongban.cases.selectors import renewal as reading
from tongban.cases.selectors import rows
from tongban.cases.tests import factories as f
from tongban.cases.tests import renewals as r
from tongban.core.accounts.types import SYSTEM
from tongban.core.notices.models import Notice
from tongban.licences import selectors as licences
from tongban.licences import services as licence_acts
from tongban.licences.types import Status

WALLET = reverse("licences-wallet")


def text(response):
    return response.content.decode()


def begin(city):
    return reverse("cases-begin", args=[city.matters[r.MATTER]])


def test_the_wallet_offers_the_renewal_while_it_may_be_asked_for(city):
    row, early = r.licence(city), r.licence(city, ends=date(2027, 12, 31))
    url = f"{begin(city)}?licence={row.token}"
    page = text(city.client("agent").get(WALLET))
    assert f'href="{url}"' in page
    assert early.token in page
    assert f"?licence={early.token}" not in page
    one = text(city.client("agent").get(reverse("licences-wallet-item", args=[row.token])))
    assert "可以在 2026-08-21 至 2026-12-10 之间申请延续" in one
    assert "申请延续" in one
    other = text(city.client("agent").get(reverse("licences-wallet-item", args=[early.token])))
    assert "还没到申请延续的时间，2027-0" in other


def test_one_press_leads_to_a_form_that_the_licence_has_filled_in(city):
    row = r.licence(city)
    page = city.client("agent").get(f"{begin(city)}?licence={row.token}", follow=True)
    draft = Draft.objects.get(licence=row)
    assert draft.applicant_id == row.holder_id
    assert page.redirect_chain[-1][0] == reverse("cases-apply", args=[draft.token, "form"])
    assert "咸安区演示路1号" in text(page)
    assert f"{row.title} {row.number}" in text(page)  # where it is known from


def test_without_a_licence_that_can_be_renewed_the_page_says_why(city):
    row = r.licence(city, ends=date(2027, 12, 31))
    client = city.client("agent")
    page = client.get(f"{begin(city)}?licence={row.token}", follow=True)
    assert "还没到申请延续的时间" in text(page)
    assert "现在没有可以办的证照" in text(page)
    url = page.redirect_chain[-1][0]
    assert client.post(url, {}).status_code in {302, 422}


def test_nothing_chosen_is_said_at_its_place(city):
    r.licence(city)
    client = city.client("agent")
    url = client.get(begin(city)).url
    answer = client.post(url, {})
    assert answer.status_code == 422
    assert "请选择一份证照" in text(answer)


def test_a_licence_of_somebody_else_cannot_be_chosen(city):
    strange = r.licence(city, holder="other")
    client = city.client("agent")
    url = client.get(begin(city)).url
    assert strange.number not in text(client.get(url))
    assert client.post(url, {"licence": strange.token}).status_code == 422
    assert not Draft.objects.filter(licence=strange).exists()


def test_chosen_it_goes_on_to_the_form(city):
    row = r.licence(city)
    client = city.client("agent")
    url = client.get(begin(city)).url
    answer = client.post(url, {"licence": row.token})
    assert answer.status_code == 302
    assert answer.url.endswith("/form/")


def test_what_runs_leads_to_its_progress(city):
    row = r.licence(city)
    case = r.asked(city, row)
    one = text(city.client("agent").get(reverse("licences-wallet-item", args=[row.token])))
    assert reverse("cases-my-detail", args=[case.item.number]) in one
    page = text(city.client("agent").get(reverse("cases-my-detail", args=[case.item.number])))
    assert "逾期未决定的，依法视为准予延续" in page
    desk = text(city.client("window").get(reverse("cases-desk-detail", args=[case.item.number])))
    assert "补正、特别程序、听证都不推迟这一天" in desk


def test_the_desk_is_told_why_it_must_wait(city):
    row = r.licence(city)
    case = r.accepted(city, row)
    licence_acts.change_status(
        actor=SYSTEM, now=f.NOW, licence_id=row.pk, act="suspend", reason="演示"
    )
    desk = text(city.client("reviewer").get(reverse("cases-desk-detail", args=[case.item.number])))
    assert "恢复使用后才能准予延续" in desk


def test_the_reminder_leads_to_the_application(city):
    row = r.licence(city)
    licence_acts.remind(actor=SYSTEM, now=f.NOW, licence=licences.get(row.pk))
    told = Notice.objects.get(template="licences.expiring")
    assert told.link == f"{begin(city)}?licence={row.token}"
    assert "2026-12-10" in told.body


def test_a_wallet_of_many_asks_no_more_than_one_of_few(city):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            city.client("agent").get(WALLET)
        return len(found)

    r.licence(city)
    asked()
    few = asked()
    for day in range(1, 6):
        r.licence(city, ends=date(2026, 12, day))
    assert asked() == few


def test_what_may_not_be_renewed_offers_nothing(city):
    row = r.licence(city, ends=None)
    assert reading.offers([licences.get(row.pk)], f.NOW) == {}
    over = r.licence(city)
    licence_acts.change_status(
        actor=SYSTEM, now=f.NOW, licence_id=over.pk, act="cancel", reason="演示"
    )
    assert licences.get(over.pk).status == Status.CANCELLED
    assert reading.offers([licences.get(over.pk)], f.NOW) == {}


@pytest.mark.parametrize("outcome", ["approve", "deny"])
def test_the_page_of_the_decided_case_says_what_became_of_the_licence(city, outcome):
    case = r.decided(city, r.licence(city), outcome)
    page = text(city.client("agent").get(reverse("cases-my-detail", args=[case.item.number])))
    if outcome == "approve":
        assert "延续的有效期自" in page
        assert "2031-12-31" in page
        assert rows.licence_of(case).token in page
    else:
        assert "证照到期后失效" in page


def test_a_machine_names_the_licence_by_its_identifier(city):
    row = r.licence(city)
    firm = city.parties["firm"]
    wanted = city.draft(r.MATTER)
    body = {
        "task_code": city.matters[r.MATTER],
        "applicant": {
            "kind": "market", "name": firm.name, "identity_type": "uscc", "number": firm.uscc,
        },
        "data": wanted.typed,
        "files": {"unchanged": [city.file("window")]},
        "licence": row.identifier,
    }  # fmt: skip
    window = city.client("window")

    def sent(**more):
        url = "/api/v1/cases"
        return window.post(url, body | more, content_type="application/json")

    assert sent(licence="1.2.156.no").status_code == 404
    missing = sent(licence="")
    assert missing.status_code == 422
    assert "licence_missing" in missing.content.decode()
    made = sent()
    assert made.status_code == 201, made.content
    case = rows.by_number(made.json()["number"], city.actor("window"))
    assert reading.renewal_of(case).licence_id == row.pk
