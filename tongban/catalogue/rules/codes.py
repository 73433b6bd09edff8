"""The codes of GB/T 39554.1-2020: 12 characters in the catalogue, 31 for an implementation, and two
more in both for a 业务办理项."""

from tongban.catalogue.types import Rank
from tongban.core.divisions.types import USE_LEVELS
from tongban.lib import identifiers

FAMILY = 9  # characters: region, type, ministry and main item


def level_of(division_level: str) -> str:
    """Return the 行使层级 (2 省 … 6 村) of a division's level; a zone exercises county powers."""
    return USE_LEVELS[division_level]


def rank_of(catalog_code: str) -> Rank:
    """Return where a code stands: 业务办理项 has 14 characters, a 主项 ends in sub-item 000."""
    if len(catalog_code) == 14:
        return Rank.HANDLING
    return Rank.MAIN if catalog_code.endswith("000") else Rank.SUB


def parent_code(catalog_code: str) -> str:
    """Return the code of the entry above: of a 业务办理项 its sub-item, of that the main item, of
    that ""."""
    rank = rank_of(catalog_code)
    if rank is Rank.HANDLING:
        return catalog_code[:12]
    return "" if rank is Rank.MAIN else catalog_code[:9] + "000"


def task_code(uscc: str, level: str, catalog_code: str) -> str:
    """Return the 实施编码 (31 characters; of a 业务办理项 33); raises IdentifierError."""
    whole = f"{uscc}{level}{catalog_code}"
    if len(catalog_code) == 14:
        return identifiers.handling_code(whole)
    return identifiers.task_code(whole)


def parts_of(catalog_code: str) -> tuple[tuple[str, str], ...]:
    """Return the parts of a code with what each is: region, type, ministry, main, sub, handling.

    The split fits the one real value that was seen (domain §1(b), confidence medium).
    """
    cuts = (("region", 2), ("type", 2), ("ministry", 2), ("main", 3), ("sub", 3), ("handling", 2))
    found, at = [], 0
    for name, width in cuts:
        if part := catalog_code[at : at + width]:
            found.append((name, part))
        at += width
    return tuple(found)


def family_of(catalog_code: str) -> str:
    """Return what all codes below one 主项 begin with."""
    return catalog_code[:FAMILY]
