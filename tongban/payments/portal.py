"""The citizen's face: what I have to pay, paying it; the provider's notification; the simulator."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.core.accounts.errors import TooOften
from tongban.core.accounts.requests import Request, count_use, page_key
from tongban.core.shell import clock, errors_text
from tongban.core.vault.rules import mask_name
from tongban.lib.money import in_fen, in_yuan
from tongban.payments import adapter, selectors, services, states
from tongban.payments.errors import (
    BillUnknown,
    PaymentError,
    ProviderMissing,
    ReceiptAsked,
    TooManyChecks,
)
from tongban.payments.models import Bill, Receipt

PAGE = 20
BODY_LIMIT = 16_384
CHECKS_A_MINUTE = 60
ASKED = {"code": 8, "no": 10, "check": 6, "amount": 18}  # of a receipt, with their lengths


def bill_or_404(request: Request, token: str) -> Bill:
    try:
        return selectors.by_token(token, request.actor)
    except BillUnknown as error:
        raise Http404 from error


@require_safe
def index(request: Request) -> HttpResponse:
    """What I have to pay and have paid, the newest first."""
    rows = selectors.mine(request.actor, before=page_key(request), limit=PAGE + 1)
    more = rows[PAGE - 1].pk if len(rows) > PAGE else 0
    context = {"bills": rows[:PAGE], "next_url": f"?before={more}" if more else ""}
    return render(request, "payments/my.html", context)


@require_safe
def detail(request: Request, token: str) -> HttpResponse:
    """What for, on which basis, how much, and how to pay."""
    bill = bill_or_404(request, token)
    if not selectors.is_mine(request.actor, bill):
        return redirect("payments-desk-detail", token=token)
    attempts = selectors.attempts_of(bill)
    context: dict[str, Any] = {
        "bill": bill,
        "lines": list(bill.lines.all()),
        "refunds": selectors.refunds_of(bill),
        "receipts": selectors.receipts_of(bill),
        "open": next((one for one in attempts if one.state == states.OPEN), None),
        "held": next((one for one in attempts if one.state == states.HELD), None),
        "paid": next((one for one in attempts if one.state == states.PAID), None),
        "failed": bool(attempts) and attempts[0].state == states.FAILED,
        "online": bool(settings.PAYMENT_PROVIDER),
        "rest": in_yuan(selectors.refundable(bill)),
        "may_ask": selectors.refundable(bill) > 0,
    }
    return render(request, "payments/my_detail.html", context)


@require_POST
def pay(request: Request, token: str) -> HttpResponse:
    """Go to the provider's page; pressed twice it is the same order."""
    bill_or_404(request, token)
    try:
        address = services.begin(
            actor=request.actor,
            now=clock.now(),
            token=token,
            provider=settings.PAYMENT_PROVIDER,
        )
    except PaymentError as error:
        messages.error(request, errors_text(error))
        return redirect("payments-my-detail", token=token)
    return redirect(address)


@require_POST
def ask_back(request: Request, token: str) -> HttpResponse:
    """Ask for money back; what becomes of it is told."""
    bill_or_404(request, token)
    try:
        services.ask_back(
            actor=request.actor,
            now=clock.now(),
            token=token,
            amount=request.POST.get("amount", ""),
            reason=request.POST.get("reason", ""),
        )
    except PaymentError as error:
        messages.error(request, errors_text(error))
    else:
        messages.success(request, "已提出退款申请，审批后会通知您。")
    return redirect("payments-my-detail", token=token)


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a receipt is genuine, and what of it went back: open to whoever holds it."""
    asked = {name: request.GET.get(name, "").strip()[:most] for name, most in ASKED.items()}
    context: dict[str, Any] = {**asked, "asked": any(asked.values())}
    status = 200
    if context["asked"]:
        try:
            found = _receipt(request, asked)
        except PaymentError as error:
            context["error"], status = errors_text(error), error.status
        else:
            context |= {} if found is None else _said(found)
    return render(request, "payments/verify.html", context, status=status)


def _receipt(request: HttpRequest, asked: dict[str, str]) -> Receipt | None:
    """Raises TooManyChecks, ReceiptAsked."""
    try:
        count_use(request, "payments.receipt", most=CHECKS_A_MINUTE)
    except TooOften:
        raise TooManyChecks() from None
    amount = in_fen(asked["amount"].removeprefix("-"))
    if amount is None or not all(asked.values()):
        raise ReceiptAsked()
    return selectors.verified(
        code=asked["code"],
        number=asked["no"],
        check_code=asked["check"],
        amount=-amount if asked["amount"].startswith("-") else amount,
    )


def _said(receipt: Receipt) -> dict[str, Any]:
    back = selectors.reversed_of(receipt)
    person = "*" in receipt.payer_code  # a firm's code is public and stands whole
    return {
        "receipt": receipt,
        "payer": mask_name(receipt.payer_name) if person else receipt.payer_name,
        "back": back,
        "back_yuan": in_yuan(back),
        "left_yuan": in_yuan(receipt.amount - back),
    }


def verify_panel(_request: HttpRequest) -> dict[str, Any] | None:
    """Lead from where licences are verified to where receipts are."""
    return {}


@csrf_exempt
@login_not_required
@require_POST
def notify(request: HttpRequest, provider: str) -> HttpResponse:
    """A provider's signed notification; the signature stands for the caller."""
    body = request.read(BODY_LIMIT + 1)
    if len(body) > BODY_LIMIT:
        return JsonResponse({"received": False}, status=413)
    try:
        services.receive(now=clock.now(), provider=provider, body=body, headers=request.headers)
    except ProviderMissing as error:
        raise Http404 from error
    except PaymentError as error:
        return JsonResponse({"received": False, "code": error.reason}, status=error.status)
    return JsonResponse({"received": True})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def simulator(request: HttpRequest, token: str) -> HttpResponse:
    """The simulator's own page 演示: what one presses is told by a signed notification."""
    if settings.PAYMENT_PROVIDER != adapter.SIMULATOR:
        raise Http404
    try:
        order = selectors.simulated(token)
    except BillUnknown as error:
        raise Http404 from error
    if request.method != "POST":
        return render(request, "payments/simulator.html", {"order": order})
    outcome = request.POST.get("outcome", "")
    return redirect(adapter.decide(token=token, outcome=outcome, now=clock.now()).back)
