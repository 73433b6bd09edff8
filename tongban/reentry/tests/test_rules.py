"""Patterns that may be run on what people type; places in lists; days."""

from datetime import UTC, datetime, timedelta

import pytest

from tongban.reentry import rules

AT = datetime(2026, 11, 23, 1, 0, 0, 123_456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("", ""),
        (r"[A-Z]{2}\d{12}", ""),
        (r"(鄂|京)药\d{4,8}", ""),
        (r"[)*+]\)\*", ""),
        ("(", "reentry_pattern_wrong"),
        (r"(a+)+$", "reentry_pattern_slow"),
        (r"(a|aa){9}", "reentry_pattern_slow"),
        (r"a*a*a*a*b", "reentry_pattern_slow"),
        ("a?" * 9, "reentry_pattern_slow"),
        ("a" * 121, "reentry_pattern_long"),
    ],
)
def test_a_pattern_must_be_one_that_ends(pattern: str, fault: str) -> None:
    assert rules.pattern_fault(pattern) == fault


@pytest.mark.parametrize(
    ("number", "pattern", "fault"),
    [
        ("YJ20260001", r"YJ\d{8}", ""),
        ("YJ202600012", r"YJ\d{8}", "reentry_number_form"),
        ("YJ２０２６０００１", r"YJ\d{8}", "reentry_number_form"),
        ("whatever", "", ""),
        ("", "", "reentry_number_missing"),
        ("x" * 65, "", "reentry_number_long"),
        ("a\u200bb", "", "reentry_number_long"),
    ],
)
def test_a_number_has_the_form_of_its_system(number: str, pattern: str, fault: str) -> None:
    assert rules.fault(number, pattern) == fault


def test_blanks_that_copying_brings_are_no_part_of_a_number() -> None:
    assert rules.clean(" YJ 2026\t0001\u3000\n") == "YJ20260001"


def test_days_count_from_the_day_after_acceptance_in_local_days() -> None:
    assert rules.waited(AT, AT + timedelta(hours=14)) == 0
    assert rules.waited(AT, AT + timedelta(hours=16)) == 1  # past midnight in Asia/Shanghai
    assert rules.waited(AT, AT - timedelta(days=3)) == 0


@pytest.mark.parametrize("junk", ["", "x", "1", "1.x", ".1", "1.", "-1.1", "9" * 18 + ".1", "١.١"])
def test_a_place_is_read_back_and_junk_begins_at_the_start(junk: str) -> None:
    assert rules.place_of(rules.place_key(AT, 7)) == (AT, 7)
    assert rules.place_of(junk) is None
