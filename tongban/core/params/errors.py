"""What a look-up of a parameter may refuse."""

from tongban.lib.errors import Refusal


class ParamError(Refusal):
    """Anything this area refuses."""

    code = "param_error"


class NoSuchParam(ParamError):
    """No value holds for this code, day and division. `detail`: code, on, division."""

    code = "no_such_param"
    status = 404


class BadParam(ParamError):
    """A row that may not be stored.

    Reasons: param_value, param_unit, param_day_kind, param_period, param_source.
    """

    code = "bad_param"
    status = 422
