"""What a difference between a channel's statement and our book means, and what to do about it."""

from collections.abc import Mapping

from tongban.payments.rules import PAID, REFUND

KINDS: Mapping[str, str] = {PAID: "收款", REFUND: "退款"}
FOUND: Mapping[str, tuple[str, str]] = {
    "matched": ("一致", "good"),
    "ours_only": ("只有本平台有", "warn"),
    "theirs_only": ("只有渠道有", "bad"),
    "differs": ("金额不一致", "bad"),
}
ADVICE: Mapping[tuple[str, str], str] = {
    (PAID, "ours_only"): (
        "请向支付渠道查这笔收款。到账日期不同的，等第二天的对账单；渠道确认没有收到的，不要退款，"
        "报财务按差错处理。"
    ),
    (PAID, "theirs_only"): (
        "按“再查一次”向渠道核实：渠道确认已收款的，自动补记；已另行缴费的，自动安排退款。"
        "不是本平台单号的，请渠道核对是不是记错了商户。"
    ),
    (PAID, "differs"): "请与渠道核对实收金额；确属金额不符的，由收费单位负责人退回后重新缴费。",
    (REFUND, "ours_only"): (
        "请向支付渠道查这笔退款。到账日期不同的，等第二天的对账单；渠道确认没有退出的，报财务补退。"
    ),
    (REFUND, "theirs_only"): (
        "渠道已退款，本平台还没有记。正在退款的，一分钟内会自动记上；"
        "不是本平台单号的，请渠道说明退款依据。"
    ),
    (REFUND, "differs"): "请与渠道核对退款金额，多退的报财务追回，少退的补退。",
}
