"""A bridge under test: fast simulators, a free port, requests as a browser's page sends them."""

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from tongban.core.devices.bridge import simulators
from tongban.core.devices.bridge.counter import Counter
from tongban.core.devices.bridge.server import HOST, Bridge

CODE = "7KQ2M-ABCDE-23456-XYZXY"
PLATFORM = "http://localhost:8000"


class Quick(dict):
    """The same patience with every kind, in seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            dict.fromkeys(("card", "camera", "signature", "rating", "printer"), seconds)
        )


def counter(folder: Path, *, seconds: float = 5, **drivers: Any) -> Counter:
    return Counter({**simulators.all_of(folder, pause=0), **drivers}, Quick(seconds))


@contextmanager
def running(devices: Counter, *, code: str = CODE, origin: str = PLATFORM) -> Iterator[Bridge]:
    bridge = Bridge(0, devices, code=code, origins=[origin])
    thread = Thread(target=bridge.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield bridge
    finally:
        bridge.shutdown()
        bridge.server_close()
        thread.join(5)


class Answer:
    def __init__(self, found: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.content = found.status, found.headers, found.read()

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.content))


def ask(
    bridge: Bridge,
    path: str,
    *,
    method: str = "POST",
    code: str | None = CODE,
    origin: str | None = PLATFORM,
    body: bytes = b"",
    headers: Mapping[str, str] = {},
) -> Answer:
    link = http.client.HTTPConnection(HOST, bridge.server_port, timeout=10)
    sent = dict(headers)
    if code is not None:
        sent["Authorization"] = f"Bearer {code}"
    if origin is not None:
        sent["Origin"] = origin
    try:
        link.request(method, path, body=body, headers=sent)
        return Answer(link.getresponse())
    finally:
        link.close()
