"""Refusals put into words."""

from string import Formatter

from django.utils.translation import gettext as _

from tongban.core.shell import ports
from tongban.lib.errors import Refusal


class _Lenient(Formatter):
    """Leaves out a placeholder that has no value, instead of failing in front of a citizen."""

    def get_value(self, key: int | str, args: object, kwargs: object) -> object:
        return kwargs.get(key, "") if isinstance(kwargs, dict) else ""


def errors_text(refusal: Refusal) -> str:
    """Give the sentence of `refusal` in the reader's language, its details filled in.

    A code without a sentence still says what to do, and quotes the code for the help line.
    """
    sentence = ports.messages.get(refusal.reason) or ports.messages.get(type(refusal).code)
    if sentence is None:
        return _(
            "这一步没有办成（{code}）。请稍后再试；仍不行，请拨打 12345 并说出这个代码。"
        ).format(code=refusal.reason)
    return _Lenient().vformat(sentence, (), refusal.detail)
