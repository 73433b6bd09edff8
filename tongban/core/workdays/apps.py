from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "tongban.core.workdays"
    label = "workdays"
    verbose_name = "工作日"
