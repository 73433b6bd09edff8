from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "tongban.core.files"
    label = "files"
    verbose_name = "文件"
