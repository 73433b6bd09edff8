"""A line of progress at a terminal: how much is done, how fast, how long it will still take."""

from collections.abc import Callable
from typing import TextIO

Bar = Callable[[str, int], Callable[[int], None]]
"""Begins a line with its title and total; what it returns is told how many steps were done."""

WIDTH = 24


def line(title: str, done: int, total: int, seconds: float) -> str:
    """Return the line after `seconds`; what is left is estimated by the rate so far.

    >>> line("实施清单", 3000, 12000, 10.0)
    '实施清单 [######------------------] 3,000 / 12,000 · 300 项/秒 · 还要约 30 秒'
    """
    filled = WIDTH * done // total if total else WIDTH
    said = f"{title} [{'#' * filled}{'-' * (WIDTH - filled)}] {done:,} / {total:,}"
    if not done or seconds <= 0:
        return said
    rate = done / seconds
    said += f" · {rate:,.0f} 项/秒" if rate >= 1 else f" · {rate:.1f} 项/秒"
    if done < total:
        return f"{said} · 还要{remaining((total - done) / rate)}"
    return f"{said} · 用了{remaining(seconds)}"


def remaining(seconds: float) -> str:
    """Return a time as people say it.

    >>> remaining(0.4), remaining(42), remaining(200)
    ('不到 1 秒', '约 42 秒', '约 3 分 20 秒')
    """
    whole = round(seconds)
    if whole < 1:
        return "不到 1 秒"
    if whole < 60:
        return f"约 {whole} 秒"
    return f"约 {whole // 60} 分 {whole % 60} 秒"


class Progress:
    """Writes lines of progress to a stream: over the same line at a terminal, else now and then."""

    def __init__(
        self,
        out: TextIO,
        clock: Callable[[], float],
        *,
        indent: str = "    ",
        often: float = 0.2,
        seldom: float = 10.0,
    ) -> None:
        self.out, self.clock, self.indent = out, clock, indent
        self.live = out.isatty()
        self.pause = often if self.live else seldom

    def bar(self, title: str, total: int) -> Callable[[int], None]:
        """Begin a line (a `Bar`)."""
        begun = said = self.clock()
        done = 0

        def step(count: int) -> None:
            nonlocal done, said
            done += count
            now = self.clock()
            if done < total and now - said < self.pause:
                return
            said = now
            end = "\n" if done >= total or not self.live else ""
            start = "\r\x1b[K" if self.live else ""
            self.out.write(f"{start}{self.indent}{line(title, done, total, now - begun)}{end}")
            self.out.flush()

        return step
