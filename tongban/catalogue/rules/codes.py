"""The codes of GB/T 39554.1-2020: 12 characters in the catalogue, 31 for an implementation."""

from tongban.core.divisions.types import USE_LEVELS
from tongban.lib import identifiers


def level_of(division_level: str) -> str:
    """Return the 行使层级 (2 省 … 6 村) of a division's level; a zone exercises county powers."""
    return USE_LEVELS[division_level]


def task_code(uscc: str, level: str, catalog_code: str) -> str:
    """Return the 31-character 实施编码; raises IdentifierError when a part is wrong."""
    return identifiers.task_code(f"{uscc}{level}{catalog_code}")
