from collections.abc import Iterator

import pytest

from tongban.ratings.tests import factories as f


@pytest.fixture
def town(db: None) -> Iterator[f.Town]:
    with f.town() as here:
        yield here
