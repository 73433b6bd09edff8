"""Bills, their lines, attempts to pay them, refunds; the simulator's own book."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongban.lib.money import in_yuan
from tongban.payments import states
from tongban.payments.querysets import BillQuerySet, MoneyQuerySet, StatementQuerySet


class Bill(models.Model):
    """A 缴款通知 for a subject ("case:12"). One that is not cancelled a subject."""

    number = models.CharField(_("缴款通知号"), max_length=40, unique=True)
    token = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=80)
    title = models.CharField(_("事项"), max_length=200)
    reference = models.CharField(_("办件编号"), max_length=40, blank=True, default="")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    payer = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    edition = models.ForeignKey("catalogue.Edition", models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("应缴（分）"))
    state = models.CharField(max_length=10, choices=list(states.BILL.items()), default=states.DUE)
    drawn_at = models.DateTimeField(_("开具时间"))
    paid_at = models.DateTimeField(_("缴费时间"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    reason = models.CharField(_("取消原因"), max_length=200, blank=True, default="")

    organisation_id: int
    division_id: str
    payer_id: int
    account_id: int | None
    objects = BillQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("缴款通知")
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=~Q(state="cancelled"), name="payments_bill_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_bill_amount"),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "-id"], name="payments_bill_body"),
            models.Index(fields=["subject"], name="payments_bill_subject"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        return f"bill:{self.pk}"

    @property
    def yuan(self) -> str:
        return in_yuan(self.amount)


class BillLine(models.Model):
    """One fee, frozen as the edition said: a changed fee never changes an old bill."""

    bill = models.ForeignKey(Bill, models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    name = models.CharField(_("收费项目"), max_length=200)
    basis = models.TextField(_("依据"))
    standard = models.CharField(_("标准"), max_length=300)
    unit_price = models.BigIntegerField()
    quantity = models.PositiveIntegerField(default=1)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["bill", "order"], name="payments_line_order")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def yuan(self) -> str:
        return in_yuan(self.amount)


class Attempt(models.Model):
    """One order at a provider, or one payment at the window (then `reference` is the slip)."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="attempts")
    number = models.CharField(max_length=40, unique=True)
    provider = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    state = models.CharField(
        max_length=10, choices=list(states.ATTEMPT.items()), default=states.OPEN
    )
    taken = models.BigIntegerField(_("实收（分）"), default=0)
    # What is asked back, on its way back or gone back; declined, it is free again.
    given_back = models.BigIntegerField(_("退款（分）"), default=0)
    reference = models.CharField(_("流水号"), max_length=80, blank=True, default="")
    by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    bill_id: int
    objects = MoneyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("付款")
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state="open"), name="payments_one_open"
            ),
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state="paid"), name="payments_one_paid"
            ),
            models.UniqueConstraint(
                fields=["provider", "reference"],
                condition=~Q(reference=""),
                name="payments_reference",
            ),
            models.CheckConstraint(
                condition=Q(given_back__gte=0, given_back__lte=F("taken")),
                name="payments_never_more",
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at"], condition=Q(state="open"), name="payments_attempt_open"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def yuan(self) -> str:
        return in_yuan(self.taken)


class Refund(models.Model):
    """Money that goes back, or is asked back; never more of an attempt than it took."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="refunds")
    number = models.CharField(max_length=40, unique=True)
    amount = models.BigIntegerField()
    reason = models.CharField(_("原因"), max_length=200)
    state = models.CharField(
        max_length=10, choices=list(states.REFUND.items()), default=states.OPEN
    )
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(_("审批意见"), max_length=200, blank=True, default="")
    reference = models.CharField(_("退款单据号"), max_length=80, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)

    bill_id: int
    attempt_id: int
    objects = MoneyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("退款")
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=Q(state="asked"), name="payments_one_asked"
            ),
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="payments_back_slip"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="open"), name="payments_refund_open")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def yuan(self) -> str:
        return in_yuan(self.amount)


class Receipt(models.Model):
    """A 财政电子票据 of a paid bill, or the 红字 one of a refund of it (then `amount` is negative).

    What it says is frozen in its paper; `payer_code` is masked where it is a person's.
    """

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="receipts")
    refund = models.OneToOneField(Refund, models.PROTECT, null=True, related_name="receipt")
    original = models.ForeignKey("self", models.PROTECT, null=True, related_name="reds")
    code = models.CharField(_("票据代码"), max_length=8)
    number = models.CharField(_("票据号码"), max_length=10)
    check_code = models.CharField(_("校验码"), max_length=6)
    payer_name = models.CharField(_("交款人"), max_length=200)
    payer_code = models.CharField(_("交款人代码"), max_length=40)
    amount = models.BigIntegerField(_("金额（分）"))
    note = models.CharField(_("备注"), max_length=500, blank=True, default="")
    issued_at = models.DateTimeField(_("开票时间"))

    bill_id: int
    original_id: int | None
    objects = MoneyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("财政电子票据")
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="payments_receipt_number"),
            models.UniqueConstraint(
                fields=["bill"], condition=Q(original=None), name="payments_receipt_once"
            ),
            models.CheckConstraint(
                condition=Q(original=None, refund=None, amount__gt=0)
                | Q(original__isnull=False, refund__isnull=False, amount__lt=0),
                name="payments_receipt_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"

    @property
    def yuan(self) -> str:
        return in_yuan(self.amount)


class Statement(models.Model):
    """A channel's daily statement 对账单; taken again it is the same, changed it is replaced."""

    provider = models.CharField(_("支付渠道"), max_length=20)
    day = models.DateField(_("账期"))
    sha256 = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField(_("笔数"), default=0)
    differences = models.PositiveIntegerField(_("不一致"), default=0)
    taken_at = models.DateTimeField(_("取得时间"))
    taken_by = models.CharField(max_length=80)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "provider"]
        verbose_name = _("对账单")
        constraints = [
            models.UniqueConstraint(fields=["provider", "day"], name="payments_statement_once")
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.day}"

    @property
    def ref(self) -> str:
        return f"statement:{self.pk}"


class StatementRow(models.Model):
    """One movement of money, as the channel has it."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=6)
    number = models.CharField(_("商户单号"), max_length=40)
    amount = models.BigIntegerField(_("金额（分）"))
    reference = models.CharField(_("渠道流水号"), max_length=80, blank=True, default="")

    class Meta:
        verbose_name = _("对账单明细")
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "kind", "number"], name="payments_statement_row"
            )
        ]
        indexes = [models.Index(fields=["number"], name="payments_statement_number")]

    def __str__(self) -> str:
        return self.number


class SimulatedOrder(models.Model):
    """The simulator's own book 演示: what a bank would know of an order."""

    number = models.CharField(max_length=40, unique=True)
    token = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    back = models.CharField(max_length=200)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, default=states.OPEN)
    paid_at = models.DateTimeField(null=True, blank=True)
    refunded = models.TextField(blank=True, default="")  # "number:sum:day" of each refund it made

    class Meta:
        verbose_name = _("演示支付订单")

    def __str__(self) -> str:
        return self.number

    @property
    def yuan(self) -> str:
        return in_yuan(self.amount)
