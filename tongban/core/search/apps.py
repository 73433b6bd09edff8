from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "tongban.core.search"
    label = "search"
    verbose_name = "检索"
