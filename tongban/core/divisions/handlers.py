"""What divisions plug into lower areas."""

from collections.abc import Collection, Mapping

from tongban.core.divisions import selectors
from tongban.core.search.ports import Area


def place_names(codes: Collection[str]) -> Mapping[str, str]:
    """Names by code, for the places of a find."""
    return selectors.names(set(codes))


def place_choices() -> list[Area]:
    """The city's counties, each followed by its townships, for a reader to choose from."""
    found: list[Area] = []
    county = ""
    for code, name, level in selectors.neighbourhoods():
        if level == "township":
            found.append(Area(code, name, county))
        else:
            county = name
            found.append(Area(code, name))
    return found
