from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "tongban.core.organisations"
    label = "organisations"
    verbose_name = "机构"
