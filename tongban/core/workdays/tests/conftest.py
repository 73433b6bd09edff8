"""Each test starts with nothing cached from another's calendar."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tongban.core.workdays import selectors

# A busy machine is no failing rule: examples are judged by what they give, not by how long.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def fresh_calendar() -> Iterator[None]:
    selectors.forget()
    yield
    selectors.forget()
