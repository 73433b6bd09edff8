"""The wire against a real server on this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tongban.core.webhooks import adapter
from tongban.core.webhooks.errors import Unreachable

SEEN: list[tuple[str, bytes, str]] = []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        SEEN.append((self.path, content, self.headers["webhook-id"]))
        self.send_response({"/moved": 302, "/down": 503}.get(self.path, 200))
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"x" * 100_000 if self.path == "/long" else "收到".encode())

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    SEEN.clear()
    with HTTPServer(("127.0.0.1", 0), Handler) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_address[1]}"
        made.shutdown()


def test_what_is_sent_arrives_and_what_is_answered_is_read(server: str) -> None:
    answer = adapter.post(f"{server}/hook", b"[1]", {"webhook-id": "a-1-2"})
    assert (answer.status, answer.text, answer.taken) == (200, "收到", True)
    assert SEEN == [("/hook", b"[1]", "a-1-2")]


def test_a_redirect_is_not_followed(server: str) -> None:
    assert not adapter.post(f"{server}/moved", b"[]", {"webhook-id": "a"}).taken
    assert [path for path, _content, _id in SEEN] == ["/moved"]


def test_a_long_answer_is_read_only_at_its_beginning(server: str) -> None:
    assert len(adapter.post(f"{server}/long", b"[]", {"webhook-id": "a"}).text) == adapter.READ


def test_a_refusal_is_no_taking(server: str) -> None:
    assert not adapter.post(f"{server}/down", b"[]", {"webhook-id": "a"}).taken


def test_nothing_there_is_said_so() -> None:
    with pytest.raises(Unreachable, match="Error"):
        adapter.post("http://127.0.0.1:9/hook", b"[]", {})
