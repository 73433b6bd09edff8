"""What a case was given, what is written beside it, and what was asked for again."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.cases.models.cases import Case
from tongban.cases.types import Lack


class Material(models.Model):
    """One material that the edition asked of this applicant in this scenario."""

    class Origin(models.TextChoices):
        NONE = "none", _("未提供")
        UPLOAD = "upload", _("已提交")
        PROOF = "proof", _("核验通过，免提交")
        DEFERRED = "deferred", _("容缺后补")
        AWAITED = "awaited", _("等待来源核验")

    case = models.ForeignKey(Case, models.CASCADE, related_name="materials")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    necessity = models.CharField(max_length=12)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.NONE)
    proof = models.TextField(blank=True, default="")
    # The edition that the case moved to asks it no more; what was handed in stays readable.
    dropped = models.BooleanField(_("新版不再要求"), default=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="cases_material_code")]

    def __str__(self) -> str:
        return self.name


class MaterialNote(models.Model):
    """What somebody who handles the case wrote beside a material; theirs to take back."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="notes")
    text = models.CharField(max_length=300)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    material_id: int

    class Meta:
        ordering = ["id"]
        verbose_name = _("材料批注")

    def __str__(self) -> str:
        return self.text


class MaterialFile(models.Model):
    """A file of a material; a later round (after a correction) stands beside the earlier."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="files")
    token = models.CharField(max_length=32)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    round = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(fields=["material", "token"], name="cases_material_file")
        ]

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """A request for corrections 补正: what is lacking, all of it at once, and when it came."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="corrections")
    round = models.PositiveSmallIntegerField()
    items = models.TextField()
    note = models.TextField(blank=True, default="")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="cases_correction_round")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.round}"

    @property
    def lacks(self) -> tuple[Lack, ...]:
        return tuple(Lack(**row) for row in json.loads(self.items))
