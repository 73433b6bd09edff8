"""What a test run changes: its own data folder, quick password hashes, no leftovers.

Loaded by pytest (`-p tongban.config.testing`) before the settings are read.
"""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="tongban-test-")
os.environ["TONGBAN_VAR"] = FOLDER
os.environ["TONGBAN_TESTING"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
# Playwright's synchronous API keeps an event loop in the thread that also uses the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
