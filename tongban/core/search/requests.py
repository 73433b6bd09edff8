"""The reader's division, as the request tells it."""

from django.http import HttpRequest, HttpResponse

COOKIE = "division"
YEAR_SECONDS = 365 * 24 * 3600


def reader_division(request: HttpRequest) -> str:
    """The division code that the reader chose: in this address, else at some time before; empty
    for the whole city."""
    chosen = request.GET.get("division")
    return _code(request.COOKIES.get(COOKIE, "") if chosen is None else chosen)


def keep_division(request: HttpRequest, response: HttpResponse) -> None:
    """Remember what the address chose for a year, or forget it where the whole city was chosen."""
    chosen = request.GET.get("division")
    if chosen is None:
        return
    if code := _code(chosen):
        response.set_cookie(
            COOKIE,
            code,
            max_age=YEAR_SECONDS,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    elif not chosen:
        response.delete_cookie(COOKIE, samesite="Lax")


def _code(text: str) -> str:
    return text if text.isascii() and text.isalnum() and len(text) <= 12 else ""
