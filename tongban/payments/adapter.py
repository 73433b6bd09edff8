"""The simulator of a payment provider 演示: its book, its signed notifications. No money moves."""

import hashlib
import io
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from tongban.core.sheets.services import write_csv
from tongban.core.workdays.rules import day_start, local_date
from tongban.payments import services, states
from tongban.payments.errors import BillUnknown, NotGenuine
from tongban.payments.models import SimulatedOrder
from tongban.payments.rules import PAID, REFUND, STATEMENT, genuine, signature
from tongban.payments.types import Order, Told

SIMULATOR = "simulator"
TIMESTAMP, SIGNATURE = "X-Payment-Timestamp", "X-Payment-Signature"
OUTCOMES = {"paid": states.PAID, "failed": states.FAILED, "cancel": states.CLOSED}


def secret() -> bytes:
    """The key that simulator and platform share; derived, so that no second one is kept."""
    return hashlib.sha256(f"payments.simulator:{settings.SECRET_KEY}".encode()).digest()


class Simulator:
    title = "模拟支付（演示）"

    def create(self, order: Order, *, now: datetime) -> str:
        row, _made = SimulatedOrder.objects.get_or_create(
            number=order.number,
            defaults={
                "token": secrets.token_urlsafe(16),
                "title": order.title,
                "back": order.back,
                "amount": order.amount,
            },
        )
        return reverse("payments-simulator", args=[row.token])

    def query(self, number: str, *, now: datetime) -> Told:
        row = SimulatedOrder.objects.filter(number=number).first()
        # The order may never have reached the provider: a crash before it was made.
        return Told(number, states.OPEN) if row is None else told(row)

    @transaction.atomic
    def close(self, number: str, *, now: datetime) -> Told:
        row = SimulatedOrder.objects.select_for_update().filter(number=number).first()
        if row is None:
            return Told(number, states.CLOSED)
        if row.state == states.OPEN:
            row.state = states.CLOSED
            row.save(update_fields=["state"])
        return told(row)

    @transaction.atomic
    def refund(self, number: str, refund: str, amount: int, *, now: datetime) -> bool:
        row = SimulatedOrder.objects.select_for_update().filter(number=number).first()
        if row is None or row.state != states.PAID or amount > row.amount:
            return False
        made = {number: sum_of for number, sum_of, _day in refunds_of(row)}
        if refund in made:
            return made[refund] == amount
        if sum(made.values()) + amount > row.amount:
            return False
        row.refunded = f"{row.refunded} {refund}:{amount}:{local_date(now)}".strip()
        row.save(update_fields=["refunded"])
        return True

    def read(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> Told:
        given = headers.get(SIGNATURE, "")
        if not genuine(secret(), headers.get(TIMESTAMP, ""), body, given, now):
            raise NotGenuine()
        try:
            said = json.loads(body)
            return Told(
                str(said["order"]), str(said["state"]), int(said["amount"]), str(said["reference"])
            )
        except (ValueError, KeyError, TypeError) as error:
            raise NotGenuine() from error

    def statement(self, day: date, *, now: datetime) -> bytes:
        stream = io.BytesIO()
        write_csv(STATEMENT, _moved(day), stream)
        return stream.getvalue()


def refunds_of(row: SimulatedOrder) -> list[tuple[str, int, str]]:
    """Number, sum and day ("" where it was not kept) of each refund that an order had."""
    parts = (f"{one}:".split(":") for one in row.refunded.split())
    return [(number, int(sum_of), day) for number, sum_of, day, *_rest in parts]


def _moved(day: date) -> Iterator[dict[str, Any]]:
    """What came and went on a day, by the simulator's own book."""
    start, end = day_start(day), day_start(day + timedelta(days=1))
    for row in SimulatedOrder.objects.filter(paid_at__gte=start, paid_at__lt=end).order_by("pk"):
        yield {
            "kind": PAID, "number": row.number, "amount": row.amount, "day": day,
            "reference": f"SIM{row.pk}",
        }  # fmt: skip
    for row in SimulatedOrder.objects.filter(refunded__contains=f":{day}").order_by("pk"):
        for number, amount, at in refunds_of(row):
            if at == f"{day}":
                yield {
                    "kind": REFUND, "number": number, "amount": amount, "day": day,
                    "reference": f"SIM{row.pk}",
                }  # fmt: skip


def told(row: SimulatedOrder) -> Told:
    taken = row.amount if row.state == states.PAID else 0
    return Told(row.number, row.state, taken, f"SIM{row.pk}" if taken else "")


@transaction.atomic
def press(*, token: str, outcome: str, now: datetime) -> SimulatedOrder:
    """What the payer presses on the simulator's page; an order is decided once."""
    row: SimulatedOrder | None = (
        SimulatedOrder.objects.select_for_update().filter(token=token).first()
    )
    if row is None:
        raise BillUnknown()
    if row.state == states.OPEN and outcome in OUTCOMES:
        row.state = OUTCOMES[outcome]
        row.paid_at = now if row.state == states.PAID else None
        row.save(update_fields=["state", "paid_at"])
    return row


def notification(row: SimulatedOrder, *, now: datetime) -> tuple[bytes, dict[str, str]]:
    """The signed notification of an order: body and headers, as the endpoint takes them."""
    said = told(row)
    body = json.dumps(
        {
            "order": said.number, "state": said.state, "amount": said.amount,
            "reference": said.reference,
        }
    ).encode()  # fmt: skip
    stamp = str(int(now.timestamp()))
    return body, {TIMESTAMP: stamp, SIGNATURE: signature(secret(), stamp, body)}


def decide(*, token: str, outcome: str, now: datetime) -> SimulatedOrder:
    """Press on the simulator's page and have its notification arrive, as a provider would.

    Raises BillUnknown.
    """
    row = press(token=token, outcome=outcome, now=now)
    body, headers = notification(row, now=now)
    services.receive(now=now, provider=SIMULATOR, body=body, headers=headers)
    return row
