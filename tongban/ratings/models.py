"""One rating of one service; the rating pads of a hall, and the visits that are rated there."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.ratings.querysets import PadQuerySet, RatingQuerySet, VisitQuerySet
from tongban.ratings.rules import public_text
from tongban.ratings.types import (
    CHANNEL_TITLES,
    HANDLED_TITLES,
    LEVEL_TITLES,
    TAGS,
    WORST_SATISFIED,
)


class Rating(models.Model):
    """What one person said of one service 一事一评.

    `tags` is a JSON list as text. `struck` is set when a review found the rating mistaken or
    malicious: it stays readable and leaves every ratio. `answer` is the body's public reply.
    """

    subject = models.CharField(_("评价对象"), max_length=80, unique=True)
    title = models.CharField(_("事项"), max_length=200)
    level = models.PositiveSmallIntegerField(_("评价等级"), choices=list(LEVEL_TITLES.items()))
    tags = models.CharField(_("标签"), max_length=300, default="[]")
    comment = models.TextField(_("意见"), blank=True)
    channel = models.CharField(_("渠道"), max_length=8, choices=list(CHANNEL_TITLES.items()))
    account = models.ForeignKey(
        "accounts.Account",
        verbose_name=_("评价人账号"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    party = models.ForeignKey(
        "parties.Party",
        verbose_name=_("评价人"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    by = models.CharField(_("提交者"), max_length=80)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("被评机构"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    division = models.ForeignKey(
        "divisions.Division",
        verbose_name=_("行政区划"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    matter_code = models.CharField(_("事项编码"), max_length=60, blank=True)
    real_name = models.BooleanField(_("实名"), default=False)
    public = models.BooleanField(_("可公开"), default=True)
    struck = models.BooleanField(_("申诉成立剔除"), default=False)
    # When the service was over: what the share of rated services counts by.
    served_at = models.DateTimeField(_("服务结束时间"), null=True, blank=True)
    visit = models.OneToOneField(
        "ratings.Visit", models.PROTECT, null=True, blank=True, related_name="rating"
    )
    # What follows a real-name bad rating; its state, clocks and tasks are the work item's.
    item = models.OneToOneField(
        "workflow.WorkItem", models.PROTECT, null=True, blank=True, related_name="rating"
    )
    contacted_at = models.DateTimeField(_("首次联系时间"), null=True, blank=True)
    handled = models.CharField(
        _("处理结果"), max_length=12, blank=True, default="", choices=list(HANDLED_TITLES.items())
    )
    handled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    measure = models.TextField(_("整改措施或说明"), blank=True, default="")
    appealed = models.BooleanField(_("申诉过"), default=False)
    review = models.CharField(_("回访结果"), max_length=12, blank=True, default="")
    finished_at = models.DateTimeField(_("整改办结时间"), null=True, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    at = models.DateTimeField(_("评价时间"))

    organisation_id: int
    division_id: str
    item_id: int | None
    party_id: int | None
    account_id: int | None
    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("评价")
        verbose_name_plural = _("评价")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=5), name="rating_level"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="rating_organisation"),
            models.Index(fields=["division", "at"], name="rating_division_at"),
            models.Index(fields=["division", "served_at"], name="rating_division_served"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.level_title}"

    @property
    def level_title(self) -> str:
        return LEVEL_TITLES.get(self.level, str(self.level))

    @property
    def channel_title(self) -> str:
        return CHANNEL_TITLES.get(self.channel, self.channel)

    @property
    def ref(self) -> str:
        """The reference that its chain in the ledger, and readings of it, carry."""
        return f"rating:{self.pk}"

    @property
    def bad(self) -> bool:
        return self.level > WORST_SATISFIED

    @property
    def handled_title(self) -> str:
        return HANDLED_TITLES.get(self.handled, self.handled)

    @property
    def words_public(self) -> bool:
        """Whether the public reads its words: its writer let it, and where it is a bad rating with
        a name, only once what follows it is over 核实、整改、复核后公开.
        """
        return self.public and (self.item_id is None or self.finished_at is not None)

    @property
    def public_comment(self) -> str:
        return public_text(self.comment) if self.words_public else ""

    @property
    def public_answer(self) -> str:
        return public_text(self.answer)

    @property
    def tag_titles(self) -> list[str]:
        return [TAGS[tag] for tag in json.loads(self.tags) if tag in TAGS]


class Pad(models.Model):
    """A rating pad 评价器 at a window: a screen that opens its own secret address.

    It shows the visit that a clerk put on it last, and nothing else.
    """

    token = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, verbose_name=_("机构"), related_name="+"
    )
    name = models.CharField(_("名称"), max_length=60)
    active = models.BooleanField(_("在用"), default=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    seen_at = models.DateTimeField(_("最近在线"), null=True, blank=True)

    organisation_id: int
    objects = PadQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "name", "id"]
        verbose_name = _("评价器")
        verbose_name_plural = _("评价器")

    def __str__(self) -> str:
        return self.name


class Visit(models.Model):
    """One visit to a window, which may be rated once 一次一评; `day` is its local day.

    Of one service there is one visit a day, so that nobody can be asked until the answer is good.
    """

    token = models.CharField(max_length=40, unique=True)
    subject = models.CharField(_("办理的事"), max_length=80)
    day = models.DateField(_("日期"))
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=40, blank=True)
    matter_code = models.CharField(max_length=60, blank=True)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    division = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+")
    party = models.ForeignKey("parties.Party", models.SET_NULL, null=True, related_name="+")
    work = models.ForeignKey("workflow.WorkItem", models.PROTECT, null=True, related_name="+")
    pad = models.ForeignKey(Pad, models.SET_NULL, null=True, related_name="visits")
    by = models.CharField(_("窗口人员"), max_length=80)
    shown_at = models.DateTimeField(_("请评价时间"))
    at = models.DateTimeField(_("时间"))

    organisation_id: int
    division_id: str
    party_id: int | None
    work_id: int | None
    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("到窗")
        verbose_name_plural = _("到窗")
        constraints = [
            models.UniqueConstraint(fields=["subject", "day"], name="rating_visit_once_a_day")
        ]
        indexes = [models.Index(fields=["pad", "-shown_at"], name="rating_visit_pad")]

    def __str__(self) -> str:
        return f"{self.title} {self.day}"

    @property
    def ref(self) -> str:
        return f"visit:{self.pk}"
