"""The one base of every refusal: a code, never a sentence; the faces put it into words."""

from typing import Any, ClassVar


class Refusal(Exception):
    """An act that the rules refuse.

    `code` names the reason (snake_case, unique within its area), `status` is the HTTP status that
    a face answers with, `field` the form field it belongs to, `detail` the values that the
    sentence quotes.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400

    def __init__(self, code: str = "", /, *, field: str = "", **detail: Any) -> None:
        self.reason = code or self.code
        self.field = field
        self.detail = detail
        super().__init__(self.reason)

    def __str__(self) -> str:
        quoted = ", ".join(f"{key}={value!r}" for key, value in self.detail.items())
        return f"{self.reason}({quoted})" if quoted else self.reason


class Unavailable(Exception):
    """A register elsewhere (another body's, the province's) does not answer now.

    Its adapter raises it instead of waiting long; whoever asked goes on without the answer and
    asks again later. It says nothing of what was asked for.
    """
