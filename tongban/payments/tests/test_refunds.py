"""Money asked back: one asks, another decides, and never more goes back than was paid."""

import pytest
from django.db import IntegrityError, transaction

from tongban.cases.tests import factories as f
from tongban.core.ledger import selectors as ledger
from tongban.core.notices.models import Notice
from tongban.payments import adapter, selectors, services, states
from tongban.payments.errors import (
    BillUnknown,
    PaymentForbidden,
    ReasonMissing,
    RefundDecided,
    RefundPending,
    RefundSum,
    SlipWrong,
)
from tongban.payments.models import Attempt, Refund, SimulatedOrder
from tongban.payments.tests.factories import chief


def ask(city, bill, amount="40.00", who="citizen", reason="重复申请"):
    return services.ask_back(
        actor=city.actor(who), now=f.NOW, token=bill.token, amount=amount, reason=reason
    )


def decide(actor, refund, approve=True, reason="情况属实"):
    return services.decide_back(
        actor=actor, now=f.NOW, token=refund.bill.token, refund=refund.pk, approve=approve,
        reason=reason,
    )  # fmt: skip


def told(city, who="citizen"):
    rows = Notice.objects.filter(account=city.accounts[who], template__startswith="payments.back")
    return sorted(rows.values_list("template", flat=True))


def test_asked_approved_by_another_and_gone_once(city, paid):
    head = chief(city)
    refund = ask(city, paid)
    assert services.give_back(f.NOW) == 0  # nobody has approved it yet
    assert told(city, "chief") == ["payments.back_to_decide"]
    decide(head, refund)
    assert [services.give_back(f.NOW), services.give_back(f.NOW)] == [1, 0]
    refund.refresh_from_db()
    assert (refund.state, refund.decided_by) == (states.DONE, head.ref)
    assert SimulatedOrder.objects.get().refunded == f"{refund.number}:4000:2026-11-23"
    assert told(city) == ["payments.back_approved", "payments.back_asked"]
    verbs = [entry.verb for entry in ledger.timeline(paid.ref)]
    last = ["ask_back", "approve_back", "returned", "red"]
    assert verbs[-4:] == [f"payments.{verb}" for verb in last]


def test_parts_never_add_up_to_more_than_was_paid(city, paid):
    head = chief(city)
    decide(head, ask(city, paid, "15"))
    for wrong in ("25.01", "0", "-5", "viel"):
        with pytest.raises(RefundSum):
            ask(city, paid, wrong)
    decide(head, ask(city, paid, "25"))
    assert services.give_back(f.NOW) == 2
    with pytest.raises(RefundSum):
        ask(city, paid, "0.01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.update(given_back=4001)


def test_the_provider_refuses_more_than_it_took_and_repeats_nothing(city, paid):
    number, port = Attempt.objects.get().number, adapter.Simulator()
    assert port.refund(number, "A", 3000, now=f.NOW)
    assert port.refund(number, "A", 3000, now=f.NOW)
    assert not port.refund(number, "A", 2000, now=f.NOW)
    assert not port.refund(number, "B", 1001, now=f.NOW)
    assert port.refund(number, "B", 1000, now=f.NOW)


def test_declined_with_a_reason_and_asked_again(city, paid):
    head, refund = chief(city), ask(city, paid)
    with pytest.raises(RefundPending):
        ask(city, paid, "1")
    with pytest.raises(ReasonMissing):
        decide(head, refund, reason=" ")
    decide(head, refund, approve=False, reason="已办结，依法不退")
    with pytest.raises(RefundDecided):
        decide(head, refund)
    assert services.give_back(f.NOW) == 0
    assert told(city) == ["payments.back_asked", "payments.back_declined"]
    assert ask(city, paid).amount == 4000


def test_who_asked_never_decides_and_others_have_no_say(city, paid):
    head = chief(city)
    refund = ask(city, paid, who="window")
    for who in ("window", "citizen"):
        with pytest.raises(PaymentForbidden):
            decide(city.actor(who), refund)
    with pytest.raises(BillUnknown):
        decide(city.actor("other"), refund)
    Refund.objects.update(by=head.ref)
    with pytest.raises(PaymentForbidden) as refused:
        decide(head, refund)
    assert refused.value.reason == "payment_four_eyes"
    with pytest.raises(BillUnknown):
        ask(city, paid, who="other")


def test_an_unpaid_bill_has_nothing_to_give_back(city, bill):
    with pytest.raises(BillUnknown):
        ask(city, bill)
    assert selectors.refundable(bill) == 0


def test_what_the_window_took_is_handed_out_at_the_window(city, bill):
    clerk, head = city.actor("window"), chief(city)
    services.pay_at_window(actor=clerk, now=f.NOW, token=bill.token, method="cash", slip="0001")
    refund = ask(city, bill, "10", who="window")
    hand = {"actor": clerk, "now": f.NOW, "token": bill.token, "refund": refund.pk}
    with pytest.raises(RefundDecided):
        services.hand_out(slip="T1", **hand)
    decide(head, refund)
    assert services.give_back(f.NOW) == 0
    with pytest.raises(SlipWrong):
        services.hand_out(slip=" ", **hand)
    assert services.hand_out(slip="T1", **hand).state == states.DONE
    with pytest.raises(RefundDecided):
        services.hand_out(slip="T2", **hand)
    second = ask(city, bill, "10", who="window")
    decide(head, second)
    with pytest.raises(SlipWrong):
        services.hand_out(slip="T1", **{**hand, "refund": second.pk})


def test_the_pages_ask_decide_and_show_each_state(city, paid):
    chief(city)
    mine, desk = city.client("citizen"), city.client("chief")
    address = f"/my/payments/{paid.token}/"
    assert "申请退款" in mine.get(address).content.decode()
    wrong = mine.post(f"{address}refund/", {"amount": "41", "reason": "多缴"}, follow=True)
    assert "不超过还可以退的 40.00 元" in wrong.content.decode()
    asked = mine.post(f"{address}refund/", {"amount": "15", "reason": "多缴"}, follow=True)
    assert "等待审批" in asked.content.decode()
    refund = Refund.objects.get()
    page = desk.get(f"/desk/payments/{paid.token}/").content.decode()
    assert "同意退款" in page
    assert (
        "同意退款"
        not in city.client("window").get(f"/desk/payments/{paid.token}/").content.decode()
    )
    done = desk.post(
        f"/desk/payments/{paid.token}/refund/{refund.pk}/",
        {"outcome": "approve", "reason": "情况属实"}, follow=True,
    )  # fmt: skip
    assert "退款中" in done.content.decode()
    services.give_back(f.NOW)
    assert "已退款" in mine.get(address).content.decode()


def test_the_window_asks_and_hands_out_on_its_page(city, bill):
    head, desk = chief(city), city.client("window")
    address = f"/desk/payments/{bill.token}/"
    desk.post(f"{address}collect/", {"method": "pos", "slip": "0001"})
    asked = desk.post(f"{address}refund/", {"amount": "40", "reason": "重复收费"}, follow=True)
    assert "等待审批" in asked.content.decode()
    refund = Refund.objects.get()
    decide(head, refund)
    assert "登记已退 40.00 元" in desk.get(address).content.decode()
    desk.post(f"{address}refund/{refund.pk}/handed/", {"slip": "T1"})
    refund.refresh_from_db()
    assert (refund.state, selectors.refundable(bill)) == (states.DONE, 0)
