from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tongban.core.jobs"
    label = "jobs"
    verbose_name = "后台任务"
