"""What may reach a bridge: pure checks of addresses and codes."""

import hmac
import re
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost")
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read as something else
_GROUPS, _GROUP = 4, 5  # 32^20: 100 bits


def new_code() -> str:
    """Make a pairing code that a person can copy by hand, such as 7KQ2M-…"""
    words = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(words)


def plain_code(text: str) -> str:
    """Give a code without what people write into it: spaces, dashes, small letters."""
    return re.sub(r"[\s\-]", "", text).upper()


def same_code(given: str, kept: str) -> bool:
    """Compare two codes in a time that tells nothing."""
    return hmac.compare_digest(plain_code(given).encode(), plain_code(kept).encode())


def loopback_address(text: str) -> str:
    """Give the address of a bridge (`http://127.0.0.1:8137`), empty for none.

    Raises ValueError for any other: pairing codes and card data are sent there, and pages are
    allowed to connect to it.
    """
    text = text.strip().rstrip("/")
    if not text:
        return ""
    if not re.fullmatch(r"http://(127\.0\.0\.1|localhost):[0-9]{1,5}", text):
        raise ValueError(f"the bridge is at http://127.0.0.1:PORT, not at {text!r}")
    return text


def is_own_name(host: str, port: int) -> bool:
    """Whether a Host header names this bridge; a rebound name of a stranger's page does not."""
    return host in {f"{name}:{port}" for name in LOOPBACK}


def origin_of(text: str) -> str:
    """Give the origin of an address, as browsers write it. Raises ValueError for what has none."""
    parts = urlsplit(text.strip().lower())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"not the address of a platform: {text!r}")
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname}{port}"


def is_allowed(origin: str | None, allowed: Collection[str]) -> bool:
    """Whether a page of `origin` may ask; a program on this computer sends none, and needs the
    pairing code all the same."""
    return origin is None or origin in allowed
