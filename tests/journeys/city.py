"""The demo city under test: its database, its jobs, the people who open its pages."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import Actor
from tongban.core.jobs.services import drain
from tongban.core.shell import clock

WATCH = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));"""
EXPECTED = ("Failed to load resource", "net::ERR_INTERNET_DISCONNECTED")
"""What a browser writes when an answer is a refusal; the refusal itself is what tests look at."""
WIDE, PHONE = 1440, 390
HEIGHT = {WIDE: 900, PHONE: 844}


class Copy:
    """A copy of the whole database, put back in a blink."""

    def __init__(self, label: str) -> None:
        self.target = str(connection.settings_dict["NAME"])
        self.place = f"{self.target}.{label}" if self.sqlite else f"{self.target}_{label}"
        if self.sqlite:
            connections.close_all()
            self._copy(self.target, self.place)
        else:
            self._postgres(self.target, self.place)

    @property
    def sqlite(self) -> bool:
        return connection.vendor == "sqlite"

    def restore(self) -> None:
        """Make the database what it was when the copy was taken."""
        connections.close_all()
        if self.sqlite:
            self._copy(self.place, self.target)
        else:
            self._postgres(self.place, self.target)

    def drop(self) -> None:
        connections.close_all()
        if self.sqlite:
            Path(self.place).unlink(missing_ok=True)
        else:
            with self._maintenance() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.place}" WITH (FORCE)')

    @staticmethod
    def _copy(source: str, target: str) -> None:
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
            there.execute("PRAGMA synchronous=OFF")
            here.backup(there)

    def _postgres(self, source: str, target: str) -> None:
        connections.close_all()
        with self._maintenance() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [source],
            )
            cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    @staticmethod
    @contextmanager
    def _maintenance() -> Iterator[Any]:
        with connection._nodb_cursor() as cursor:
            yield cursor


class City:
    """One test's city: who opens pages, what went wrong in them, what waits in the background."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.url, self.browser = url, browser
        self.width, self.theme = WIDE, "light"  # of the windows that do not say
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def page(
        self, phone: str = "", *, width: int = 0, theme: str = "", elder: bool = False
    ) -> Page:
        """Open a browser window of its own: a visitor's, or one where `phone` has logged in."""
        width, theme = width or self.width, theme or self.theme
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": HEIGHT.get(width, 900)},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme=theme,
            has_touch=width < 600,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH)
        self.contexts.append(context)
        if phone:
            self.log_in(context, phone)
        if elder:
            context.add_cookies([{"name": "elder", "value": "on", "url": self.url}])
        page = context.new_page()
        self.watch(page)
        return page

    def log_in(self, context: BrowserContext, phone: str) -> None:
        """Give a window the session that logging in would give it."""
        client = Client()
        account = accounts.by_phone(phone)
        assert account is not None, f"nobody has {phone}"
        client.force_login(account)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])

    def watch(self, page: Page) -> None:
        """Note every error, refused script and failed answer of a page."""
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", lambda line: self._heard(page, line.type, line.text))
        page.on("response", self._answered)

    def _heard(self, page: Page, kind: str, text: str) -> None:
        if kind == "error" and not any(expected in text for expected in EXPECTED):
            self.problems.append(f"{page.url}: {text}")

    def _answered(self, answer: Response) -> None:
        if answer.status >= 500 or (answer.status >= 400 and "/static/" in answer.url):
            self.problems.append(f"{answer.status} {answer.url}")

    def nothing_broke(self) -> None:
        """Fail if any page of the test reported an error, a refused script or a failed answer."""
        assert not self.problems, "\n".join(self.problems)

    def work(self) -> int:
        """Run the background jobs that wait."""
        return self.apart(lambda: drain(now=clock.now(), strict=True))

    @staticmethod
    def apart(job: Callable[[], int]) -> int:
        """Do what the background does in a thread of its own: the browser's event loop runs in this
        one, and signing wants one."""

        def run() -> int:
            try:
                return job()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(run).result()

    def actor(self, phone: str) -> Actor:
        account = accounts.by_phone(phone)
        assert account is not None, f"nobody has {phone}"
        return accounts.actor_for_account(account.pk, now=clock.now())

    def close(self) -> None:
        for context in self.contexts:
            context.close()
