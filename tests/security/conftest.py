"""The small city of cases, with one case decided, one running and one draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tongban.cases.models import Case, Draft
from tongban.cases.tests import factories as f

WHO = ("anonymous", "citizen", "other", "window", "chibi", "leader", "auditor", "admin")
OFFICE = ("window", "chibi", "leader", "auditor", "admin")


@dataclass
class Place:
    """What the walks need: the city, and things of `citizen` and of the firm in it."""

    city: f.City
    case: Case
    draft: Draft

    def browser(self, who: str, **options: Any) -> Client:
        options.setdefault("raise_request_exception", False)
        return self.city.client("" if who == "anonymous" else who, **options)


@pytest.fixture(scope="package")
def standing_city(django_db_setup: None, django_db_blocker: Any) -> Iterator[f.City]:
    with f.stand(django_db_blocker) as city:
        yield city


@pytest.fixture
def place(
    standing_city: f.City, db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
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
    case = standing_city.submitted("elder-card", "citizen")
    draft = standing_city.draft("elder-card", "citizen")
    yield Place(standing_city, case, draft)
    cache.clear()
