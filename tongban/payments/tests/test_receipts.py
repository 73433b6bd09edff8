"""财政电子票据: one a paid bill, numbered without gaps; a refund's in red; verified by anybody."""

from urllib.parse import urlencode

from django.db import transaction

from tongban.cases.tests import factories as f
from tongban.core.jobs.services import drain
from tongban.core.ledger import selectors as ledger
from tongban.core.papers.models import Paper
from tongban.payments import adapter, rules, selectors, services, states
from tongban.payments.models import Receipt, SimulatedOrder
from tongban.payments.tests.factories import begin, chief, hear
from tongban.payments.types import Told

CODE = "42010126"


def refund(city, bill, amount):
    row = services.ask_back(
        actor=city.actor("citizen"), now=f.NOW, token=bill.token, amount=amount, reason="多缴"
    )
    services.decide_back(
        actor=chief(city), now=f.NOW, token=bill.token, refund=row.pk, approve=True, reason="属实"
    )
    services.give_back(f.NOW)
    return row


def query(row, **other):
    asked = {"code": row.code, "no": row.number, "check": row.check_code, "amount": row.yuan}
    return f"/receipts/verify/?{urlencode(asked | other)}"


def test_a_ticket_code_says_province_kind_and_year():
    assert rules.ticket_code(division="421202", kind=101, year=2026) == CODE


def test_a_paid_bill_has_one_receipt_however_often_it_is_told(city, paid):
    hear(paid.attempts.get())
    assert services.issue_missing(f.NOW) == 0
    row = Receipt.objects.get()
    assert (row.code, row.number, row.amount) == (CODE, "0000000001", 4000)
    assert row.payer_name == paid.payer.name
    assert paid.payer.identity_number not in (
        row.payer_code,
        Paper.objects.get(number=str(row)).content,
    )
    assert [e.verb for e in ledger.timeline(paid.ref)].count("payments.receipt") == 1


def test_a_payment_that_is_rolled_back_leaves_no_gap(city, bill):
    attempt = begin(city, bill)
    with transaction.atomic():
        hear(attempt)
        transaction.set_rollback(True)
    hear(attempt)
    assert Receipt.objects.get().number == "0000000001"


def test_each_refund_has_a_red_receipt_that_names_the_original(city, paid):
    first, second = refund(city, paid, "15"), refund(city, paid, "25")
    services.give_back(f.NOW)
    original, *reds = Receipt.objects.order_by("pk")
    assert [(row.refund, row.original, row.amount) for row in reds] == [
        (first, original, -1500),
        (second, original, -2500),
    ]
    assert [row.number for row in reds] == ["0000000002", "0000000003"]
    assert original.number in reds[0].note
    assert selectors.reversed_of(original) == 4000


def test_money_that_paid_nothing_has_no_receipt(city, bill):
    attempt = begin(city, bill)
    services.cancel(actor=f.SYSTEM, now=f.NOW, subject=bill.subject, reason="申请已撤回")
    told = Told(attempt.number, states.PAID, 4000, "R1")
    SimulatedOrder.objects.update(state=states.PAID)
    services.settle(now=f.NOW, provider=adapter.SIMULATOR, told=told)
    assert services.give_back(f.NOW) == 1
    assert not Receipt.objects.exists()


def test_what_was_paid_before_gets_its_receipts_by_itself(city, paid):
    refund(city, paid, "40")
    Receipt.objects.filter(original__isnull=False).delete()
    Receipt.objects.all().delete()
    assert services.issue_missing(f.NOW) == 1
    assert list(Receipt.objects.order_by("pk").values_list("amount", flat=True)) == [4000, -4000]
    assert services.issue_missing(f.NOW) == 0


def test_anybody_verifies_a_receipt_by_all_four(city, paid):
    row, visitor = Receipt.objects.get(), city.client()
    page = visitor.get(query(row)).content.decode()
    assert "真实有效" in page
    assert paid.organisation.name in page
    assert paid.payer.name not in page
    for wrong in (
        {"check": "000000"}, {"amount": "41"}, {"no": "0000000009"}, {"code": "42010125"},
        {"check": "é"}, {"amount": "-40"},
    ):  # fmt: skip
        assert "没有这张票据" in visitor.get(query(row, **wrong)).content.decode()
    assert visitor.get(query(row, check="")).status_code == 422
    assert visitor.get("/receipts/verify/").status_code == 200


def test_what_went_back_is_said(city, paid):
    refund(city, paid, "15")
    original, red = Receipt.objects.order_by("pk")
    visitor = city.client()
    assert '有效金额 <span class="num">25.00' in visitor.get(query(original)).content.decode()
    page = visitor.get(query(red)).content.decode()
    assert "红字票据" in page
    assert str(original) in page


def test_a_machine_that_guesses_is_stopped(city, paid, monkeypatch):
    monkeypatch.setattr("tongban.payments.portal.CHECKS_A_MINUTE", 2)
    row, visitor = Receipt.objects.get(), city.client()
    seen = [visitor.get(query(row, check=f"{n:06d}")).status_code for n in range(4)]
    assert seen[-1] == 429


def test_payer_and_desk_take_the_paper_and_a_stranger_does_not(city, paid):
    drain(now=f.NOW, strict=True)
    paper = Paper.objects.get(subject=paid.ref)
    for who, address in (("citizen", "my"), ("window", "desk")):
        client = city.client(who)
        page = client.get(f"/{address}/payments/{paid.token}/").content.decode()
        assert f"/papers/{paper.token}/" in page
        answer = client.get(f"/papers/{paper.token}/", follow=True)
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert city.client("other").get(f"/papers/{paper.token}/").status_code == 404
