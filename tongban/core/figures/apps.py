from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "tongban.core.figures"
    label = "figures"
    verbose_name = "指标"
