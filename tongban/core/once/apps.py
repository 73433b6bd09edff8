from datetime import timedelta

from django.apps import AppConfig


class OnceConfig(AppConfig):
    name = "tongban.core.once"
    label = "once"
    verbose_name = "幂等"

    def ready(self) -> None:
        from tongban.core.jobs.ports import ticks
        from tongban.core.once import services

        ticks.register("once.sweep", timedelta(hours=6), lambda now: services.sweep(now=now))
