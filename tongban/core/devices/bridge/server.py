"""The bridge's HTTP face, on 127.0.0.1 alone.

    GET  /devices     {"devices": [{"kind", "name", "state", "simulated"}]}
    POST /read/card   {"simulated", "name", "number", "sex", "nation", "born", "address", …}
    POST /capture     the page, as image/jpeg or image/png
    POST /sign        {"text"} -> image/png
    POST /rate        {"text"} -> {"simulated", "level"}
    POST /print?title=…   application/pdf -> {"simulated", "printed"}

Each asks for `Authorization: Bearer <pairing code>`; a browser's page must come from an allowed
origin. A refusal is {"error", "detail"}, the detail a sentence to show.
"""

import json
import sys
from collections.abc import Callable, Collection
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tongban.core.devices import rules
from tongban.core.devices.bridge.counter import Counter
from tongban.core.devices.bridge.wording import sentence
from tongban.core.devices.errors import BadInput, DeviceError, StrangeOrigin, UnknownAct, Unpaired
from tongban.core.devices.types import (
    CAMERA,
    CARD,
    PRINTER,
    RATING,
    SIGNATURE,
    Card,
    Picture,
)  # fmt: skip

HOST = "127.0.0.1"
TEXT_MOST = 200
JSON_MOST = 10_000
PDF_MOST_MB = 20
SIMULATED = "X-Device-Simulated"
PATIENCE = 30  # seconds for a request to arrive


class Bridge(ThreadingHTTPServer):
    """The server; `counter` holds the devices, `code` is the pairing code, `origins` who may ask.

    Raises OSError where the port is taken. Port 0 takes a free one.
    """

    daemon_threads = True

    def __init__(self, port: int, counter: Counter, *, code: str, origins: Collection[str]) -> None:
        super().__init__((HOST, port), Handler)
        self.counter, self.code = counter, code
        self.origins = frozenset(origins)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    server: Bridge

    def do_OPTIONS(self) -> None:
        """Answer a browser that asks before it asks."""
        self._answer(lambda: self._send(204, b"", "", preflight=True), paired=False)

    def do_GET(self) -> None:
        self._answer(lambda: self._run(READS))

    def do_POST(self) -> None:
        self._answer(lambda: self._run(ACTS))

    def _answer(self, act: Callable[[], None], *, paired: bool = True) -> None:
        try:
            if not rules.is_own_name(self.headers.get("Host", ""), self.server.server_port):
                raise StrangeOrigin()
            if not rules.is_allowed(self.headers.get("Origin"), self.server.origins):
                raise StrangeOrigin()
            if paired and not self._is_paired():
                raise Unpaired()
            act()
        except DeviceError as error:
            said = {"error": error.reason, "detail": sentence(error)}
            self._send_json(error.status, said)

    def _is_paired(self) -> bool:
        scheme, _space, code = self.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and rules.same_code(code, self.server.code)

    def _run(self, routes: dict[str, Callable[["Handler"], None]]) -> None:
        act = routes.get(urlsplit(self.path).path)
        if act is None:
            raise UnknownAct()
        act(self)

    # --- the acts -----------------------------------------------------------------------------

    def devices(self) -> None:
        rows = [asdict(row) for row in self.server.counter.rows()]
        self._send_json(200, {"devices": rows})

    def read_card(self) -> None:
        self._json()
        card: Card = self._use(CARD, lambda driver, stop: driver.read(stop))
        told = {**asdict(card), "simulated": self._simulated(CARD)}
        self._send_json(200, told)

    def capture(self) -> None:
        self._json()
        self._send_picture(CAMERA, self._use(CAMERA, lambda driver, stop: driver.capture(stop)))

    def sign(self) -> None:
        text = self._text()
        made = self._use(SIGNATURE, lambda driver, stop: driver.sign(stop, text))
        self._send_picture(SIGNATURE, made)

    def rate(self) -> None:
        text = self._text()
        level = self._use(RATING, lambda driver, stop: driver.rate(stop, text))
        self._send_json(200, {"simulated": self._simulated(RATING), "level": level})

    def print(self) -> None:
        if self.headers.get_content_type() != "application/pdf":
            raise BadInput("device_not_pdf")
        content = self._body(PDF_MOST_MB * 1024 * 1024)
        if not content.startswith(b"%PDF-"):
            raise BadInput("device_not_pdf")
        title = parse_qs(urlsplit(self.path).query).get("title", [""])[0][:TEXT_MOST]
        where = self._use(PRINTER, lambda driver, stop: driver.print(stop, title, content))
        self._send_json(200, {"simulated": self._simulated(PRINTER), "printed": where})

    def _use(self, kind: str, act: Callable[[Any, Event], Any]) -> Any:
        return self.server.counter.use(kind, act)

    def _simulated(self, kind: str) -> bool:
        return self.server.counter.drivers[kind].simulated

    # --- what is sent to it -------------------------------------------------------------------

    def _body(self, most: int) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()) or "Transfer-Encoding" in self.headers:
            raise BadInput()
        if len(length) > 12 or int(length) > most:
            raise BadInput("device_too_large", most=max(1, most // 1024 // 1024))
        content = self.rfile.read(int(length))
        if len(content) != int(length):
            raise BadInput()
        return content

    def _json(self) -> dict[str, Any]:
        content = self._body(JSON_MOST)
        try:
            found = json.loads(content or b"{}")
        except (ValueError, RecursionError):
            raise BadInput() from None
        if not isinstance(found, dict):
            raise BadInput()
        return found

    def _text(self) -> str:
        text = self._json().get("text", "")
        if not isinstance(text, str):
            raise BadInput()
        if len(text) > TEXT_MOST:
            raise BadInput("device_text_long", most=TEXT_MOST)
        return text

    # --- what it sends ------------------------------------------------------------------------

    def _send_picture(self, kind: str, picture: Picture) -> None:
        self._send(200, picture.content, picture.media_type, simulated=self._simulated(kind))

    def _send_json(self, status: int, what: dict[str, Any]) -> None:
        content = json.dumps(what, ensure_ascii=False, default=str).encode()
        self._send(status, content, "application/json; charset=utf-8")

    def _send(
        self,
        status: int,
        content: bytes,
        media_type: str,
        *,
        preflight: bool = False,
        simulated: bool = False,
    ) -> None:
        self.send_response(status)
        origin = self.headers.get("Origin")
        if origin in self.server.origins:
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Expose-Headers", SIMULATED)
            if preflight:
                self.send_header("Access-Control-Allow-Methods", "GET, POST")
                self.send_header("Access-Control-Allow-Headers", "authorization, content-type")
                self.send_header("Access-Control-Allow-Private-Network", "true")
                self.send_header("Access-Control-Max-Age", "600")
        self.send_header("Vary", "Origin")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if simulated:
            self.send_header(SIMULATED, "1")
        if media_type:
            self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")  # of a refused request the body was not read
        self.end_headers()
        self.wfile.write(content)

    def version_string(self) -> str:
        return "tongban-bridge"

    def log_message(self, format: str, *args: Any) -> None:
        """Say what was asked and how it ended; never what was read."""
        sys.stderr.write(f"{self.log_date_time_string()} {format % args}\n")


READS: dict[str, Callable[[Handler], None]] = {"/devices": Handler.devices}
ACTS: dict[str, Callable[[Handler], None]] = {
    "/read/card": Handler.read_card,
    "/capture": Handler.capture,
    "/sign": Handler.sign,
    "/rate": Handler.rate,
    "/print": Handler.print,
}
