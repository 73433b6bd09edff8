from django.apps import AppConfig


class NumbersConfig(AppConfig):
    name = "tongban.core.numbers"
    label = "numbers"
    verbose_name = "编号"
