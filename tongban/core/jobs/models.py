from django.db import models


class TickRun(models.Model):
    """When a tick last started: the row that workers race for."""

    code = models.CharField("代码", max_length=100, primary_key=True)
    last_run = models.DateTimeField("上次开始")
    last_error = models.TextField("上次错误", blank=True, default="")

    class Meta:
        verbose_name = "定时任务"
        verbose_name_plural = "定时任务"


class JobWorker(models.Model):
    """A process that runs tasks; its beat tells that it lives."""

    worker_id = models.CharField("工作进程", max_length=64, primary_key=True)
    host = models.CharField("主机", max_length=200)
    pid = models.IntegerField("进程号")
    beat_at = models.DateTimeField("心跳", db_index=True)

    class Meta:
        verbose_name = "工作进程"
        verbose_name_plural = "工作进程"
