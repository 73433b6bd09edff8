"""What a test run changes: its own data folder, quick password hashes, no leftovers; and what of it
goes together to one of the processes.

Loaded by pytest (`-p tongban.config.testing`) before the settings are read.
"""

import atexit
import os
import shutil
import tempfile

import pytest

FOLDER = tempfile.mkdtemp(prefix="tongban-test-")
os.environ["TONGBAN_VAR"] = FOLDER
os.environ["TONGBAN_TESTING"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
# Playwright's synchronous API keeps an event loop in the thread that also uses the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file together (for `--dist loadgroup`), but for its tests that empty the database.

    Those run after all others, as they do in a single process: what a package has set up once for
    all its tests would be gone after each of them.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        empties = marker is not None and marker.kwargs.get("transaction", False)
        group = item.nodeid.partition("::")[0] + ("!" if empties else "")
        item.add_marker(pytest.mark.xdist_group(group))
