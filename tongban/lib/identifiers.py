"""Checks of the numbers by which people, bodies, matters and projects are known, and makers of
demonstration numbers that can never be real ones.

Every check takes text as typed, gives it back in its canonical form (trimmed, upper case) or
raises IdentifierError, whose reason says what is wrong.
"""

import re
from datetime import date

from stdnum.cn import uscc as stdnum_uscc
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36 as stdnum_mod_37_36

from tongban.lib.errors import Refusal

DEMO_REGION = "421299"  # under 咸宁市, and given to nobody by GB/T 2260
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"


class IdentifierError(Refusal):
    """A number that cannot be one. The reason is what was expected and what failed, such as
    `uscc_length`, `uscc_characters`, `uscc_check`, `identity_date`."""

    code = "bad_identifier"
    status = 422


def uscc(text: str) -> str:
    """A 统一社会信用代码 (GB 32100-2015): 18 characters, the last a check over the others.

    Reasons: uscc_length, uscc_characters, uscc_check.
    """
    number = text.strip().upper()
    if len(number) != 18:
        raise IdentifierError("uscc_length", length=len(number))
    if not set(number) <= set(USCC_ALPHABET) or not number[2:8].isdigit():
        raise IdentifierError("uscc_characters")
    try:
        return str(stdnum_uscc.validate(number))
    except ValidationError:
        raise IdentifierError("uscc_check") from None


def identity(text: str, *, on: date | None = None) -> str:
    """A 居民身份号码 (GB 11643-1999): region, day of birth, sequence, check (ISO 7064 MOD 11-2).

    The region is only six digits, never looked up: people keep the code of a county that was
    renumbered, or that had none yet. `on`: the day by which the person must have been born.
    Reasons: identity_length, identity_characters, identity_date, identity_check.
    """
    number = text.strip().upper()
    if len(number) != 18:
        raise IdentifierError("identity_length", length=len(number))
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        raise IdentifierError("identity_characters")
    born = _born(number)
    if born is None or born.year < 1850 or (on is not None and born > on):
        raise IdentifierError("identity_date")
    if identity_check(number[:17]) != number[17]:
        raise IdentifierError("identity_check")
    return number


