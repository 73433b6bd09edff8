"""What people read out on the telephone: the number of a licence by its type's rule."""

from collections.abc import Callable


def number_for(
    rule: str, *, year: int, division: str, serial: Callable[[], int], holder_code: str
) -> str:
    """Return the number by `rule`: "uscc" is the holder's code (营业执照), else a format string
    with {year}, {division} and {serial:06d}. `serial` is only drawn when the rule asks for it.
    """
    if rule == "uscc" and holder_code:
        return holder_code
    pattern = rule if "{serial" in rule else "{division}{year}{serial:06d}"
    return pattern.format(year=year, division=division, serial=serial())
