"""The identifier of an electronic licence 电子证照标识, GB/T 36904.

`1.2.156.3005.2.<type 21>.<issuer 18>.<serial>.<version 3>.<check>`; the check character is ISO
7064 MOD 37,36 over the joined parts after the root.
"""

from dataclasses import dataclass

from tongban.lib.identifiers import mod_37_36

ROOT = "1.2.156.3005.2"
TYPE_LENGTH, ISSUER_LENGTH, VERSION_LENGTH = 21, 18, 3
VERSION_MOST = 10**VERSION_LENGTH - 1


def check_character(parts: str) -> str:
    """The ISO 7064 MOD 37,36 character over digits and capital letters."""
    return mod_37_36(parts)


def identifier_for(*, type_code: str, issuer: str, serial: str, version: int) -> str:
    """Return the whole identifier.

    ValueError for parts that are not digits and capitals, not as long as the standard says, or a
    version that three digits do not hold.
    """
    parts = (type_code, issuer, serial, f"{version:03d}")
    if not _sound(parts) or not 1 <= version <= VERSION_MOST:
        raise ValueError(f"no parts of an identifier: {parts!r}")
    return ".".join((ROOT, *parts, check_character("".join(parts))))


def is_identifier(text: str) -> bool:
    """Whether `text` has the shape of an identifier and its check character agrees."""
    if not text.startswith(ROOT + "."):
        return False
    *parts, check = text[len(ROOT) + 1 :].split(".")
    if len(parts) != 4 or not _sound(tuple(parts)) or not parts[3].isdecimal():
        return False
    return check_character("".join(parts)) == check


def _sound(parts: tuple[str, ...]) -> bool:
    joined = "".join(parts)
    plain = joined.isascii() and joined.isalnum() and joined == joined.upper()
    lengths = (len(parts[0]), len(parts[1]), len(parts[3]))
    return plain and bool(parts[2]) and lengths == (TYPE_LENGTH, ISSUER_LENGTH, VERSION_LENGTH)


@dataclass(frozen=True, slots=True)
class Parts:
    """What an identifier says: the type's code, the issuing body's USCC, serial and version."""

    type_code: str
    issuer: str
    serial: str
    version: int


def parts_of(text: str) -> Parts | None:
    """The parts of an identifier whose check character agrees; None for anything else."""
    if not is_identifier(text):
        return None
    type_code, issuer, serial, version, _check = text[len(ROOT) + 1 :].split(".")
    return Parts(type_code, issuer, serial, int(version))
