"""Each test starts with nothing cached from another's calendar."""

from collections.abc import Iterator

import pytest

from tongban.core.workdays import selectors


@pytest.fixture(autouse=True)
def fresh_calendar() -> Iterator[None]:
    selectors.forget()
    yield
    selectors.forget()
