"""What this area refuses."""

from tongban.lib.errors import Refusal


class OrganisationError(Refusal):
    """Anything this area refuses."""

    code = "organisation_error"


class UnknownOrganisation(OrganisationError):
    """No organisation has this code or id. `detail`: code."""

    code = "unknown_organisation"
    status = 404


class BadOrganisation(OrganisationError):
    """An organisation that may not be stored. Reasons: organisation_kind, organisation_name."""

    code = "bad_organisation"
    status = 422
