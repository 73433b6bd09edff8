"""`./bench`: start one process a database, print one table. Asserts nothing about time."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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


CASE_WIDTHS = (-11, 8, -16, 9, 9, 6, 10, 8, 6)
ROUNDS = {"quick": 1, "normal": 3, "full": 10}
CATALOGUE_HEADS = ("database", "rows", "seconds", "a second")
CATALOGUE_WIDTHS = (-11, 8, 9, 9)
EXCHANGE_HEADS = ("database", "what", "seconds", "processor", "MB at most", "a second")
EXCHANGE_WIDTHS = (-11, -22, 8, 10, 11, 9)
EXCHANGE_WORDS = {"out": "out", "in": "in, all changed", "same": "in, nothing changed"}
LISTS = 12_019
LICENCES = {"quick": 20, "normal": 60, "full": 300}
LICENCE_HEADS = (
    "database", "licences", "a second", "issued", "made", "a core", "ratio", "stmts",
)  # fmt: skip
LICENCE_WIDTHS = (-11, 8, 8, 8, 8, 8, 6, 7)
HUB_HEADS = ("database", "batch", "seconds", "processor", "bare SQL", "ratio")
HUB_WIDTHS = (-11, -14, 8, 10, 9, 6)
SEARCH_HEADS = ("database", "titles", "what", "p50 ms", "p95 ms", "max ms", "ratio", "stmts")
SEARCH_WIDTHS = (-11, 8, -20, 7, 7, 7, 6, 6)


def main() -> None:
    """Measure SQLite, and PostgreSQL unless told not to; print as it comes."""
    options = _options()
    begun = time.monotonic()
    print(machine())
    for name, part in PARTS.items():
        if name in (options.only or PARTS):
            print(f"\n{part.title}")
            part.run(options)
    print(f"\n{time.monotonic() - begun:.0f} s in all")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./bench", description=__doc__)
    effort = parser.add_mutually_exclusive_group()
    for name in ("quick", "full"):
        effort.add_argument(f"--{name}", dest="effort", action="store_const", const=name)
    parser.add_argument("--sqlite-only", action="store_true")
    parser.add_argument(
        "--million", action="store_true", help="cases at 1,000,000 too (PostgreSQL)"
    )
    parser.add_argument("--only", action="append", choices=list(PARTS), help="a part; repeatable")
    parser.set_defaults(effort="normal")
    return parser.parse_args()


def databases(options: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """Yield name, URL and folder of a database made for one part, PostgreSQL first."""
    runs: list[tuple[str, Callable[[str], Iterator[str]]]] = [("SQLite", sqlite_url)]
    if not options.sqlite_only:
        runs.insert(0, ("PostgreSQL", postgres_url))
    for name, url_of in runs:
        with tempfile.TemporaryDirectory(prefix="tongban-bench-") as folder:
            for url in url_of(folder):
                yield name, url, folder


def run_cases(options: argparse.Namespace) -> None:
    """Lifecycles, lists and details at each size."""
    lifecycles, reads = EFFORTS[options.effort]
    largest = [1_000_000] if options.million else []
    print(f"{lifecycles} lifecycles and {reads} reads a row")
    print(row(HEADS, CASE_WIDTHS))
    for name, url, folder in databases(options):
        sizes = [10_000] if name == "SQLite" else [10_000, 100_000, *largest]
        for found in measure(
            url, folder, "measure", ",".join(map(str, sizes)), str(lifecycles), str(reads)
        ):
            print_size(name, found)


def run_search(options: argparse.Namespace) -> None:
    """Suggestions and finds among 12,019 items."""
    print(row(SEARCH_HEADS, SEARCH_WIDTHS))
    for name, url, folder in databases(options):
        for found in measure(url, folder, "search", str(ROUNDS[options.effort])):
            print_search(name, found)


def run_catalogue(options: argparse.Namespace) -> None:
    """The full demonstration's catalogue, filled and checked up."""
    print(row(CATALOGUE_HEADS, CATALOGUE_WIDTHS))
    for name, url, folder in databases(options):
        for found in measure(url, folder, "catalogue"):
            for what, (rows, seconds) in found["lines"].items():
                rate = f"{rows / seconds:,.0f}" if seconds else ""
                print(row((name, f"{rows:,}", f"{seconds:.1f}", rate), CATALOGUE_WIDTHS, what))
            print(f"{'':>12}{found['findings']:,} findings, {found['megabytes']:.0f} MB at most")
            sys.stdout.flush()


def run_exchange(options: argparse.Namespace) -> None:
    """The full demonstration's lists out and in, as xlsx and as JSON Lines."""
    print(row(EXCHANGE_HEADS, EXCHANGE_WIDTHS))
    for name, url, folder in databases(options):
        for found in measure(url, folder, "exchange"):
            seconds = found["seconds"]
            what = f"{found['kind']} {EXCHANGE_WORDS[found['what']]}"
            more = f"{found['rows']:,} rows"
            if "file_mb" in found:
                more += f", {found['file_mb']:.1f} MB"
            if "looked" in found:
                looked = found["looked"]
                more = f"{looked:.1f} s the dry run, {seconds - looked:.1f} s the import"
            cells = (name, what, f"{seconds:.1f}", f"{found['processor']:.1f}",
                     f"{found['megabytes']:.0f}", f"{LISTS / seconds:,.0f}")  # fmt: skip
            print(row(cells, EXCHANGE_WIDTHS, more))
            sys.stdout.flush()


