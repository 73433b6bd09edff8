from django.db import models


class Series(models.Model):
    """The last number given out in a series."""

    code = models.CharField("序列", max_length=100, primary_key=True)
    value = models.BigIntegerField("最后一号")

    class Meta:
        verbose_name = "编号序列"
        verbose_name_plural = "编号序列"