def _born(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def identity_check(body: str) -> str:
    """The check character of the first 17 digits of an identity number."""
    total = sum(int(c) * w for c, w in zip(body, _IDENTITY_WEIGHTS, strict=True))
    return _IDENTITY_CHECKS[total % 11]


def born_on(number: str) -> date:
    """The day of birth in a valid identity number; raises IdentifierError."""
    valid = identity(number)
    return date(int(valid[6:10]), int(valid[10:12]), int(valid[12:14]))


def mobile(text: str) -> str:
    """A mobile number: 11 digits beginning with 1; spaces, hyphens and +86 are taken off.

    The prefix is not looked up: new ones are opened, and demonstration numbers use 120.
    Reason: phone_shape.
    """
    number = re.sub(r"[\s-]", "", text)
    number = number.removeprefix("+86")
    if not re.fullmatch(r"1[0-9]{10}", number):
        raise IdentifierError("phone_shape")
    return number


def phone(text: str) -> str:
    """A mobile number, or a landline with its area code as `0715-8888888`, or a short number
    (12345, 110). Reason: phone_shape."""
    number = re.sub(r"\s", "", text)
    if re.fullmatch(r"0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?", number):
        return number
    if re.fullmatch(r"(1[0-9]{2}|1[0-9]{4}|9[0-9]{4})", number):
        return number
    return mobile(number)


def catalogue_code(text: str) -> str:
    """A 基本编码 of GB/T 39554.1-2020: 12 digits or capital letters (region 2, type 2, ministry 2,
    main item 3, sub-item 3). Reasons: catalogue_code_length, catalogue_code_characters."""
    number = text.strip().upper()
    if len(number) != 12:
        raise IdentifierError("catalogue_code_length", length=len(number))
    if not re.fullmatch(r"[0-9A-Z]{12}", number):
        raise IdentifierError("catalogue_code_characters")
    return number


def handling_catalogue_code(text: str) -> str:
    """A 基本编码 (12) with the two digits of a 业务办理项.

    Reasons: handling_code_length, handling_code_serial, and those of the 基本编码.
    """
    number = text.strip().upper()
    if len(number) != 14:
        raise IdentifierError("handling_code_length", length=len(number))
    catalogue_code(number[:12])
    if not number[12:].isdigit():
        raise IdentifierError("handling_code_serial")
    return number


def task_code(text: str) -> str:
    """A 实施编码, 31 characters: USCC of the body (18), 行使层级 (1: 1 国 to 6 村), 基本编码 (12).

    Reasons: task_code_length, task_code_level, and those of its parts.
    """
    number = text.strip().upper()
    if len(number) != 31:
        raise IdentifierError("task_code_length", length=len(number))
    uscc(number[:18])
    if number[18] not in "123456":
        raise IdentifierError("task_code_level", level=number[18])
    catalogue_code(number[19:])
    return number


def handling_code(text: str) -> str:
    """A 业务办理项编码, 33 characters: 实施编码 (31) and two digits.

    Reasons: handling_code_length, handling_code_serial, and those of its parts.
    """
    number = text.strip().upper()
    if len(number) != 33:
        raise IdentifierError("handling_code_length", length=len(number))
    task_code(number[:31])
    if not number[31:].isdigit():
        raise IdentifierError("handling_code_serial")
    return number


def project_code(text: str) -> str:
    """An 投资项目代码, 24 characters with hyphens, old or new (GB/T 40058-2021). Its check
    algorithm is not public, so only the shape is looked at. Reason: project_code_shape."""
    number = text.strip()
    if not re.fullmatch(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}", number):
        raise IdentifierError("project_code_shape")
    return number


def mod_37_36(text: str) -> str:
    """The check character (0-9, A-Z) of digits and letters by ISO 7064 MOD 37,36.

    Reason: mod_37_36_characters.
    """
    body = text.upper()
    if not re.fullmatch(r"[0-9A-Z]+", body):
        raise IdentifierError("mod_37_36_characters")
    return str(stdnum_mod_37_36.calc_check_digit(body))


def mod_37_36_valid(text: str) -> bool:
    """Whether the last character of `text` is the MOD 37,36 check of the others."""
    body = text.upper()
    return bool(re.fullmatch(r"[0-9A-Z]{2,}", body)) and mod_37_36(body[:-1]) == body[-1]


def organisation_check(body: str) -> str:
    """The check character of an 8-character organisation code (GB 11714-1997)."""
    total = sum(_ORG_ALPHABET.index(c) * w for c, w in zip(body.upper(), _ORG_WEIGHTS, strict=True))
    rest = (11 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def demo_uscc(serial: int, *, kind: str = "11") -> str:
    """A USCC in the region that nobody has, with both check characters right.

    `kind`: authority and type, such as 11 (机关), 12 (事业单位), 91 (企业), 92 (个体工商户).
    `serial`: 0 to 9,999,999.
    """
    body = f"9{serial:07d}"
    number = f"{kind}{DEMO_REGION}{body}{organisation_check(body)}"
    return number + str(stdnum_uscc.calc_check_digit(number))


def demo_identity(serial: int, born: date) -> str:
    """An identity number in the region that nobody has; `serial` 0 to 999 (odd: male)."""
    body = f"{DEMO_REGION}{born:%Y%m%d}{serial:03d}"
    return body + identity_check(body)


def demo_phone(serial: int) -> str:
    """A number of 11 digits that no operator gives out (120…); `serial` 0 to 99,999,999."""
    return f"120{serial:08d}"


def demo_task_code(body_uscc: str, level: str, catalogue: str) -> str:
    """The 实施编码 of a body, a level and a 基本编码; raises IdentifierError."""
    return task_code(f"{body_uscc}{level}{catalogue}")