def run_licences(options: argparse.Namespace) -> None:
    """Licences issued and made by one process."""
    print(row(LICENCE_HEADS, LICENCE_WIDTHS))
    for name, url, folder in databases(options):
        for found in measure(url, folder, "licences", str(LICENCES[options.effort])):
            count, whole = found["licences"], found["issue"] + found["make"]
            statements = "+".join(str(found["statements"][act]) for act in ("issue", "make"))
            cells = (name, str(count), f"{count / whole:.1f}", f"{count / found['issue']:,.0f}",
                     f"{count / found['make']:.1f}", f"{count / found['processor']:.1f}",
                     f"{whole / found['bare']:.1f}", statements)  # fmt: skip
            print(row(cells, LICENCE_WIDTHS))
            sys.stdout.flush()


def run_hub(options: argparse.Namespace) -> None:
    """A batch of ten thousand cases, and a receiver that was away."""
    print(row(HUB_HEADS, HUB_WIDTHS))
    for name, url, folder in databases(options):
        for found in measure(url, folder, "hub"):
            if "batch" in found:
                bare = f"{found['bare']:.1f}" if "bare" in found else ""
                ratio = f"{found['seconds'] / found['bare']:.1f}" if bare else ""
                cells = (name, found["batch"], f"{found['seconds']:.1f}",
                         f"{found['processor']:.1f}", bare, ratio)  # fmt: skip
                more = f"{found['created']:,} new, {found['changed']:,} changed"
                print(row(cells, HUB_WIDTHS, more))
            else:
                order = "in order" if found["in_order"] else "NOT in order"
                print(f"{name:<11} away for {found['away']}: {found['acts']:,} acts, "
                      f"{found['lost']} lost, {found['twice']} twice, {order}; {found['tries']} "
                      f"tries meanwhile; back, at most {found['most']} a second of "
                      f"{found['per_second']} allowed, level after {found['caught_up']:.0f} s of "
                      f"its clock ({found['rate']:,.0f} a second of ours)")  # fmt: skip
            sys.stdout.flush()


@dataclass(frozen=True)
class Part:
    """A part of the bench: what it is about, and what runs it."""

    title: str
    run: Callable[[argparse.Namespace], None]


PARTS = {
    "cases": Part("Cases: one lifecycle after another, and what the API reads", run_cases),
    "catalogue": Part("Catalogue: 12,019 lists published, and checked up", run_catalogue),
    "exchange": Part("Exchange: 12,019 lists out and in again", run_exchange),
    "hub": Part("Case hub: 10,000 lines a batch; a receiver that was away", run_hub),
    "licences": Part("Licences: issued, signed, typeset and sealed, one process", run_licences),
    "search": Part("Search: 12,019 published items, generated", run_search),
}


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


def measure(url: str, folder: str, part: str, *arguments: str) -> Iterator[dict[str, Any]]:
    """Run one part on one database in a process of its own; yield what it says, as it says it."""
    surroundings = {
        **os.environ,
        "DATABASE_URL": url,
        "TONGBAN_VAR": folder,
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
    }
    command = [sys.executable, "-m", "benchmarks.child", part, *arguments]
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
                   str(sum(one["statements"].values()))), CASE_WIDTHS, acts))  # fmt: skip
    for title, page in found["pages"].items():
        print(row((name, size, title, "", "", "", f"{page['median_ms']:.1f}",
                   f"{page['p95_ms']:.1f}", str(page["statements"])), CASE_WIDTHS))  # fmt: skip
    sys.stdout.flush()


def print_search(name: str, found: dict[str, Any]) -> None:
    """Print the rows of one catalogue on one database."""
    titles = f"{found['titles']:,}"
    fill = found["fill"]
    note = f"{fill['new_cpu']:.1f} s of processor; again, unchanged: {fill['again']:.2f} s"
    if "dropped" in fill:
        note += f"; the former taken out in {fill['dropped']:.1f} s of processor"
    print(row((name, titles, "indexing all", "", "", f"{fill['new'] * 1000:,.0f}", "", ""),
              SEARCH_WIDTHS, note))  # fmt: skip
    for what, one in found["asked"].items():
        ratio = f"{one['ratio']:.1f}" if one["ratio"] else ""
        print(row((name, titles, what, f"{one['p50']:.1f}", f"{one['p95']:.1f}",
                   f"{one['max']:.1f}", ratio, str(one["statements"])), SEARCH_WIDTHS,
                  "slowest: " + " ".join(one["slowest"])))  # fmt: skip
        kinds = ", ".join(f"{kind} {ms:.1f}" for kind, ms in one["p95_by_kind"].items())
        print(f"{'':>22}p95 by kind: {kinds}")
    sys.stdout.flush()


def row(cells: tuple[str, ...], widths: tuple[int, ...], more: str = "") -> str:
    """Return a line of the table; numbers to the right."""
    shown = [f"{c:<{-w}}" if w < 0 else f"{c:>{w}}" for c, w in zip(cells, widths, strict=True)]
    return " ".join(shown) + (f"  {more}" if more else "")


if __name__ == "__main__":
    main()
