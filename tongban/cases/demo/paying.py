"""The bills of the demo's cases: paid at the simulator, asked back, or left as they are."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from tongban.cases.models import Case
from tongban.cases.services import fees
from tongban.core.accounts.types import Actor
from tongban.payments import adapter, services

WHY = "旧证已经找到，不再补领。（演示）"


def tell(case: Case, payer: Actor | None, way: str, moment: Callable[[], datetime]) -> None:
    """Pay the case's bill as its applicant would, and ask all of it back where the story says."""
    bill = fees.bill(case)
    if bill is None or payer is None or way == "due":
        return
    if settings.PAYMENT_PROVIDER != adapter.SIMULATOR:
        return
    address = services.begin(
        actor=payer, now=moment(), token=bill.token, provider=adapter.SIMULATOR
    )
    adapter.decide(token=address.rstrip("/").split("/")[-1], outcome="paid", now=moment())
    if way == "asked":
        services.ask_back(actor=payer, now=moment(), token=bill.token, amount=bill.yuan, reason=WHY)
