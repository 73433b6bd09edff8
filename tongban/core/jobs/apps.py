from datetime import timedelta

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tongban.core.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        from tongban.core.jobs import services
        from tongban.core.jobs.ports import ticks

        ticks.register("jobs.prune", timedelta(hours=1), services.prune)
