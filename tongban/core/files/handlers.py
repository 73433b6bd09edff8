"""clamd as a scanner (INSTREAM over TCP), used when the installation names its address."""

import socket
import struct
from collections.abc import Callable
from typing import BinaryIO

from tongban.core.files.types import Verdict

CHUNK = 64 * 1024
TIMEOUT_SECONDS = 60


def clamd(address: str) -> Callable[[BinaryIO], Verdict]:
    """Give a scanner that asks the clamd at `host:port`; it raises OSError when that is away."""
    host, _colon, port = address.rpartition(":")

    def scan(stream: BinaryIO) -> Verdict:
        with socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS) as line:
            line.sendall(b"zINSTREAM\0")
            while block := stream.read(CHUNK):
                line.sendall(struct.pack(">I", len(block)) + block)
            line.sendall(struct.pack(">I", 0))
            answer = b""
            while part := line.recv(4096):
                answer += part
        text = answer.rstrip(b"\0\n").decode(errors="replace").removeprefix("stream: ")
        if text == "OK":
            return Verdict(clean=True)
        if text.endswith(" FOUND"):
            return Verdict(clean=False, finding=text.removesuffix(" FOUND"))
        raise OSError(f"clamd answered {text[:80]!r}")

    return scan
