from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "tongban.config"
    label = "config"
    verbose_name = "总装"
