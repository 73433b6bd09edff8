"""What a look-up of a division may refuse."""

from tongban.lib.errors import Refusal


class DivisionError(Refusal):
    """Anything this area refuses."""

    code = "division_error"


class UnknownDivision(DivisionError):
    """No division has this code. `detail`: code."""

    code = "unknown_division"
    status = 404


class BadDivision(DivisionError):
    """Rows that make no tree. Reasons: division_row, division_twice, division_parent,
    division_circle. `detail`: division."""

    code = "bad_division"
    status = 422
