"""What the index and its words refuse."""

from tongban.lib.errors import Refusal


class SearchError(Refusal):
    """Anything this area refuses. Reasons: search_title (nothing to find it by); synonyms_few,
    synonyms_many, synonyms_short, synonyms_long, synonyms_letters (what a set may not be);
    synonyms_there (it is already), synonyms_which (the word stands in several sets),
    synonyms_full (the vocabulary is)."""

    code = "search_error"
    status = 422


class SynonymsForbidden(SearchError):
    """The actor may not edit the words."""

    code = "synonyms_forbidden"
    status = 403


class SynonymsUnknown(SearchError):
    """There is no such set, or it was removed."""

    code = "synonyms_unknown"
    status = 404


class SynonymsChanged(SearchError):
    """Somebody else changed the set since it was read."""

    code = "synonyms_changed"
    status = 409


class MissUnknown(SearchError):
    """No such query is kept any more."""

    code = "miss_unknown"
    status = 404
