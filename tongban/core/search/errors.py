"""What the index refuses."""

from tongban.lib.errors import Refusal


class SearchError(Refusal):
    """Anything this area refuses. Reasons: search_title (nothing to find it by)."""

    code = "search_error"
    status = 422
