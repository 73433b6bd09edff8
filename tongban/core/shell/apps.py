from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "tongban.core.shell"
    label = "shell"
    verbose_name = "页面框架"
