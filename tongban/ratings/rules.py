"""What of a rating may be read by everybody. Pure."""

import re
from typing import Final

MASK: Final = "＊"
# What can name or reach a person: long numbers (identity, phone, card; with the blanks and dashes
# people put between), plates, mail addresses, accounts of messengers.
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:[0-9][ -]?){6,}[0-9XxＸ]?(?![0-9])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][·•]?[A-Z0-9]{5,6}(?![A-Z0-9])")
_MESSENGER = re.compile(r"(?i)((?:微信|wechat|vx|qq)号?[:：]?\s*)([a-z][\w-]{4,}|\d{5,})")
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜"
    "丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱"
)
_PERSON = re.compile(
    rf"([{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}(?=主任|科长|股长|局长|所长|同志|女士|先生)"
)


def public_text(text: str) -> str:
    """Give what people wrote as the public may read it: numbers, addresses, plates and the names
    before a title are masked, the rest stays as it was.

    >>> public_text("打 138 0000 0000 找王小明科长，车牌鄂L12345"), public_text("等了3个小时")
    ('打 ＊＊＊ 找王＊科长，车牌＊＊＊', '等了3个小时')
    """
    digits = str.maketrans("０１２３４５６７８９", "0123456789")
    plain = text.translate(digits)
    plain = _MAIL.sub(MASK * 3, plain)
    plain = _MESSENGER.sub(lambda found: found[1] + MASK * 3, plain)
    plain = _PLATE.sub(MASK * 3, plain)
    plain = _NUMBER.sub(lambda found: MASK * 3 + (" " if found[0].endswith(" ") else ""), plain)
    return _PERSON.sub(lambda found: found[1] + MASK, plain)
