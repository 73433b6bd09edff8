"""What accounts refuse."""

from tongban.lib.errors import Refusal


class AccountRefused(Refusal):
    """An act on an account that the rules refuse."""

    code = "account_refused"


class NotAllowed(AccountRefused):
    """The actor lacks the power for this; `power` names it."""

    code = "not_allowed"
    status = 403


class ScopeMissing(AccountRefused):
    """A machine client was not given the scope; `scope` names it."""

    code = "scope_missing"
    status = 403


class NoSuchAccount(AccountRefused):
    """There is no such account (or none that the actor may know of)."""

    code = "no_such_account"
    status = 404


class NoSuchRole(AccountRefused):
    """There is no role of this code."""

    code = "no_such_role"
    status = 404


class PhoneTaken(AccountRefused):
    """Another account has this phone."""

    code = "phone_taken"
    status = 409


class BadPhone(AccountRefused):
    """The text is not an eleven-digit phone number that starts with 1."""

    code = "bad_phone"
    status = 422


class BadPassword(AccountRefused):
    """The password is too weak; `why` says so in words."""

    code = "bad_password"
    status = 422


class BadPeriod(AccountRefused):
    """The end is not after the beginning."""

    code = "bad_period"
    status = 422


class OwnDeputy(AccountRefused):
    """Nobody can be the deputy of themselves."""

    code = "own_deputy"
    status = 422


class DeputyNotStaff(AccountRefused):
    """A deputy must be a staff member with a role in the same place."""

    code = "deputy_not_staff"
    status = 422


class ReasonMissing(AccountRefused):
    """Reading what is masked needs a reason of at least `least` characters."""

    code = "reason_missing"
    status = 422


class NothingToEnd(AccountRefused):
    """What was to be ended has ended already or never was."""

    code = "nothing_to_end"
    status = 404


class NoReader(AccountRefused):
    """Nothing of this subject can be unmasked."""

    code = "nothing_sealed"
    status = 404
