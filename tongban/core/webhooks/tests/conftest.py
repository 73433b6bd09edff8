"""What the tests of this area share."""

import pytest
from django.test import Client

from tongban.core.accounts import services as people
from tongban.core.accounts.tests import factories as make


@pytest.fixture
def admin_desk(client: Client) -> Client:
    """The desk of a system administrator."""
    make.divisions()
    people.seed_roles()
    client.force_login(make.clerk("admin", make.organisation("demo-office")))
    return client
