"""Running functions at the same time, each on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections


def need_disk() -> None:
    """Skip where the database lives in memory: its connections share one cache and one lock."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("needs a database on disk: set TONGBAN_TEST_DB")


def need_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run `acts` at once; return what each gave or raised, in their order."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[index] = act()
        except Exception as problem:  # the test looks at it
            results[index] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
