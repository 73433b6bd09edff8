"""Why a figure cannot be given or frozen."""

from tongban.lib.errors import Refusal


class UnknownFigure(Refusal):
    """No area of this installation declares the figure."""

    code = "figure_unknown"
    status = 404


class FigureRefused(Refusal):
    """A value that cannot be kept.

    Reasons: `figure_frozen` (it is frozen with other numbers), `figure_computed` (a computed
    figure is never reported by hand), `figure_numbers` (a negative part, or more than the whole).
    """

    code = "figure_frozen"
    status = 409
