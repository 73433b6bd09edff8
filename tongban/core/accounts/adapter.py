"""How allauth sees our accounts: by phone, without username and e-mail."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Filled below."""
