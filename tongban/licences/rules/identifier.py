"""The identifier of an electronic licence 电子证照标识, GB/T 36904.

`1.2.156.3005.2.<type 21>.<issuer 18>.<serial>.<version 3>.<check>`; the check character is ISO
7064 MOD 37,36 over the joined parts after the root.
"""

from tongban.lib.identifiers import mod_37_36

ROOT = "1.2.156.3005.2"


def check_character(parts: str) -> str:
    """The ISO 7064 MOD 37,36 character over digits and capital letters."""
    return mod_37_36(parts)


def identifier_for(*, type_code: str, issuer: str, serial: str, version: int) -> str:
    """Return the whole identifier. ValueError for parts that are not digits and capitals."""
    parts = (type_code, issuer, serial, f"{version:03d}")
    joined = "".join(parts)
    if not (joined.isascii() and joined.isalnum() and joined == joined.upper()):
        raise ValueError(f"not digits and capital letters: {joined!r}")
    return ".".join((ROOT, *parts, check_character(joined)))


def is_identifier(text: str) -> bool:
    """Whether `text` has the shape of an identifier and its check character agrees."""
    if not text.startswith(ROOT + "."):
        return False
    *parts, check = text[len(ROOT) + 1 :].split(".")
    joined = "".join(parts)
    if len(parts) != 4 or not (joined.isascii() and joined.isalnum() and joined == joined.upper()):
        return False
    return check_character(joined) == check
