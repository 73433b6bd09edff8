"""Numbers: real samples, wrong ones with their reasons, and makers that pass the checks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.lib import identifiers as ids
from tongban.lib.identifiers import IdentifierError

REAL_USCC = "11370800MB28559184"
REAL_TASK = REAL_USCC + "3" + "370117002011"


def reason(check, text: str) -> str:
    with pytest.raises(IdentifierError) as refused:
        check(text)
    return refused.value.reason


def test_a_published_task_code_passes_whole_and_in_parts():
    assert ids.uscc(REAL_USCC) == REAL_USCC
    assert ids.task_code(f" {REAL_TASK.lower()} ") == REAL_TASK
    assert ids.handling_code(REAL_TASK + "01") == REAL_TASK + "01"


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        (ids.uscc, REAL_USCC[:-1], "uscc_length"),
        (ids.uscc, "11370800MB2855918I", "uscc_characters"),
        (ids.uscc, "11370800MB28559185", "uscc_check"),
        (ids.uscc, "１1370800MB2855918", "uscc_length"),
        (ids.task_code, REAL_TASK[:-1], "task_code_length"),
        (ids.task_code, REAL_USCC + "7" + "370117002011", "task_code_level"),
        (ids.task_code, "11370800MB28559185" + "3370117002011", "uscc_check"),
        (ids.handling_code, REAL_TASK + "A1", "handling_code_serial"),
        (ids.handling_code, REAL_TASK, "handling_code_length"),
        (ids.catalogue_code, "37011700201", "catalogue_code_length"),
        (ids.catalogue_code, "37011700201-", "catalogue_code_characters"),
        (ids.identity, "42129919900101001", "identity_length"),
        (ids.identity, "4212991990010100A1", "identity_characters"),
        (ids.identity, "421299199002300014", "identity_date"),
        (ids.mobile, "1200000000", "phone_shape"),
        (ids.phone, "电话", "phone_shape"),
        (ids.project_code, "2509-320193-89-01-54406", "project_code_shape"),
        (ids.mod_37_36, "1.2", "mod_37_36_characters"),
    ],
)
def test_what_is_wrong_is_said_by_its_reason(check, text, expected):
    assert reason(check, text) == expected


def test_an_identity_number_needs_its_check_character_and_no_known_region():
    # the worked example printed in GB 11643-1999
    assert ids.identity("11010519491231002x") == "11010519491231002X"
    assert reason(ids.identity, "110105194912310021") == "identity_check"
    with pytest.raises(IdentifierError, match="identity_date"):
        ids.identity(ids.demo_identity(1, date(2030, 1, 1)), on=date(2026, 11, 23))


@pytest.mark.parametrize(
    ("text", "clean"),
    [("+86 138-0000-0000", "13800000000"), ("0715-8888888", "0715-8888888"), ("12345", "12345")],
)
def test_phones_are_taken_as_people_write_them(text, clean):
    assert ids.phone(text) == clean


def test_project_code_shape():
    assert ids.project_code("2509-320193-89-01-544060") == "2509-320193-89-01-544060"


def test_mod_37_36_against_the_standards_own_sample():
    # ISO 7064: A12425GABC1234002 has the check character M
    assert ids.mod_37_36("A12425GABC1234002") == "M"
    assert ids.mod_37_36_valid("A12425GABC1234002M")
    assert not ids.mod_37_36_valid("A12425GABC1234020M")


def test_organisation_check_character():
    assert ids.organisation_check("74765717") == "4"


@given(st.integers(0, 9_999_999), st.sampled_from(["11", "12", "91", "92", "93"]))
def test_demo_uscc_is_valid_and_in_no_region(serial, kind):
    number = ids.demo_uscc(serial, kind=kind)
    assert ids.uscc(number) == number
    assert number[2:8] == "421299"


@given(st.integers(0, 999), st.dates(date(1900, 1, 1), date(2020, 12, 31)))
def test_demo_identity_is_valid_and_keeps_the_birthday(serial, born):
    assert ids.born_on(ids.demo_identity(serial, born)) == born


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(body, at, by):
    whole = body + ids.identity_check(body)
    if at == 17:
        wrong = body + next(c for c in "0123456789X" if c != whole[17])
    else:
        wrong = whole[:at] + str((int(whole[at]) + by) % 10) + whole[at + 1 :]
    assert ids.identity_check(wrong[:17]) != wrong[17]


def test_demo_phone_is_no_operators_number():
    assert ids.mobile(ids.demo_phone(7)) == "12000000007"
