"""The staff's face: the bills of one's bodies, money taken at the window, sums that differ."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.core.accounts.requests import Request, page_key
from tongban.core.sheets.errors import SheetRefused
from tongban.core.shell import clock, errors_text
from tongban.lib.money import in_yuan
from tongban.payments import permissions, selectors, services, states, wording
from tongban.payments.errors import BillUnknown, PaymentError, PaymentForbidden, StatementWrong
from tongban.payments.portal import bill_or_404
from tongban.payments.ports import providers
from tongban.payments.services.paying import METHODS

PAGE = 50
SHOWN = 200  # differences on one page


@require_safe
def index(request: Request) -> HttpResponse:
    """The bills of the actor's bodies, the newest first."""
    state = request.GET.get("state", "")
    rows = selectors.within(request.actor, state=state, before=page_key(request), limit=PAGE + 1)
    more = rows[PAGE - 1].pk if len(rows) > PAGE else 0
    context = {
        "bills": rows[:PAGE],
        "state": state,
        "states": [("", "全部"), *states.BILL.items()],
        "next_url": f"?before={more}&state={state}" if more else "",
    }
    return render(request, "payments/desk_list.html", context)


@require_safe
def detail(request: Request, token: str) -> HttpResponse:
    """One bill: its lines, every payment of it, and what may be done."""
    bill = bill_or_404(request, token)
    attempts = selectors.attempts_of(bill)
    payable = bill.state == states.DUE and not any(one.state == states.HELD for one in attempts)
    rest = selectors.refundable(bill)
    own = selectors.is_mine(request.actor, bill)
    context = {
        "bill": bill,
        "lines": list(bill.lines.all()),
        "attempts": attempts,
        "refunds": selectors.refunds_of(bill),
        "receipts": selectors.receipts_of(bill),
        "may_collect": payable and not own and permissions.may_collect(request.actor, bill),
        "may_resolve": permissions.may_resolve(request.actor, bill) and not own,
        "may_ask": rest > 0 and permissions.may_collect(request.actor, bill),
        "may_hand_out": permissions.may_collect(request.actor, bill) and not own,
        "rest": in_yuan(rest),
        "me": request.actor.ref,
        "methods": list(METHODS.items()),
    }
    return render(request, "payments/desk_detail.html", context)


@require_POST
def collect(request: Request, token: str) -> HttpResponse:
    """Record money taken at the window."""
    return _done(
        request,
        token,
        lambda: services.pay_at_window(
            actor=request.actor,
            now=clock.now(),
            token=token,
            method=request.POST.get("method", ""),
            slip=request.POST.get("slip", ""),
        ),
        "已登记收款。",
    )


@require_POST
def give_back(request: Request, token: str, attempt: int) -> HttpResponse:
    """Give a payment of a wrong sum back."""
    return _done(
        request,
        token,
        lambda: services.return_held(
            actor=request.actor,
            now=clock.now(),
            token=token,
            attempt=attempt,
            reason=request.POST.get("reason", ""),
        ),
        "已安排退款，退回后申请人会收到通知。",
    )


@require_POST
def ask_back(request: Request, token: str) -> HttpResponse:
    """Ask, for the payer, for money back."""
    return _done(
        request,
        token,
        lambda: services.ask_back(
            actor=request.actor,
            now=clock.now(),
            token=token,
            amount=request.POST.get("amount", ""),
            reason=request.POST.get("reason", ""),
        ),
        "已提出退款申请，等待本单位另一位有权限的人审批。",
    )


@require_POST
def decide_back(request: Request, token: str, refund: int) -> HttpResponse:
    """Approve or decline what somebody else asked."""
    return _done(
        request,
        token,
        lambda: services.decide_back(
            actor=request.actor,
            now=clock.now(),
            token=token,
            refund=refund,
            approve=request.POST.get("outcome") == "approve",
            reason=request.POST.get("reason", ""),
        ),
        "已记下审批结果，并通知了申请人。",
    )


