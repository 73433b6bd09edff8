"""`tongban serve`: bring the database up to date, fill the demo city, serve web and jobs."""

import hashlib
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from granian.constants import Interfaces
from granian.server import Server

from tongban.config.areas import rooms
from tongban.config.serving import AlreadyServing, DataLock, JobsChild


def migration_files() -> Iterator[Path]:
    """Yield the migration files of every installed application, in a fixed order."""
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        yield from sorted(Path(app.path, "migrations").glob("0*.py"))


def fingerprint(paths: Iterator[Path]) -> str:
    """Return one hash over names and contents."""
    digest = hashlib.sha256(str(settings.DATABASES["default"]["NAME"]).encode())
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


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
    for stamp in settings.VAR.glob(".*ed"):
        stamp.unlink()
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
    help = "Serve web and jobs on one machine; the first start makes database and demo city."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("TONGBAN_PORT", "8000")))
        parser.add_argument("--threads", type=int, default=16, help="blocking threads")
        parser.add_argument("--no-jobs", action="store_true", help="jobs run elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        address = f"http://localhost:{options['port']}"
        try:
            with DataLock(settings.VAR) as lock:
                lock.write(address)
                self.prepare()
                self.welcome(address)
                self.serve(options)
        except AlreadyServing as busy:
            raise CommandError(
                f"已有一个通办在使用 {settings.VAR},地址 {busy}。\n"
                "请直接打开它,或先停止它(Ctrl-C)再启动。"
            ) from busy

    def prepare(self) -> None:
        """Migrate and fill, each only when its files have changed since it was last done."""
        with first_start():
            self.bring_up_to_date()

    def bring_up_to_date(self) -> None:
        self.once_for("migrated", fingerprint(migration_files()), self.migrate)
        if settings.DEMO:
            demo = (Path(str(room.__file__)) for room in rooms("demo"))
            self.once_for("filled", fingerprint(demo), lambda: call_command("demo"))

    def once_for(self, name: str, wanted: str, work: Any) -> None:
        stamp = settings.VAR / f".{name}"
        if stamp.exists() and stamp.read_text() == wanted and self.database_there():
            return
        self.stdout.write("  " + {"migrated": "数据库", "filled": "演示城市"}[name])
        work()
        stamp.write_text(wanted)

    def database_there(self) -> bool:
        """An SQLite file that somebody removed has to be made again, whatever the stamp says."""
        database = settings.DATABASES["default"]
        return "sqlite3" not in database["ENGINE"] or Path(database["NAME"]).exists()

    def migrate(self) -> None:
        call_command("migrate", verbosity=0)
        if "DatabaseCache" in settings.CACHES["default"]["BACKEND"]:
            call_command("createcachetable", verbosity=0)

    def welcome(self, address: str) -> None:
        self.stdout.write(f"\n  通办已启动: {address}    (Ctrl-C 停止)\n")
        for room in rooms("demo"):
            for line in getattr(room, "WELCOME", ()):
                self.stdout.write(f"  {line}")
        self.stdout.write("")
        self.stdout.flush()

    def serve(self, options: dict[str, Any]) -> None:
        os.environ["TONGBAN_SUPERVISED"] = "1"
        server = Server(
            "tongban.config.wsgi:application",
            address=options["host"],
            port=options["port"],
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=options["threads"],
            respawn_failed_workers=True,
            log_enabled=False,
        )
        if not options["no_jobs"]:
            jobs = JobsChild([sys.executable, "-m", "tongban", "jobs"], say=self.stderr.write)
            server.on_startup(jobs.start)
            server.on_shutdown(jobs.stop)
        server.serve()
