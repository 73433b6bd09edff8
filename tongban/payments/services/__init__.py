"""The acts upon bills: draw up, cancel, pay, settle what a provider tells, give back."""

from tongban.payments.services.bills import cancel, draw
from tongban.payments.services.paying import begin, pay_at_window
from tongban.payments.services.receipting import issue_missing
from tongban.payments.services.reconciling import ask_again, fetch, fetch_due, take
from tongban.payments.services.refunding import ask_back, decide_back, hand_out
from tongban.payments.services.returning import give_back, return_held
from tongban.payments.services.settling import receive, settle, settle_open

__all__ = [
    "ask_again",
    "ask_back",
    "begin",
    "cancel",
    "decide_back",
    "draw",
    "fetch",
    "fetch_due",
    "give_back",
    "hand_out",
    "issue_missing",
    "pay_at_window",
    "receive",
    "return_held",
    "settle",
    "settle_open",
    "take",
]
