from django.apps import AppConfig
from django.db import connection


class ConfigConfig(AppConfig):
    name = "tongban.config"
    label = "config"
    verbose_name = "总装"

    def ready(self) -> None:
        """Teach the driver of PostgreSQL what it does slowly; SQLite has no need of it."""
        if connection.vendor == "postgresql":
            from tongban.config import postgres

            postgres.register()
