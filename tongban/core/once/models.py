from django.db import models


class OnceRecord(models.Model):
    """One key that was used, the request it was used with, and what came of it."""

    scope = models.CharField("范围", max_length=100)
    key = models.CharField("键", max_length=200)
    request_hash = models.CharField("请求摘要", max_length=80)
    reference = models.CharField("结果", max_length=200)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "幂等键"
        verbose_name_plural = "幂等键"
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="once_scope_key")]
