"""Every reason and every gain has its sentence, whole."""

import inspect
import re

from tongban.catalogue.rules import lawful
from tongban.catalogue.rules.lawful import Point
from tongban.catalogue.wording.moving import GAINS, REASONS, gain_text, moved_note, reason_text

# Said by the service that moves, not by the rule.
SERVICES = {"edition_unknown", "conflict"}


def codes(function: str, *more: str) -> set[str]:
    """Give the codes that the docstring of a rule names."""
    text = inspect.getdoc(getattr(lawful, function)) or ""
    return set(re.findall(r"\b[a-z]+_[a-z]+\b", text[text.index("Codes:") :]))


def test_every_code_of_the_rules_has_its_words() -> None:
    assert codes("may_move") == set(REASONS) - SERVICES
    assert codes("gains") == set(GAINS)


def test_the_rules_give_no_code_that_is_not_named() -> None:
    given = set(re.findall(r'(?:Point|_told)\(\s*"(\w+)"', inspect.getsource(lawful)))
    assert given == (set(REASONS) - SERVICES) | set(GAINS)


def test_no_sentence_has_a_hole() -> None:
    for code in REASONS:
        text = reason_text(Point(code, "营业面积", 6, 8))
        assert "{" not in text
        assert text != code
    for code in GAINS:
        text = gain_text(Point(code, "营业面积", 600, 800))
        assert "{" not in text
        assert text != code


def test_what_is_told_is_told_in_the_units_that_people_know() -> None:
    assert gain_text(Point("fee_lower", "工本费", 1000, 850)) == "“工本费”由 10.00 元降为 8.50 元"
    assert gain_text(Point("result_longer", "许可证", 36, None)) == (
        "“许可证”的有效期由 36 个月延长为长期"
    )
    assert gain_text(Point("promise_shorter", "", "5 个工作日", "")) == "改为当场办结"
    assert reason_text(Point("promise_longer", "", "", "3 个工作日")) == (
        "承诺时限由当场办结变为 3 个工作日"
    )
    assert reason_text(Point("fee_higher", "检测费", None, 500)) == "“检测费”的收费可能提高"


def test_the_applicant_is_told_in_one_sentence() -> None:
    gained = [
        Point("promise_shorter", "", "10 个工作日", "6 个工作日"),
        Point("material_gone", "租赁合同"),
    ]
    assert moved_note(gained) == (
        "您的办件改按新版指南办理，承诺时限由 10 个工作日缩短为 6 个工作日，不用再交“租赁合同”。"
    )
    assert moved_note([]) == ""
