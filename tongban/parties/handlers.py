"""What parties plug into lower areas: whom an account acts for, reading sealed data, prefill."""

from collections.abc import Iterable, Mapping

from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import local_date
from tongban.forms.types import Prefilled
from tongban.parties.errors import NoSuchParty, NotAllowed
from tongban.parties.models import Party
from tongban.parties.permissions import may_unmask
from tongban.parties.rules import birth_date, gender
from tongban.parties.selectors import may_act_for, party_of_account, standings
from tongban.parties.types import IDENTITY_TYPES, SEALED_FIELDS


def actor_facts(account_id: int) -> Iterable[str]:
    """Give "party:ID" for everybody whom the account may act for (fills accounts.actor_facts)."""
    return {f"party:{one.party_id}" for one in standings(account_id)}
