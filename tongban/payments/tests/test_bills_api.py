"""What systems read of a case's bills: all that happened, of cases in their scope alone."""

from tongban.payments import adapter
from tongban.payments.models import SimulatedOrder
from tongban.payments.tests.factories import begin, charge, hear
from tongban.payments.tests.test_receipts import refund


def test_the_bills_of_a_case_with_all_that_happened(city, django_assert_max_num_queries):
    case = city.accepted("elder-card", "citizen")
    client, url = city.client("window"), f"/api/v1/cases/{case.item.number}/bills"
    assert client.get(url).json() == []
    bill = charge(case)
    attempt = begin(city, bill)
    adapter.press(token=SimulatedOrder.objects.get().token, outcome="paid", now=bill.drawn_at)
    hear(attempt)
    refund(city, bill, "15")
    with django_assert_max_num_queries(16):
        (said,) = client.get(url).json()
    assert (said["number"], said["state"], said["amount"]) == (bill.number, "paid", 4000)
    assert [one["basis"] for one in said["lines"]] == ["演示依据（2026）1号"]
    assert [one["amount"] for one in said["payments"]] == [4000]
    assert [(one["state"], one["amount"]) for one in said["refunds"]] == [("done", 1500)]
    assert [one["amount"] for one in said["receipts"]] == [4000, -1500]


def test_who_does_not_see_the_case_sees_no_bill(city):
    case = city.accepted("elder-card", "citizen")
    charge(case)
    url = f"/api/v1/cases/{case.item.number}/bills"
    assert city.client("other").get(url).status_code == 404
    assert city.client().get(url).status_code == 401
