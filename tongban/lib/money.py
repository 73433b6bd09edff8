"""Sums of money: integer 分 inside, 元 as people read, type and write them out in full (大写)."""

import re

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def in_yuan(fen: int, *, grouped: bool = False) -> str:
    """Give 分 as people read it: 4000 is "40.00"; grouped, 123450 is "1,234.50"."""
    sign, rest = ("-", -fen) if fen < 0 else ("", fen)
    whole = f"{rest // 100:,}" if grouped else f"{rest // 100}"
    return f"{sign}{whole}.{rest % 100:02d}"


def in_fen(text: str) -> int | None:
    """Give a sum typed in 元 ("12.5", "1,200") in 分; None for what is no sum."""
    found = re.fullmatch(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?", text.strip().replace(",", ""))
    if found is None:
        return None
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def in_capitals(fen: int) -> str:
    """Give 分 in full as receipts write it: 4000 is "肆拾元整", 100505 "壹仟零伍元零伍分".

    Source: 支付结算办法 附一 (正确填写票据和结算凭证的基本规定).
    """
    sign, rest = ("负", -fen) if fen < 0 else ("", fen)
    yuan, jiao, small = rest // 100, rest // 10 % 10, rest % 10
    text = f"{_words(yuan)}元" if yuan or not rest else ""
    if not small:
        return f"{sign}{text}{f'{_DIGITS[jiao]}角' if jiao else ''}整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return f"{sign}{text}{_DIGITS[small]}分"


def _words(number: int) -> str:
    for size, unit in _UNITS:
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if rest < size // 10 else ""
            return f"{_words(head)}{unit}{gap}{_words(rest)}" if rest else f"{_words(head)}{unit}"
    return _DIGITS[number]
