from django.apps import AppConfig


class OnceConfig(AppConfig):
    name = "tongban.core.once"
    label = "once"
    verbose_name = "幂等"
