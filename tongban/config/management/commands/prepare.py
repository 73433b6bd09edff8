"""`tongban prepare`: migrate, and in the demonstration fill the city; safe to repeat."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from tongban.config.areas import rooms


@contextmanager
def first_start() -> Iterator[None]:
    """Make a new SQLite database without waiting for the disk at each of its thousand writes.

    A marker stands until the whole is safely on disk; whoever finds it (the power failed in
    between) removes the half-made database and begins again. Does nothing for a database that is
    there already, or for PostgreSQL.
    """
    database = settings.DATABASES["default"]
    path, marker = Path(str(database["NAME"])), settings.VAR / ".first-start"
    if "sqlite3" not in database["ENGINE"] or (path.exists() and not marker.exists()):
        yield
        return
    for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        leftover.unlink(missing_ok=True)
    settings.VAR.mkdir(parents=True, exist_ok=True, mode=0o700)
    marker.touch()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    yield
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
    marker.unlink()


class Command(BaseCommand):
    help = "Bring the database up to date; in the demonstration also fill the city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=("small", "full"), default="small")

    def handle(self, *args: Any, **options: Any) -> None:
        with first_start():
            self.stdout.write("  数据库")
            call_command("migrate", verbosity=0)
            if "DatabaseCache" in settings.CACHES["default"]["BACKEND"]:
                call_command("createcachetable", verbosity=0)
            if settings.DEMO:
                self.stdout.write("  演示城市")
                call_command("demo", scale=options["scale"])
                self.write_welcome()

    def write_welcome(self) -> None:
        """Write down what `tongban serve` says of the demo's accounts."""
        lines = [line for room in rooms("demo") for line in getattr(room, "WELCOME", ())]
        (settings.VAR / ".welcome").write_text("\n".join(lines), encoding="utf-8")
