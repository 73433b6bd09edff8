from django.apps import AppConfig


class ParamsConfig(AppConfig):
    name = "tongban.core.params"
    label = "params"
    verbose_name = "参数"
