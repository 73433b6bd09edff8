"""What the index refuses."""

from tongban.lib.errors import Refusal


class SearchError(Refusal):
    """Anything this area refuses. Reasons: kind (unknown kind)."""

    code = "search_error"
    status = 422
