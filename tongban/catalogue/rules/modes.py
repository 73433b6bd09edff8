"""What an installation may do with the basic catalogue, by its mode (settings.CATALOGUE_MODE).

A city does not own every system. `own`: the catalogue is kept here, every entry of it. `mirror`:
it is the province's; its entries come by file and stay as they came, and what is written here are
the city's and the counties' supplements (地方补充). `feed`, kept here and pushed up, needs a feed
that keeps the province's receipts: there is none yet, so no installation may be set to it.
"""

OWN, MIRROR = "own", "mirror"
MODES = (OWN, MIRROR)
FEED = "feed"
# 区划 of a 基本编码: 00 is the State's (domain §1(b), confidence medium), so nobody below gives it.
NATIONAL = "00"


def may_change(mode: str, origin: str) -> bool:
    """Whether an entry of this origin (`own`, or `mirror`: from the province) is changed and
    cancelled here."""
    return OWN in {mode, origin}


def takes_in(mode: str) -> bool:
    """Whether the province's catalogue is taken in from a file."""
    return mode == MIRROR


def may_give(mode: str, catalog_code: str) -> bool:
    """Whether a new entry of one's own may have this code: never one that begins as the State's
    do, where the State's come from above."""
    return mode == OWN or not catalog_code.startswith(NATIONAL)
