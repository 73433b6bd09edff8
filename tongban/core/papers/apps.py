from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "tongban.core.papers"
    label = "papers"
    verbose_name = "文书"
