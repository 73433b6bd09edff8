from collections.abc import Iterator

import pytest

from tongban.workflow.tests import db


@pytest.fixture(autouse=True)
def _no_facts_left() -> Iterator[None]:
    yield
    db.FACTS.clear()
