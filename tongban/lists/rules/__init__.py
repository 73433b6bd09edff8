"""What an entry may hold, what changed, when a list may take effect; and the kinds. Pure."""

from tongban.lists.rules.content import (
    column_dict,
    columns_text,
    content_hash,
    content_text,
    parse_columns,
    parse_values,
    values_text,
)
from tongban.lists.rules.differences import differences
from tongban.lists.rules.editing import check_date, overtaken, worth_recording
from tongban.lists.rules.entries import (
    asked,
    cleaned,
    facet_choices,
    facets,
    identity,
    keyed,
    lacking,
    matters,
    new_key,
    places,
    problems,
    searchable,
    sentence,
    title,
    typed,
)
from tongban.lists.rules.kinds import KINDS
from tongban.lists.rules.values import BadValue, clean, law_text, plain_text, read, shown, written

__all__ = [
    "KINDS",
    "BadValue",
    "asked",
    "check_date",
    "clean",
    "cleaned",
    "column_dict",
    "columns_text",
    "content_hash",
    "content_text",
    "differences",
    "facet_choices",
    "facets",
    "identity",
    "keyed",
    "lacking",
    "law_text",
    "matters",
    "new_key",
    "overtaken",
    "parse_columns",
    "parse_values",
    "places",
    "plain_text",
    "problems",
    "read",
    "searchable",
    "sentence",
    "shown",
    "title",
    "typed",
    "values_text",
    "worth_recording",
    "written",
]
