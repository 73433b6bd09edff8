"""One rating of one service."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.ratings.querysets import RatingQuerySet
from tongban.ratings.types import CHANNEL_TITLES, LEVEL_TITLES, TAGS, WORST_SATISFIED


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
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    at = models.DateTimeField(_("评价时间"))

    organisation_id: int
    division_id: str
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
    def bad(self) -> bool:
        return self.level > WORST_SATISFIED

    @property
    def tag_titles(self) -> list[str]:
        return [TAGS[tag] for tag in json.loads(self.tags) if tag in TAGS]
