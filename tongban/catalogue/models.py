"""Matters, who implements them, and the editions that the public is held to."""

import json
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.catalogue import rules
from tongban.catalogue.querysets import EditionQuerySet
from tongban.catalogue.types import EditionContent


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
    """An entry of the basic catalogue 基本目录: what the four levels have in common."""

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

    catalog_code = models.CharField(max_length=12, unique=True)
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

    class Meta:
        ordering = ["pinyin", "catalog_code"]

    def __str__(self) -> str:
        return self.name


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


class Implementation(models.Model):
    """实施清单: one organisation's handling of one matter, known by its 31-character code."""

    class State(models.TextChoices):
        IN_USE = "in_use", _("在用")
        SUSPENDED = "suspended", _("挂起")
        CANCELLED = "cancelled", _("取消")

    task_code = models.CharField(max_length=31, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="implementations")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")
    local_code = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_USE)
    state_note = models.CharField(max_length=300, blank=True)
    state_since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "organisation", "division"], name="catalogue_one_implementation"
            )
        ]

    def __str__(self) -> str:
        return self.task_code


class Edition(models.Model):
    """One version of an implementation list. Published, its content never changes again."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        PUBLISHED = "published", _("已发布")
        SUSPENDED = "suspended", _("挂起")
        CANCELLED = "cancelled", _("取消")

    # What may still change after publication: its life, never its content.
    LIFE: ClassVar[frozenset[str]] = frozenset({"state", "effective_to", "state_note"})

    implementation = models.ForeignKey(
        Implementation, on_delete=models.PROTECT, related_name="editions"
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    state_note = models.CharField(max_length=300, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    content_text = models.TextField()
    content_hash = models.CharField(max_length=80)
    form_version = models.ForeignKey(
        "forms.FormVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    procedure_code = models.CharField(max_length=80, blank=True)
    procedure_version = models.PositiveIntegerField(null=True)
    project_kind = models.CharField(max_length=10)
    online = models.BooleanField(default=False)
    depth = models.CharField(max_length=20, blank=True)
    visits = models.PositiveSmallIntegerField(default=1)
    statutory_value = models.PositiveSmallIntegerField(null=True)
    statutory_unit = models.CharField(max_length=8, blank=True)
    statutory_day_kind = models.CharField(max_length=8, blank=True)
    promised_value = models.PositiveSmallIntegerField(null=True)
    promised_unit = models.CharField(max_length=8, blank=True)
    promised_day_kind = models.CharField(max_length=8, blank=True)
    is_fee = models.BooleanField(default=False)
    hall = models.BooleanField(default=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["implementation", "number"], name="catalogue_edition_number"
            ),
            models.UniqueConstraint(
                fields=["implementation"],
                condition=Q(state__in=["published", "suspended"], effective_to__isnull=True),
                name="catalogue_one_open_edition",
            ),
        ]
        indexes = [models.Index(fields=["state", "effective_from"], name="catalogue_edition_state")]

    def __str__(self) -> str:
        return f"{self.implementation_id}/{self.number}"

    @cached_property
    def parsed(self) -> EditionContent:
        """The content as typed values; parsed once for each loaded row."""
        return rules.parse_content(json.loads(self.content_text))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the edition; raises TypeError when a published one would change its content."""
        fields = kwargs.get("update_fields")
        if not self._state.adding and not (fields and set(fields) <= self.LIFE):
            stored = type(self).objects.filter(pk=self.pk).values_list("state", flat=True).first()
            if stored != self.State.DRAFT:
                raise TypeError("a published edition is immutable; publish a new one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft; raises TypeError for anything that was published."""
        if self.state != self.State.DRAFT:
            raise TypeError("a published edition stays readable for ever")
        return super().delete(*args, **kwargs)
