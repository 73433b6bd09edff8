"""Acts on the index, on synonyms and on what was looked for in vain."""

from tongban.core.search.services.indexing import drop, drop_many, put, put_many, rebuild, rewrite
from tongban.core.search.services.missing import answer_miss, record_miss, settle_miss, trim
from tongban.core.search.services.wording import (
    add_word,
    change_synonyms,
    forget_removed,
    load_shipped,
    put_synonyms,
    remove_synonyms,
    restore_synonyms,
)

__all__ = [
    "add_word",
    "answer_miss",
    "change_synonyms",
    "drop",
    "drop_many",
    "forget_removed",
    "load_shipped",
    "put",
    "put_many",
    "put_synonyms",
    "rebuild",
    "record_miss",
    "remove_synonyms",
    "restore_synonyms",
    "rewrite",
    "settle_miss",
    "trim",
]
