"""元 and 分, both ways, and in full."""

import pytest

from tongban.lib.money import in_capitals, in_fen, in_yuan


@pytest.mark.parametrize(
    ("fen", "text", "grouped"),
    [
        (0, "0.00", "0.00"),
        (5, "0.05", "0.05"),
        (4000, "40.00", "40.00"),
        (-123450, "-1234.50", "-1,234.50"),
        (10**14 + 1, "1000000000000.01", "1,000,000,000,000.01"),
    ],
)
def test_yuan_are_exact_however_large(fen: int, text: str, grouped: str) -> None:
    assert (in_yuan(fen), in_yuan(fen, grouped=True)) == (text, grouped)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12.5", 1250),
        ("1,200", 120_000),
        (" 0.01 ", 1),
        ("-1", None),
        ("1.234", None),
        ("", None),
        ("１２", None),
        ("1e3", None),
    ],
)
def test_what_is_typed_is_a_sum_or_nothing(text: str, fen: int | None) -> None:
    assert in_fen(text) == fen


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (4000, "肆拾元整"),
        (-4000, "负肆拾元整"),
        (50, "伍角整"),
        (3, "叁分"),
        (4050, "肆拾元伍角整"),
        (4005, "肆拾元零伍分"),
        (100_505, "壹仟零伍元零伍分"),
        (10_050_000, "壹拾万零伍佰元整"),
        (20_500_000, "贰拾万伍仟元整"),
        (12_345_678_912, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分"),
        (10_000_000_100, "壹亿零壹元整"),
    ],
)
def test_sums_are_written_in_full(fen: int, text: str) -> None:
    assert in_capitals(fen) == text
