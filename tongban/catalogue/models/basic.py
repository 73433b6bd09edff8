"""The basic catalogue: topics, document types, matters and their versions."""

import json
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """A door into the catalogue: a person's or an enterprise's topic, or a life event."""

    class Kind(models.TextChoices):
        PERSON = "person", _("个人主题")
        ENTERPRISE = "enterprise", _("企业主题")
        LIFE_EVENT = "life_event", _("一件事")

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=200, blank=True)
    icon = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "order", "code"]

    def __str__(self) -> str:
        return self.name


class DocumentType(models.Model):
    """A kind of document or licence 材料/证照类型 that matters consume and produce."""

    class Kind(models.TextChoices):
        LICENCE = "licence", _("证照")
        PROOF = "proof", _("证明")
        PAPER = "paper", _("材料")

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PAPER)
    licence_type = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Matter(models.Model):
    """An entry of the basic catalogue 基本目录: what the four levels have in common.

    主项, 子项 and 业务办理项 stand under one another; what has nothing below it can be claimed.
    `version` is the number of the newest `MatterVersion`, which holds what is fixed from above.
    """

    class Type(models.TextChoices):
        PERMIT = "01", _("行政许可")
        PENALTY = "02", _("行政处罚")
        COERCION = "03", _("行政强制")
        LEVY = "04", _("行政征收")
        BENEFIT = "05", _("行政给付")
        INSPECTION = "06", _("行政检查")
        CONFIRMATION = "07", _("行政确认")
        REWARD = "08", _("行政奖励")
        RULING = "09", _("行政裁决")
        OTHER_POWER = "10", _("其他行政权力")
        PUBLIC_SERVICE = "20", _("公共服务")

    class Rank(models.TextChoices):
        MAIN = "main", _("主项")
        SUB = "sub", _("子项")
        HANDLING = "handling", _("业务办理项")

    class Origin(models.TextChoices):
        OWN = "own", _("本市自建")
        MIRROR = "mirror", _("省级目录")

    class State(models.TextChoices):
        IN_USE = "in_use", _("在用")
        CANCELLED = "cancelled", _("取消")

    catalog_code = models.CharField(max_length=14, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    rank = models.CharField(max_length=8, choices=Rank.choices, default=Rank.SUB)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.OWN)
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_USE)
    state_note = models.CharField(max_length=300, blank=True)
    state_since = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    department = models.CharField(max_length=60, blank=True)  # 主管部门, by its short name
    levels = models.CharField(max_length=6, blank=True)  # 行使层级, such as "34"
    leaf = models.BooleanField(default=True)
    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=2, choices=Type.choices)
    basis = models.JSONField(default=list)
    for_person = models.BooleanField(default=False)
    for_enterprise = models.BooleanField(default=False)
    aliases = models.JSONField(default=list)
    pinyin = models.CharField(max_length=400, blank=True)
    demo = models.BooleanField(default=False)
    topics: models.ManyToManyField[Topic, "TopicMatter"] = models.ManyToManyField(
        Topic, through="TopicMatter", related_name="matters"
    )

    parent_id: int | None

    class Meta:
        ordering = ["pinyin", "catalog_code"]
        indexes = [
            models.Index(fields=["state", "leaf", "pinyin", "id"], name="catalogue_matter_leaves")
        ]

    def __str__(self) -> str:
        return self.name


class MatterVersion(models.Model):
    """One version of an entry as the catalogue above gave it; never changed.

    The text is JSON: name, type, basis, department, levels, `unified` (elements that no claim may
    change) and `suggested` (what a claim starts from and may change).
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    effective_from = models.DateField()
    content_text = models.TextField()
    content_hash = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["matter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="catalogue_matter_version")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.number}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """The version's JSON."""
        parsed: dict[str, Any] = json.loads(self.content_text)
        return parsed

    @property
    def unified(self) -> dict[str, Any]:
        """The elements that no claim may change."""
        found: dict[str, Any] = self.content.get("unified", {})
        return found

    @property
    def suggested(self) -> dict[str, Any]:
        """The elements that a claim starts from."""
        found: dict[str, Any] = self.content.get("suggested", {})
        return found


class TopicMatter(models.Model):
    """A matter's place in a topic; in a life event its order and what to know there."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="entries")
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="entries")
    order = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["topic", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "matter"], name="catalogue_topic_matter")
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.order}"
