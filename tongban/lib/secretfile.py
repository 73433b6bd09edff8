"""Secrets that live in files of their own, made at their first use."""

import os
import secrets
import shutil
from collections.abc import Callable
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


def write(path: Path, content: bytes) -> None:
    """Write a file of mode 0600 that must not be there yet. Raises FileExistsError."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def make_folder(folder: Path, fill: Callable[[Path], None], *, mark: str) -> None:
    """Make a folder of secrets by `fill`; it appears whole, and of two processes at once the first
    one's stays. `mark` is the file by which one sees that it is there.
    """
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.{secrets.token_hex(4)}")
    fresh.mkdir(mode=0o700)
    try:
        fill(fresh)
        os.rename(fresh, folder)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        if not (folder / mark).exists():
            raise
