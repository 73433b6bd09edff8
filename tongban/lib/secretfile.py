"""A secret that lives in a file of its own, made at its first use."""

import os
import secrets
from pathlib import Path


def read_or_make(path: Path, *, size: int = 48) -> str:
    """Return the text of `path`; if there is none, make one of `size` random bytes (URL-safe).

    The file is created with mode 0600 and appears whole: two processes that start together agree
    on the one that was linked first. Raises OSError where the folder cannot be written.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(size) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()
