"""One bill, paid once, whatever is pressed, told and repeated; who may do what; the pages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tongban.cases.tests import factories as f
from tongban.core.ledger import selectors as ledger
from tongban.core.notices.models import Notice
from tongban.payments import adapter, rules, selectors, services, states
from tongban.payments.errors import (
    AlreadyPaid,
    BillCancelled,
    BillUnknown,
    NotGenuine,
    PaymentForbidden,
    PaymentHeld,
    SlipWrong,
)
from tongban.payments.models import Attempt, Bill, Refund, SimulatedOrder
from tongban.payments.tests.factories import FEE, begin, charge, chief, hear
from tongban.workflow.errors import WorkflowError
from tongban.workflow.types import Terminate


@pytest.fixture
def case(city):
    return city.accepted("elder-card", "citizen")


@pytest.fixture
def bill(case):
    return charge(case)


def test_only_certain_fees_with_a_sum_and_a_basis_are_billed():
    fees = [FEE, replace(FEE, amount=None), replace(FEE, certain=False), replace(FEE, basis="")]
    assert [line.amount for line in rules.lines_of([*fees, replace(FEE, amount=0)])] == [4000]


def test_a_matter_without_fees_has_no_bill(case):
    assert selectors.of_subject(case.subject) is None
    assert charge(case, replace(FEE, amount=0)) is None


def test_a_bill_is_drawn_once_and_told(city, case, bill):
    assert charge(case, replace(FEE, amount=9900)).pk == bill.pk
    line = bill.lines.get()
    assert (bill.yuan, line.basis, line.amount) == ("40.00", FEE.basis, 4000)
    told = Notice.objects.filter(account=city.accounts["citizen"], template="payments.due")
    assert told.count() == 1


def test_two_presses_are_one_order(city, bill):
    assert begin(city, bill) == begin(city, bill)
    assert SimulatedOrder.objects.count() == 1


def test_a_notification_pays_once_however_often_it_comes(city, bill):
    attempt = begin(city, bill)
    assert [hear(attempt), hear(attempt), hear(attempt, reference="R2")] == [states.PAID] * 3
    bill.refresh_from_db()
    assert (bill.state, Attempt.objects.get().taken) == (states.PAID, 4000)
    assert [e.verb for e in ledger.timeline(bill.ref)].count("payments.pay") == 1
    with pytest.raises(AlreadyPaid):
        begin(city, bill)


def test_after_a_failure_it_is_paid_anew(city, bill):
    first = begin(city, bill)
    assert hear(first, 0, states.FAILED, "") == states.FAILED
    second = begin(city, bill)
    assert hear(second) == states.PAID
    assert first != second


def test_money_that_comes_twice_goes_back_once(city, bill):
    first = begin(city, bill)
    hear(first, 0, states.FAILED, "")
    second = begin(city, bill)
    hear(second)
    SimulatedOrder.objects.update(state=states.PAID)
    assert hear(first, reference="R9") == states.RETURNED  # the "failed" order was paid after all
    assert hear(first, reference="R9") == states.RETURNED
    assert services.give_back(f.NOW) == 1
    assert services.give_back(f.NOW) == 0
    refund = Refund.objects.get()
    assert (refund.attempt, refund.amount, refund.state) == (first, 4000, states.DONE)


def test_money_for_a_cancelled_bill_goes_back(city, case, bill):
    attempt = begin(city, bill)
    services.cancel(actor=f.SYSTEM, now=f.NOW, subject=case.subject, reason="申请已撤回")
    assert hear(attempt) == states.RETURNED
    with pytest.raises(BillCancelled):
        begin(city, bill)


def test_another_sum_is_held_until_the_chief_returns_it(city, bill):
    attempt = begin(city, bill)
    assert hear(attempt, 3900) == states.HELD
    with pytest.raises(PaymentHeld):
        services.begin(
            actor=city.actor("citizen"), now=f.NOW, token=bill.token, provider=adapter.SIMULATOR
        )
    with pytest.raises(PaymentForbidden):
        services.return_held(
            actor=city.actor("citizen"), now=f.NOW, token=bill.token, attempt=attempt.pk,
            reason="金额不符",
        )  # fmt: skip
    services.return_held(
        actor=chief(city), now=f.NOW, token=bill.token, attempt=attempt.pk, reason="金额不符"
    )
    assert Refund.objects.get().amount == 3900
    assert begin(city, bill) != attempt


def test_what_nobody_told_is_asked_for(city, bill):
    begin(city, bill)
    SimulatedOrder.objects.update(state=states.PAID)
    assert services.settle_open(f.NOW) == 0  # its notification may still come
    assert services.settle_open(f.NOW + timedelta(minutes=2)) == 1
    bill.refresh_from_db()
    assert bill.state == states.PAID


def test_an_order_nobody_paid_is_closed_at_the_provider_too(city, bill):
    begin(city, bill)
    assert services.settle_open(f.NOW + timedelta(minutes=31)) == 1
    order = SimulatedOrder.objects.get()
    assert order.state == states.CLOSED
    assert adapter.press(token=order.token, outcome="paid", now=f.NOW).state == states.CLOSED


def test_an_unsigned_or_late_notification_is_refused(city, bill):
    begin(city, bill)
    order = SimulatedOrder.objects.get()
    body, headers = adapter.notification(order, now=f.NOW)
    port = adapter.Simulator()
    assert port.read(body, headers, now=f.NOW).number == order.number
    for wrong_body, wrong, at in (
        (body + b" ", headers, f.NOW),
        (body, {**headers, adapter.SIGNATURE: "é"}, f.NOW),
        (body, {}, f.NOW),
        (body, headers, f.NOW + timedelta(minutes=6)),
    ):
        with pytest.raises(NotGenuine):
            port.read(wrong_body, wrong, now=at)
    answer = city.client().post(
        "/payments/notify/simulator/", body, content_type="application/json"
    )
    assert answer.status_code == 401


def test_the_endpoint_takes_a_signed_notification(city, bill):
    begin(city, bill)
    order = adapter.press(token=SimulatedOrder.objects.get().token, outcome="paid", now=f.NOW)
    body, headers = adapter.notification(order, now=f.NOW)
    answer = city.client().post(
        "/payments/notify/simulator/", body, content_type="application/json", headers=headers
    )
    bill.refresh_from_db()
    assert (answer.json(), bill.state) == ({"received": True}, states.PAID)


def test_a_slip_at_the_window_counts_once(city, case, bill):
    pay = {"actor": city.actor("window"), "now": f.NOW, "method": "cash"}
    with pytest.raises(SlipWrong):
        services.pay_at_window(token=bill.token, slip=" ", **pay)
    services.pay_at_window(token=bill.token, slip="0001", **pay)
    with pytest.raises(AlreadyPaid):
        services.pay_at_window(token=bill.token, slip="0002", **pay)
    other = charge(city.accepted("elder-card", "other"))
    with pytest.raises(SlipWrong):
        services.pay_at_window(token=other.token, slip="0001", **pay)


def test_strangers_see_nothing_and_citizens_take_no_cash(city, bill):
    with pytest.raises(BillUnknown):
        selectors.by_token(bill.token, city.actor("other"))
    with pytest.raises(BillUnknown):
        selectors.by_token(bill.token, city.actor("window2"))
    with pytest.raises(PaymentForbidden):
        services.pay_at_window(
            actor=city.actor("citizen"), now=f.NOW, token=bill.token, method="cash", slip="1"
        )


@pytest.fixture
def charged(city, monkeypatch):
    """A case of a matter whose edition asks the fee."""
    monkeypatch.setattr("tongban.cases.services.fees._fees", lambda case: (FEE,), raising=True)
    return city.at_decision()


def test_a_case_is_not_granted_before_its_fee_is_paid(city, charged):
    bill = selectors.of_subject(charged.subject)
    with pytest.raises(WorkflowError) as refused:
        city.complete("decider", charged, "decide", "approve")
    assert "40.00 元未缴" in str(refused.value)
    hear(begin(city, bill, "agent"))
    city.complete("decider", charged, "decide", "approve")


def test_a_terminated_case_owes_nothing(city, charged):
    city.perform("chief", charged, Terminate("申请人已注销"))
    assert selectors.of_subject(charged.subject).state == states.CANCELLED


def test_citizen_pays_on_the_simulators_page_and_the_window_sees_it(city, bill):
    client = city.client("citizen")
    assert "去支付" in client.get(f"/my/payments/{bill.token}/").content.decode()
    page = client.post(f"/my/payments/{bill.token}/pay/", follow=True)
    assert "演示" in page.content.decode()
    order = SimulatedOrder.objects.get()
    back = client.post(f"/payments/simulator/{order.token}/", {"outcome": "paid"}, follow=True)
    assert "缴费成功" in back.content.decode()
    seen = city.client("window").get(f"/desk/payments/{bill.token}/").content.decode()
    assert "付款成功" in seen


def test_lists_cost_the_same_however_long(city, bill, django_assert_max_num_queries):
    client, desk = city.client("citizen"), city.client("window")
    client.get("/my/payments/"), desk.get("/desk/payments/")
    for n in range(5):
        Bill.objects.create(
            number=f"N{n}", token=f"T{n}", subject=f"case:9{n}", title="演示", amount=1,
            organisation=bill.organisation, division=bill.division, payer=bill.payer,
            account=bill.account, edition=bill.edition, drawn_at=f.NOW,
        )  # fmt: skip
    with django_assert_max_num_queries(12):
        assert client.get("/my/payments/").content.decode().count("0.01") == 5
    with django_assert_max_num_queries(14):
        assert "N4" in desk.get("/desk/payments/").content.decode()
