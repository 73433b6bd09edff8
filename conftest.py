"""The tests' database, made once: a copy of it waits in `build/` until a migration changes.

To run all migrations takes a processor longer than most areas' tests. A copy of the empty
database is taken after them, and the next test process begins with it. On PostgreSQL, or with
`--create-db`, each process migrates for itself.
"""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

FOLDER = Path(__file__).parent / "build" / "test-databases"


def fingerprint() -> str:
    """What decides how the empty database looks: all migrations, and who carries them out."""
    made_by = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            made_by.update(f"{app.label}/{path.name}\n".encode() + path.read_bytes())
    return made_by.hexdigest()[:32]


@pytest.fixture(scope="session")
def migrated_copy(django_db_use_migrations: bool) -> Path | None:
    """Where the copy is, or is to be put; nowhere for a database that is not a migrated file."""
    if "sqlite3" not in settings.DATABASES["default"]["ENGINE"] or not django_db_use_migrations:
        return None
    return FOLDER / f"{fingerprint()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(
    migrated_copy: Path | None,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> bool:
    """Put the copy in place, if there is one; then migrating finds nothing left to do."""
    if migrated_copy is None or django_db_createdb:
        return False
    try:
        shutil.copyfile(migrated_copy, settings.DATABASES["default"]["TEST"]["NAME"])
    except FileNotFoundError:
        return False
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, migrated_copy: Path | None
) -> None:
    """After migrating, leave the copy for the next process, and no older ones."""
    if migrated_copy is not None and not django_db_keepdb:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for older in FOLDER.iterdir():
            older.unlink(missing_ok=True)
        unfinished = migrated_copy.with_suffix(f".{os.getpid()}")
        name = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(name)) as here, closing(sqlite3.connect(unfinished)) as there:
            here.backup(there)
        unfinished.replace(migrated_copy)
