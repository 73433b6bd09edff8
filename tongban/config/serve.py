"""`tongban serve`: bring the database up to date, then serve web and jobs under one command.

Runs without Django itself, so that a start that has nothing to do takes a moment: what there is
to do is seen from the files, and done by `tongban prepare` in a process of its own.
"""

import argparse
import hashlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Thread

from granian.constants import Interfaces
from granian.server import Server

from tongban.config import settings
from tongban.config.serving import AlreadyServing, DataLock, JobsChild, forked, lead, listening

PACKAGE = settings.ROOT / "tongban"
STATE = settings.VAR / ".prepared"
WELCOME = settings.VAR / ".welcome"
SMALL, FULL = "small", "full"
PAUSE = 0.1  # seconds between two looks whether the web worker listens


def wanted() -> str:
    """Return one hash over all that the database is made from: migrations, demo, dependencies."""
    digest = hashlib.sha256(str(settings.DATABASES["default"]["NAME"]).encode())
    for path in _sources():
        digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterable[Path]:
    yield settings.ROOT / "requirements" / "base.txt"
    yield from sorted(PACKAGE.glob("**/migrations/0*.py"))
    if settings.DEMO:
        yield from sorted(PACKAGE.glob("**/demo.py"))
        yield from sorted(PACKAGE.glob("**/demo/*.py"))


def prepare(scale: str = SMALL) -> None:
    """Migrate and fill if anything has changed since that was last done.

    A database that was filled at full scale once stays so, whatever later starts ask for.
    """
    database = settings.DATABASES["default"]
    there = "sqlite3" not in database["ENGINE"] or Path(database["NAME"]).exists()
    before = STATE.read_text(encoding="ascii").split() if there and STATE.exists() else []
    if before[1:] == [FULL]:
        scale = FULL
    state = f"{wanted()} {scale}"
    if before == state.split():
        return
    command = [sys.executable, "-m", "tongban", "prepare", "--scale", scale]
    subprocess.run(command, check=True)  # noqa: S603  (one of two words)
    STATE.write_text(state, encoding="ascii")


def welcome(address: str) -> None:
    """Say where it is, and in the demonstration with which accounts to try it."""
    said = [f"通办已启动：{address}    （Ctrl-C 停止）", ""]
    if settings.DEMO and WELCOME.exists():
        said += WELCOME.read_text(encoding="utf-8").splitlines()
    sys.stdout.write("\n" + "".join(f"  {line}\n" for line in said) + "\n")
    sys.stdout.flush()


def announce(up: Callable[[], bool], address: str) -> None:
    """Say that it is started once the address answers, and not before."""

    def wait() -> None:
        while not up():
            time.sleep(PAUSE)
        welcome(address)

    Thread(target=wait, name="welcome", daemon=True).start()


def serve(host: str, port: int, threads: int, *, jobs: bool) -> None:
    """Serve until stopped; jobs run in a child that comes after the web worker and goes with it."""
    server = Server(
        "tongban.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        respawn_failed_workers=True,
        log_enabled=False,
    )
    worker = forked()

    def up() -> bool:
        return worker.is_set() and listening(host, port)

    if jobs:
        child = JobsChild(
            # The web worker asks for no checks either: they load every page, at every start.
            [sys.executable, "-m", "tongban", "jobs", "--skip-checks"],
            up=up,
            say=sys.stderr.write,
        )
        server.on_startup(child.start)
        server.on_shutdown(child.stop)
    server.on_startup(lambda: announce(up, f"http://localhost:{port}"))
    server.serve()


def main(arguments: list[str]) -> None:
    """Run `tongban serve`."""
    parser = argparse.ArgumentParser(prog="tongban serve", description="启动网页和后台任务")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址")
    parser.add_argument("--port", type=int, default=int(settings.env("PORT", "8000")))
    parser.add_argument("--threads", type=int, default=16, help="网页线程数")
    parser.add_argument(
        "--scale",
        choices=(SMALL, FULL),
        default=SMALL,
        help="演示库的规模：small 几秒填好；full 全市六县 12,019 项，约两分钟",
    )
    parser.add_argument("--no-jobs", action="store_true", help="后台任务另行启动")
    given = parser.parse_args(arguments)
    address = f"http://localhost:{given.port}"
    try:
        with DataLock(settings.VAR) as lock:
            lock.write(address)
            lead()
            prepare(given.scale)
            serve(given.host, given.port, given.threads, jobs=not given.no_jobs)
    except AlreadyServing as busy:
        sys.exit(
            f"已有一个通办在使用 {settings.VAR}，地址 {busy}。\n"
            "请直接打开它，或先停止它（Ctrl-C）再启动。"
        )
    except subprocess.CalledProcessError as failed:
        sys.exit(
            f"数据库没有准备好（见上）。修正后再次启动即可，已有数据不受影响。[{failed.returncode}]"
        )
