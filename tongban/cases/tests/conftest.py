"""One small city for all tests of cases, files in a folder of their own, the clock at 09:00."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from tongban.cases.tests import factories as f


@pytest.fixture(scope="package")
def standing_city(django_db_setup: None, django_db_blocker: Any) -> Iterator[f.City]:
    with f.stand(django_db_blocker) as city:
        yield city


@pytest.fixture
def city(
    standing_city: f.City, db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[f.City]:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }
    f.set_clock(monkeypatch)
    cache.clear()
    yield standing_city
    cache.clear()
