"""`./bench`: start one process a database, print one table. Asserts nothing about time."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
EFFORTS = {"quick": (9, 20), "normal": (45, 60), "full": (300, 300)}  # lifecycles, reads
HEADS = (
    "database",
    "cases",
    "what",
    "a second",
    "bare SQL",
    "ratio",
    "median ms",
    "p95 ms",
    "stmts",
)


def main() -> None:
    """Measure SQLite, and PostgreSQL unless told not to; print as it comes."""
    options = _options()
    lifecycles, reads = EFFORTS[options.effort]
    begun = time.monotonic()
    print(machine())
    print(row(HEADS))
    runs = [("SQLite", "10000", sqlite_url)]
    if not options.sqlite_only:
        runs.insert(0, ("PostgreSQL", "10000,100000", postgres_url))
    for name, sizes, url_of in runs:
        with tempfile.TemporaryDirectory(prefix="tongban-bench-") as folder:
            for url in url_of(folder):
                for found in measure(url, folder, sizes, lifecycles, reads):
                    print_size(name, found)
    took = time.monotonic() - begun
    print(f"\n{took:.0f} s in all; {lifecycles} lifecycles and {reads} reads a row")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./bench", description=__doc__)
    effort = parser.add_mutually_exclusive_group()
    for name in ("quick", "full"):
        effort.add_argument(f"--{name}", dest="effort", action="store_const", const=name)
    parser.add_argument("--sqlite-only", action="store_true")
    parser.set_defaults(effort="normal")
    return parser.parse_args()


def machine() -> str:
    """Return what the numbers were measured on, in a line."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines()
                 if line.startswith("model name")]  # fmt: skip
        cpu = names[0] if names else cpu
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} × {cpu}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.release()}, load {load:.1f}"
    )


def sqlite_url(folder: str) -> Iterator[str]:
    """Give a database file of its own."""
    yield f"sqlite:///{folder}/bench.sqlite3"


def postgres_url(_folder: str) -> Iterator[str]:
    """Give a database of its own on the server of DATABASE_URL; dropped afterwards."""
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"tongban_bench_{os.getpid()}"
    admin = urlunsplit(server._replace(path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            yield urlunsplit(server._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measure(
    url: str, folder: str, sizes: str, lifecycles: int, reads: int
) -> Iterator[dict[str, Any]]:
    """Run one database's part in a process of its own; yield what it says of each size."""
    surroundings = {
        **os.environ,
        "DATABASE_URL": url,
        "TONGBAN_VAR": folder,
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
    }
    command = [sys.executable, "-m", "benchmarks.child", sizes, str(lifecycles), str(reads)]
    log = Path(folder) / "stderr"
    with log.open("w") as errors, subprocess.Popen(
        command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=errors, text=True
    ) as child:  # fmt: skip
        for line in child.stdout or ():
            if line.startswith("RESULT "):
                yield json.loads(line.removeprefix("RESULT "))
    if child.returncode:
        sys.exit(f"the bench stopped on {url.split(':', 1)[0]}:\n{log.read_text()[-4000:]}")


def print_size(name: str, found: dict[str, Any]) -> None:
    """Print the rows of one database at one size."""
    size = f"{found['size']:,}"
    for kind, title in (("cases", "case lifecycle"), ("workflow", "workflow alone")):
        one = found[kind]
        acts = " ".join(f"{act} {count}" for act, count in one["statements"].items())
        print(row((name, size, title, f"{one['rate']:.1f}", f"{one['bare']:.1f}",
                   f"{one['ratio']:.1f}", f"{one['each']['served_ms']:.1f}", "",
                   str(sum(one["statements"].values()))), acts))  # fmt: skip
    for kind, title in (("list", "API list of 50"), ("detail", "API one case")):
        page = found["pages"][kind]
        print(row((name, size, title, "", "", "", f"{page['median_ms']:.1f}",
                   f"{page['p95_ms']:.1f}", str(page["statements"]))))  # fmt: skip
    sys.stdout.flush()


def row(cells: tuple[str, ...], more: str = "") -> str:
    """Return a line of the table; numbers to the right."""
    widths = (-11, 8, -16, 9, 9, 6, 10, 8, 6)
    shown = [f"{c:<{-w}}" if w < 0 else f"{c:>{w}}" for c, w in zip(cells, widths, strict=True)]
    return " ".join(shown) + (f"  {more}" if more else "")


if __name__ == "__main__":
    main()
