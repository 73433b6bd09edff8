"""What the page frame needs with every page."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from tongban.core.shell import ports

logger = logging.getLogger(__name__)

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
ELDER_COOKIE = "elder"


@dataclass(frozen=True)
class Link:
    """A menu item ready to draw."""

    code: str
    label: str
    url: str
    icon: str
    group: str
    current: bool
    count: int


def city_name() -> str:
    """Give the name of the city of this installation."""
    return str(getattr(settings, "CITY_NAME", "咸宁市"))


def help_phone() -> str:
    """Give the number at which a person helps, shown on every page."""
    return str(getattr(settings, "HELP_PHONE", "12345"))


def url_or_none(*names: str) -> str:
    """Give the URL of the first name that exists, else an empty text."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def counts(request: HttpRequest) -> Mapping[str, int]:
    """Count every badge for a signed-in person; a count that fails is logged and left out."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    found: dict[str, int] = {}
    for code, count in ports.badges.items():
        try:
            found[code] = count(request)
        except Exception:
            logger.exception("badge %s failed", code)
    return found


def links(face: str, request: HttpRequest, badges: Mapping[str, int]) -> list[Link]:
    """Draw the menu of `face`; an item whose page does not exist is left out."""
    actor = getattr(request, "actor", None)
    drawn: list[tuple[ports.MenuItem, str]] = []
    for item in ports.menu.of(face, actor):
        if url := url_or_none(item.url_name):
            drawn.append((item, url))
        else:
            logger.warning("menu item %s has no page %s", item.code, item.url_name)
    here = max((url for _, url in drawn if _is_under(request.path, url)), key=len, default="")
    return [
        Link(
            item.code,
            str(item.label),
            url,
            item.icon,
            str(item.group),
            url == here,
            badges.get(item.code, 0),
        )
        for item, url in drawn
    ]


def _is_under(path: str, url: str) -> bool:
    if url in ("/", "/desk/", "/my/"):
        return path == url
    return path.startswith(url)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give `city`, `help_phone`, `theme`, `elder`, `demo`, `badges`, `unread` and the menus.

    Counting and menus are lazy: a page that draws no frame (a fragment) pays nothing.
    """
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    badges: Any = SimpleLazyObject(lambda: counts(request))
    return {
        "city": city_name(),
        "help_phone": help_phone(),
        "theme": theme if theme in THEMES else "auto",
        "elder": request.COOKIES.get(ELDER_COOKIE) == "on",
        "demo": getattr(settings, "DEMO", False),
        "debug_scripts": settings.DEBUG,
        "badges": badges,
        "unread": SimpleLazyObject(lambda: badges.get("messages", 0)),
        "portal_menu": SimpleLazyObject(lambda: links("portal", request, badges)),
        "my_menu": SimpleLazyObject(lambda: links("my", request, badges)),
        "desk_menu": SimpleLazyObject(lambda: links("desk", request, badges)),
        "login_url": settings.LOGIN_URL,
        "logout_url": url_or_none("accounts-logout", "logout", "account_logout"),
        "messages_url": url_or_none("notices-inbox", "notices-portal-inbox"),
        "desk_messages_url": url_or_none("notices-desk-inbox", "notices-desk-messages"),
        "hotline_url": url_or_none("hotline-portal", "help"),
    }
