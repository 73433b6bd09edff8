"""Identity numbers: their form, their check characters, what they tell. Pure."""

import re
import unicodedata
from datetime import date

from tongban.lib.identifiers import IdentifierError, born_on, identity, uscc

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


def birth_date(number: str) -> date | None:
    """Give the birth date that a resident number states; None for what is no such number."""
    try:
        return born_on(number)
    except IdentifierError:
        return None


def is_identity(identity_type: str, number: str) -> bool:
    """Say whether a normalised `number` has the form of its type; unknown types have none."""
    check = {"resident_id": identity, "uscc": uscc}.get(identity_type)
    if check is not None:
        try:
            check(number)
        except IdentifierError:
            return False
        return True
    form = _FORMS.get(identity_type)
    return form is not None and form.fullmatch(number) is not None


def gender(number: str) -> str:
    """Give 男 or 女 as a resident number states it (17th digit, odd: 男); "" if it cannot."""
    if len(number) != 18 or not number[16].isdigit():
        return ""
    return "男" if int(number[16]) % 2 else "女"
