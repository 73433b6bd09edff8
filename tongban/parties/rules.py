"""Identity numbers: their form, their check characters, what they tell. Pure."""

import re
import unicodedata
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORMS = {
    "hk_macau_permit": re.compile(r"[HM]\d{8,10}"),
    "taiwan_permit": re.compile(r"\d{8}|\d{10}"),
    "residence_permit": re.compile(r"8[123]0000\d{11}[\dX]"),
    "foreign_permit": re.compile(r"9\d{16}[\dX]|[A-Z]{3}\d{12}"),
    "passport": re.compile(r"[A-Z0-9]{5,20}"),
}


def normal_number(text: str) -> str:
    """Give an identity number as it is stored: half-width, upper case, without blanks."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def normal_name(text: str) -> str:
    """Give a name as it is stored: outer blanks off, inner runs one blank, middle dots as U+00B7.

    Unicode normalisation is not used: even NFC would change rare characters (GB 18030-2022).
    """
    dotted = re.sub("[•‧・∙⋅．]", "·", text)
    return re.sub(r"\s+", " ", dotted).strip()


def resident_check(first17: str) -> str:
    """Give the check character of 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def birth_date(number: str) -> date | None:
    """Give the birth date that an 18-character resident number states, None if it is no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_resident_number(number: str) -> bool:
    """Say whether this is an 18-character resident number with a date and a right check character.

    The division code is not looked up: people keep numbers of divisions that no longer exist.
    """
    return (
        re.fullmatch(r"[1-9]\d{16}[\dX]", number, re.ASCII) is not None
        and birth_date(number) is not None
        and resident_check(number[:17]) == number[17]
    )


def uscc_check(first17: str) -> str:
    """Give the check character of 17 characters of a 统一社会信用代码 (GB 32100-2015)."""
    total = sum(_USCC.index(char) * pow(3, index, 31) for index, char in enumerate(first17))
    return _USCC[-total % 31]


def is_uscc(number: str) -> bool:
    """Say whether this is an 18-character unified code with a right check character."""
    return (
        re.fullmatch(r"[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}", number, re.ASCII)
        is not None
        and uscc_check(number[:17]) == number[17]
    )


def is_identity(identity_type: str, number: str) -> bool:
    """Say whether a normalised `number` has the form of its type; unknown types have none."""
    if identity_type == "resident_id":
        return is_resident_number(number)
    if identity_type == "uscc":
        return is_uscc(number)
    form = _FORMS.get(identity_type)
    return form is not None and form.fullmatch(number) is not None


def gender(number: str) -> str:
    """Give 男 or 女 as a resident number states it (17th digit, odd: 男); "" if it cannot."""
    if len(number) != 18 or not number[16].isdigit():
        return ""
    return "男" if int(number[16]) % 2 else "女"
