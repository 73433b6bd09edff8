from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "payment_refused": _("这次操作没有成功，请稍后再试。"),
    "payment_unknown": _("没有找到这笔缴费，或者它已经处理过了。请刷新后再看。"),
    "payment_forbidden": _("您不能对这笔缴费做这项操作。"),
    "payment_paid": _("这笔费用已经缴过，不用再缴。"),
    "payment_cancelled": _("这张缴款通知已取消，不用缴费。"),
    "payment_held": _("您有一笔付款金额与应缴不一致，正在人工核对，请勿重复付款。核对后会通知您。"),
    "payment_no_provider": _("暂时不能网上缴费，请到办事窗口缴费。"),
    "payment_not_genuine": _("通知的签名或时间不正确，未受理。"),
    "payment_method": _("请选择现金或刷卡。"),
    "payment_slip": _("请填写收款单据号，不超过 {limit} 个字。"),
    "payment_slip_used": _("这个单据号已经登记过，请核对单据。"),
    "payment_reason": _("请写明原因，不超过 {limit} 个字。"),
    "payment_back_sum": _("请填写退款金额（元），不超过还可以退的 {rest} 元。"),
    "payment_back_pending": _("这笔缴费已有一个退款申请在等待审批，请等审批后再申请。"),
    "payment_back_decided": _("这个退款申请已经处理过了。请刷新后再看。"),
    "statement_day": _("请选择已经过完的一天。当天的对账单要到第二天才有。"),
    "statement_wrong": _("对账单有 {count} 处问题，一笔也没有导入。请照下面逐处核对后重新上传。"),
    "statement_file": _("请选择对账单文件（CSV）。"),
    "statement_not_ours": _("这不是本平台的付款单号，不能补记。请与支付渠道核对。"),
    "statement_away": _("支付渠道暂时没有应答，请稍后再试，或者手工上传对账单。"),
    "receipt_asked": _("请把票据代码、票据号码、校验码和金额都填上，照票据上的写。"),
    "receipt_too_often": _("查验太频繁，请过一分钟再试。"),
    "payment_four_eyes": _("不能审批自己提出的退款申请，请由本单位另一位负责人审批。"),
}
NOTICES = {
    "due": (
        "请缴费",
        "“{matter}”需缴费 {amount} 元（缴款通知 {number}）。可以网上缴，也可以到窗口缴。",
    ),
    "paid": (
        "缴费成功",
        "“{matter}”已缴费 {amount} 元（缴款通知 {number}）。财政电子票据在“我的缴费”里下载。",
    ),
    "returned": ("已退款", "“{matter}”的付款 {sum} 元已退回（{reason}）。缴款通知 {number}。"),
    "back_asked": (
        "已申请退款",
        "“{matter}”申请退款 {sum} 元，正在等待审批，结果会通知您。缴款通知 {number}。",
    ),
    "back_approved": (
        "退款申请已同意",
        "“{matter}”退款 {sum} 元已同意（{reason}）。网上缴的原路退回，窗口缴的请到窗口领取。"
        "缴款通知 {number}。",
    ),
    "back_declined": (
        "退款申请未同意",
        "“{matter}”退款 {sum} 元未同意：{reason}。缴款通知 {number}。有疑问请联系收费单位。",
    ),
    "back_to_decide": (
        "请审批退款",
        "缴款通知 {number} 申请退款 {sum} 元：{reason}。请同意或不同意。",
    ),
    "held": (
        "付款金额不符",
        "缴款通知 {number} 应缴 {asked} 元，实收 {taken} 元。请核对后退回，申请人才能重新缴费。",
    ),
}
RECEIPT: dict[str, Any] = {
    "code": "42010126", "ticket": "0000000001", "check": "0a1b2c", "date": "2026-11-23",
    "payer": "演示市民甲", "payer_code": "421*************34", "amount": "40.00",
    "capitals": "肆拾元整", "note": "缴款通知 JK20261123000001", "organisation": "演示市公安局",
    "organisation_code": "11421200000000000X", "taker": "网上缴费",
    "verify_label": "查验地址", "verify_url": "https://example.org/receipts/verify/",
    "lines": [
        {
            "code": "lost", "name": "居民身份证工本费", "standard": "每证 40 元", "quantity": "1",
            "amount": "40.00",
        }
    ],
}  # fmt: skip
INTERNAL = {"held", "back_to_decide"}  # told at the desk, not by text message


