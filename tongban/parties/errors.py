"""What parties refuse."""

from tongban.lib.errors import Refusal


class PartyRefused(Refusal):
    """An act on a party that the rules refuse."""

    code = "party_refused"


class NotAllowed(PartyRefused):
    """The actor may not do this with this party."""

    code = "not_allowed"
    status = 403


class NoSuchParty(PartyRefused):
    """There is no such party, or none that the actor may see."""

    code = "no_such_party"
    status = 404


class BadIdentity(PartyRefused):
    """The identity number is not of its type's form, or its check character is wrong."""

    code = "bad_identity"
    status = 422


class NameMissing(PartyRefused):
    """A party needs a name."""

    code = "name_missing"
    status = 422


class NameDiffers(PartyRefused):
    """The number is known under another name: nobody's name is changed silently."""

    code = "name_differs"
    status = 409


class PartyClosed(PartyRefused):
    """The party is deceased or dissolved and can no longer act; `state` says which."""

    code = "party_closed"
    status = 409


class AlreadyLinked(PartyRefused):
    """The account is already another natural person."""

    code = "already_linked"
    status = 409


class BadPeriod(PartyRefused):
    """An authorisation's end is not after its beginning."""

    code = "bad_period"
    status = 422


class OwnAgent(PartyRefused):
    """Nobody authorises themselves."""

    code = "own_agent"
    status = 422


class PhoneUnreadable(PartyRefused):
    """The text is no mainland phone number."""

    code = "phone_unreadable"
    status = 422
