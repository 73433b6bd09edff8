"""Progress at a terminal and in a log."""

import io

from tongban.lib.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_now_and_then_and_one_at_the_end() -> None:
    times = iter([0.0, 1.0, 11.0, 12.0])
    out = io.StringIO()
    step = Progress(out, lambda: next(times)).bar("机构", 30)
    for _ in range(3):
        step(10)
    first, last = out.getvalue().splitlines()
    assert "20 / 30 · 2 项/秒 · 还要约 6 秒" in first  # 20 in 11 s
    assert "30 / 30" in last and "用了约 12 秒" in last  # noqa: PT018


def test_a_terminal_keeps_to_one_line() -> None:
    times = iter([0.0, 1.0, 2.0])
    out = Terminal()
    step = Progress(out, lambda: next(times)).bar("机构", 4)
    step(2)
    step(2)
    assert out.getvalue().count("\n") == 1
    assert out.getvalue().count("\r") == 2
