"""Tasks that the tests enqueue."""

import time
from pathlib import Path

from django.db import connection
from django_tasks import task

DONE: list[str] = []


@task()
def note(text: str) -> str:
    DONE.append(text)
    return text


@task()
def fail() -> None:
    raise RuntimeError("on purpose")


@task()
def follow(text: str) -> None:
    note.enqueue(text)


@task()
def look() -> None:
    DONE.append(f"in_atomic_block={connection.in_atomic_block}")


@task()
def slow(path: str, seconds: float) -> None:
    """Say that it began, take its time, say that it ended."""
    Path(path + ".began").touch()
    time.sleep(seconds)
    Path(path + ".ended").touch()
