"""The divisions that tests stand on."""

from tongban.core.divisions.services import load_divisions, shipped


def city() -> None:
    """Load the province, the city, its counties and its zone (9 rows)."""
    load_divisions(row for row in shipped() if row.level in {"province", "city", "county", "zone"})


def whole_city() -> None:
    """Load everything that ships (1,194 rows)."""
    load_divisions(shipped())