class PaymentsConfig(AppConfig):
    name = "tongban.payments"
    label = "payments"
    verbose_name = "缴费"

    def ready(self) -> None:
        from tongban.core.accounts.ports import powers
        from tongban.core.figures.ports import figures
        from tongban.core.jobs.ports import ticks
        from tongban.core.ledger.ports import verbs
        from tongban.core.notices.ports import templates
        from tongban.core.papers import ports as papers
        from tongban.core.shell import ports as shell
        from tongban.payments import adapter, checks, permissions, portal, selectors, services
        from tongban.payments import figures as own
        from tongban.payments.ports import providers
        from tongban.payments.querysets import COLLECT, READ, RECONCILE, RESOLVE

        del checks  # imported for its registration
        shell.messages.register("payments", MESSAGES)
        for figure in own.ALL:
            figures.register(figure)
        roles = ("window", "decider", "chief", "auditor")
        powers.register(READ, str(_("查看缴费")), roles=roles)
        powers.register(COLLECT, str(_("登记窗口收款")), roles=("window",))
        powers.register(RESOLVE, str(_("处理金额不符的付款、审批退款")), roles=("chief",))
        powers.register(RECONCILE, str(_("支付渠道对账")), roles=("service_office",))
        verbs.register("payments.statement", "取得 {day} 的对账单，不一致 {differences} 处")
        verbs.register("payments.draw", "开具了缴款通知 {number}")
        verbs.register("payments.cancel", "取消了缴款通知 {number}：{reason}")
        verbs.register("payments.begin", "开始付款 {order}")
        verbs.register("payments.pay", "缴费成功 {order}")
        verbs.register("payments.settle", "付款 {order} 的结果：{state}")
        verbs.register("payments.return", "安排退款 {refund}：{reason}")
        verbs.register("payments.ask_back", "申请退款 {refund}：{reason}")
        verbs.register("payments.approve_back", "同意退款 {refund}：{reason}")
        verbs.register("payments.decline_back", "不同意退款 {refund}：{reason}")
        verbs.register("payments.returned", "退款 {refund} 已退回")
        for code, (title, body) in NOTICES.items():
            channels = () if code in INTERNAL else ("sms",)
            templates.register(f"payments.{code}", title, body, channels=channels)
        verbs.register("payments.receipt", "开具了财政电子票据 {code} {number}")
        verbs.register("payments.red", "开具了红字财政电子票据 {code} {number}")
        path = Path(__file__).parent / "papers" / "receipt.typ"
        papers.templates.register("payments.receipt", "财政电子票据", path, RECEIPT)
        papers.readers.register("bill", selectors.may_read)
        ticks.register("payments.statements", timedelta(hours=1), services.fetch_due)
        ticks.register("payments.receipts", timedelta(hours=1), services.issue_missing)
        shell.panels.register(
            "licences.verify", "receipts", 15, "payments/verify_panel.html", portal.verify_panel
        )
        if settings.PAYMENT_PROVIDER == adapter.SIMULATOR:
            providers.register(adapter.SIMULATOR, adapter.Simulator())
        ticks.register("payments.settle", timedelta(minutes=1), services.settle_open)
        ticks.register("payments.return", timedelta(minutes=1), services.give_back)
        shell.menu.register(
            shell.MenuItem(
                "my", "payments", "我的缴费", "payments-my", icon="credit-card", order=25
            )
        )
        shell.menu.register(
            shell.MenuItem(
                "desk",
                "payments",
                "缴费",
                "payments-desk-list",
                icon="credit-card",
                order=65,
                visible=permissions.may_read_list,
            )
        )
        shell.menu.register(
            shell.MenuItem(
                "desk",
                "payments-statements",
                "对账",
                "payments-statements",
                icon="scale",
                order=66,
                visible=permissions.may_reconcile,
            )
        )
