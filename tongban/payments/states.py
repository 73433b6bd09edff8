"""The lives of a bill, of an attempt to pay it, and of a refund."""

from collections.abc import Mapping
from typing import Final

DUE: Final = "due"
PAID: Final = "paid"
CANCELLED: Final = "cancelled"
BILL: Mapping[str, str] = {DUE: "待缴费", PAID: "已缴费", CANCELLED: "已取消"}

WINDOW: Final = "window"  # the provider of what is paid at the window

OPEN: Final = "open"
FAILED: Final = "failed"
CLOSED: Final = "closed"
HELD: Final = "held"
RETURNED: Final = "returned"
ATTEMPT: Mapping[str, str] = {
    OPEN: "等待付款",
    PAID: "付款成功",
    FAILED: "付款未成功",
    CLOSED: "已关闭",
    HELD: "金额不符，待核对",
    RETURNED: "已转退款",
}
TAKEN = frozenset({PAID, HELD, RETURNED})  # money came in; nothing that is told changes it

ASKED: Final = "asked"
DECLINED: Final = "declined"
DONE: Final = "done"
REFUND: Mapping[str, str] = {
    ASKED: "等待审批",
    OPEN: "退款中",
    DECLINED: "未同意",
    DONE: "已退款",
}