@require_POST
def hand_out(request: Request, token: str, refund: int) -> HttpResponse:
    """Record that a refund was handed out at the window."""
    return _done(
        request,
        token,
        lambda: services.hand_out(
            actor=request.actor,
            now=clock.now(),
            token=token,
            refund=refund,
            slip=request.POST.get("slip", ""),
        ),
        "已登记窗口退款。",
    )


def _done(request: Request, token: str, act: Callable[[], object], text: str) -> HttpResponse:
    bill_or_404(request, token)
    try:
        act()
    except PaymentError as error:
        messages.error(request, errors_text(error))
    else:
        messages.success(request, text)
    return redirect("payments-desk-detail", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: Request) -> HttpResponse:
    """The channels' statements with their differences; take one in, from the channel or a file."""
    if not permissions.may_reconcile(request.actor):
        raise PaymentForbidden()
    context: dict[str, Any] = {"channels": [(code, port.title) for code, port in providers]}
    status = 200
    if request.method == "POST":
        try:
            return redirect("payments-statement", key=_taken(request))
        except StatementWrong as error:
            context |= {"error": errors_text(error), "problems": error.problems}
            status = error.status
        except (PaymentError, SheetRefused) as error:
            context |= {"error": errors_text(error)}
            status = 422
    rows = selectors.statements(request.actor, before=page_key(request), limit=PAGE + 1)
    titles = dict(context["channels"])
    more = rows[PAGE - 1].pk if len(rows) > PAGE else 0
    context |= {
        "rows": [(row, titles.get(row.provider, row.provider)) for row in rows[:PAGE]],
        "next_url": f"?before={more}" if more else "",
        "provider": request.POST.get("provider", ""),
        "day": request.POST.get("day", ""),
    }
    return render(request, "payments/statements.html", context, status=status)


def _taken(request: Request) -> int:
    """Take what was posted in; gives the statement's key. Raises PaymentError, SheetRefused."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        day = date.max
    asked: dict[str, Any] = {
        "actor": request.actor, "now": clock.now(), "day": day,
        "provider": request.POST.get("provider", ""),
    }  # fmt: skip
    if request.POST.get("way") == "file":
        file = request.FILES.get("file")
        if file is None:
            raise PaymentError("statement_file", field="file")
        content = file.read(services.reconciling.LIMITS.file_bytes + 1)
        return int(services.take(content=content, **asked).pk)
    try:
        return int(services.fetch(**asked).pk)
    except OSError as error:
        raise PaymentError("statement_away") from error


@require_safe
def statement(request: Request, key: int) -> HttpResponse:
    """One statement beside our book, as it stands now: what differs and what to do about it."""
    try:
        row = selectors.statement(request.actor, key)
    except BillUnknown as error:
        raise Http404 from error
    pairs = selectors.pairs_of(row)
    wrong = [one for one in pairs if one.found != "matched"]
    context = {
        "statement": row,
        "channel": next((p.title for code, p in providers if code == row.provider), row.provider),
        "matched": len(pairs) - len(wrong),
        "count": len(wrong),
        "wrong": [
            {
                "pair": one,
                "kind": wording.KINDS[one.kind],
                "title": wording.FOUND[one.found][0],
                "tone": wording.FOUND[one.found][1],
                "advice": wording.ADVICE[one.kind, one.found],
                "theirs": "没有" if one.theirs is None else f"{in_yuan(one.theirs)} 元",
                "ours": "没有" if one.ours is None else f"{in_yuan(one.ours)} 元",
                "askable": (one.kind, one.found) == ("paid", "theirs_only"),
            }
            for one in wrong[:SHOWN]
        ],
    }
    return render(request, "payments/statement.html", context)


@require_POST
def ask_again(request: Request, key: int) -> HttpResponse:
    """Have the channel say what became of an order."""
    try:
        state = services.ask_again(
            actor=request.actor,
            now=clock.now(),
            statement=key,
            number=request.POST.get("number", "")[:40],
        )
    except PaymentError as error:
        messages.error(request, errors_text(error))
    except OSError:
        messages.error(request, errors_text(PaymentError("statement_away")))
    else:
        messages.success(request, f"渠道的答复已记下：{states.ATTEMPT[state]}。")
    return redirect("payments-statement", key=key)
