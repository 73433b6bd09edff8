"""Reads of licences (register) and the answers to "is this genuine?" (checks)."""

from tongban.licences.selectors.checks import check_statement, check_upload
from tongban.licences.selectors.register import (
    by_source,
    get,
    gone,
    live_of,
    of_holder,
    own,
    own_by_token,
    provable,
    type_by_code,
    types,
    verify_identifier,
    verify_number,
    visible,
    visible_by_token,
)

__all__ = [
    "by_source",
    "check_statement",
    "check_upload",
    "get",
    "gone",
    "live_of",
    "of_holder",
    "own",
    "own_by_token",
    "provable",
    "type_by_code",
    "types",
    "verify_identifier",
    "verify_number",
    "visible",
    "visible_by_token",
]
