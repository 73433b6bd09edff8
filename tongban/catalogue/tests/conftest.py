"""Fixtures of the desk's tests."""

from typing import Any

import pytest
import time_machine

from tongban.catalogue.services import drafts
from tongban.catalogue.tests import cast, factories
from tongban.catalogue.tests.desk import Place
from tongban.catalogue.tests.factories import NOW
from tongban.core.accounts import services as accounts
from tongban.core.accounts.tests.factories import clerk
from tongban.core.organisations.models import Organisation


@pytest.fixture
def shelf(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place(db: None, shelf: None, frozen: None) -> Place:
    factories.places()
    accounts.seed_roles()
    shop = factories.published("drug-retail")
    body, other = shop.organisation, Organisation.objects.get(code="cgzf-421202")
    made = Place(shop)
    made.people = {
        "editor": clerk("editor", body, name="演示编写甲"),
        "second": clerk("editor", body, name="演示编写乙"),
        "chief": clerk("chief", body, name="演示局长"),
        "office": clerk("service_office", other, division="421202", name="演示政务办"),
        "auditor": clerk("auditor", body, name="演示纪检"),
        "window": clerk("window", body, name="演示窗口"),
        "stranger": clerk("editor", other, name="演示别处"),
    }
    drafts.begin(actor=cast.editor(body), now=NOW, task_code=shop.task_code)
    return made
