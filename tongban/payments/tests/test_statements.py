"""对账: a statement beside our book; whole or not at all, the same again changes nothing."""

import io
from datetime import timedelta

import pytest

from tongban.cases.tests import factories as f
from tongban.core.sheets.services import write_csv
from tongban.core.workdays.rules import local_date
from tongban.payments import adapter, rules, selectors, services, states
from tongban.payments.errors import BillUnknown, PaymentForbidden, StatementDay, StatementWrong
from tongban.payments.models import Attempt, SimulatedOrder, Statement, StatementRow
from tongban.payments.tests.factories import begin, hear
from tongban.payments.tests.test_receipts import refund

DAY = local_date(f.NOW)
LATER = f.NOW + timedelta(days=1)


@pytest.fixture
def attempt(paid):
    """Paid in both books on DAY."""
    return paid.attempts.get()


def fetch(day=DAY, now=LATER, actor=f.SYSTEM):
    return services.fetch(actor=actor, now=now, provider=adapter.SIMULATOR, day=day)


def take(*rows, day=DAY):
    stream = io.BytesIO()
    write_csv(
        rules.STATEMENT,
        [
            {"kind": kind, "number": number, "amount": amount, "day": at, "reference": "R"}
            for kind, number, amount, at in rows
        ],
        stream,
    )
    return services.take(
        actor=f.SYSTEM, now=LATER, provider=adapter.SIMULATOR, day=day, content=stream.getvalue()
    )


def found(statement):
    return {one.number: one.found for one in selectors.pairs_of(statement)}


def office(city):
    from tongban.core.accounts import services as account_services

    account_services.grant_role(
        actor=f.SYSTEM, now=f.SINCE, account_id=city.accounts["chief"].pk,
        role_code="service_office", organisation_id=city.bodies[f"mzj-{f.XIANAN}"].pk,
        division=f.XIANAN, valid_from=f.SINCE,
    )  # fmt: skip
    return city.actor("chief")


def test_the_channels_own_statement_matches(city, bill, attempt):
    back = refund(city, bill, "15")
    row = fetch()
    assert found(row) == {attempt.number: "matched", back.number: "matched"}
    assert (row.row_count, row.differences) == (2, 0)


def test_each_kind_of_difference_is_named(city, attempt):
    row = take(("paid", "ZF-THEIRS", 100, DAY))
    assert found(row) == {attempt.number: "ours_only", "ZF-THEIRS": "theirs_only"}
    row = take(("paid", attempt.number, 3900, DAY))
    assert found(row) == {attempt.number: "differs"}
    assert Statement.objects.get().differences == 1


def test_the_same_statement_again_changes_nothing(city, paid):
    first = fetch()
    keys = list(StatementRow.objects.values_list("pk", flat=True))
    assert fetch(now=LATER + timedelta(hours=1)).taken_at == first.taken_at
    assert list(StatementRow.objects.values_list("pk", flat=True)) == keys


def test_what_was_settled_after_midnight_is_no_difference(city, bill):
    attempt = begin(city, bill)
    hear(attempt, now=LATER)
    first = take(("paid", attempt.number, 4000, DAY))
    second = services.take(
        actor=f.SYSTEM, now=LATER + timedelta(days=1), provider=adapter.SIMULATOR,
        day=local_date(LATER), content=adapter.Simulator().statement(local_date(LATER), now=LATER),
    )  # fmt: skip
    assert found(first) == {attempt.number: "matched"}
    assert found(second) == {}


def test_a_file_with_wrong_rows_is_not_taken_at_all(city, attempt):
    with pytest.raises(StatementWrong) as refused:
        take(
            ("paid", attempt.number, 4000, DAY),
            ("paid", attempt.number, 4000, DAY),
            ("paid", "ZF-2", 0, DAY),
            ("refund", "TK-1", 1, DAY - timedelta(days=1)),
        )
    assert [(one.row, one.field) for one in refused.value.problems] == [
        (3, "number"), (4, "amount"), (5, "day"),
    ]  # fmt: skip
    assert not Statement.objects.exists()


def test_a_day_that_is_not_over_has_no_statement(city):
    with pytest.raises(StatementDay):
        fetch(now=f.NOW)


def test_the_missing_days_are_fetched_once(city, paid):
    assert services.fetch_due(LATER) == 7
    assert services.fetch_due(LATER) == 0
    assert Statement.objects.get(day=DAY).row_count == 1


def test_asked_again_the_channel_itself_says_it_was_paid(city, bill):
    attempt = begin(city, bill)
    hear(attempt, 0, states.FAILED, "")
    adapter.press(token=SimulatedOrder.objects.get().token, outcome="paid", now=f.NOW)
    row = fetch()
    assert found(row) == {attempt.number: "theirs_only"}
    ask = {"actor": office(city), "now": LATER, "statement": row.pk}
    assert services.ask_again(number=attempt.number, **ask) == states.PAID
    assert services.ask_again(number=attempt.number, **ask) == states.PAID
    assert found(row) == {attempt.number: "matched"}
    assert Attempt.objects.get().taken == 4000
    with pytest.raises(BillUnknown):
        services.ask_again(number="ZF-THEIRS", **ask)


def test_a_statement_alone_brings_no_payment_about(city, bill):
    attempt = begin(city, bill)
    row = take(("paid", attempt.number, 4000, DAY))
    services.ask_again(actor=f.SYSTEM, now=LATER, statement=row.pk, number=attempt.number)
    bill.refresh_from_db()
    assert bill.state == states.DUE


def test_only_the_service_office_reconciles(city, attempt):
    row = fetch()
    for act in (
        lambda: fetch(actor=city.actor("window")),
        lambda: services.ask_again(
            actor=city.actor("window"), now=LATER, statement=row.pk, number=attempt.number
        ),
    ):
        with pytest.raises(PaymentForbidden):
            act()
    with pytest.raises(BillUnknown):
        selectors.statement(city.actor("window"), row.pk)
    client = city.client("window")
    assert client.get("/desk/payments/statements/").status_code == 403
    assert client.get(f"/desk/payments/statements/{row.pk}/").status_code == 404


def test_the_office_takes_a_file_in_and_reads_what_to_do(city, paid, monkeypatch):
    monkeypatch.setattr("tongban.payments.desk.clock.now", lambda: LATER)
    office(city)
    desk = city.client("chief")
    text = f"交易类型,商户单号,金额（元）,交易日期,渠道流水号\n收款,ZF-X,1.00,{DAY},R1\n"
    post = {"provider": adapter.SIMULATOR, "day": f"{DAY}", "way": "file"}
    page = desk.post("/desk/payments/statements/", {**post, "file": upload(text)}, follow=True)
    said = page.content.decode()
    assert "只有渠道有" in said
    assert "只有本平台有" in said
    assert "1 处不一致" not in said
    assert "2 处不一致" in desk.get("/desk/payments/statements/").content.decode()
    wrong = desk.post("/desk/payments/statements/", {**post, "file": upload(text + "收款,,x,,\n")})
    assert wrong.status_code == 422
    assert "一笔也没有导入" in wrong.content.decode()
    for bad in ({**post, "day": "x"}, {**post, "provider": "none"}, post):
        assert desk.post("/desk/payments/statements/", bad).status_code == 422


def upload(text):
    file = io.BytesIO(text.encode())
    file.name = "statement.csv"
    return file
