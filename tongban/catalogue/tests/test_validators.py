# ruff: noqa: E501  (one broken edition a line)
"""Each rule of the list catches the edition that breaks it, at its field."""

from typing import Any

import pytest

from tongban.catalogue import rules
from tongban.catalogue.errors import EditionInvalid
from tongban.catalogue.tests.factories import matter
from tongban.core.workdays.types import Limit

DAY = {"unit": "day", "day_kind": "working"}


def content(slug: str = "food-permit", **changes: Any) -> dict[str, Any]:
    base = matter(slug)["content"] | {"ask_phone": "0715-1", "complain_phone": "0715-2"}
    return base | changes


def broken(**changes: Any) -> set[tuple[str, str]]:
    slug = changes.pop("slug", "food-permit")
    found = rules.problems(rules.parse_content(content(slug, **changes)))
    assert all(problem.message for problem in found)
    return {(problem.field, problem.rule) for problem in found}


def test_the_base_is_sound() -> None:
    assert broken() == set()


SPOT = {"limit": None, "text": "当场"}
TERM = {"limit": {"value": 3, **DAY}}


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"promised": SPOT}, "promised", "instant"),
        ({"project_kind": "instant"}, "promised", "instant"),
        ({"statutory": {"limit": None}}, "statutory.text", "no_limit_reason"),
        ({"promised": {"limit": {"value": 11, **DAY}}}, "promised", "over_law"),
        ({"promised": {"limit": {"value": 1, "unit": "month"}}}, "promised", "unit"),
        ({"depth": [2], "visits": 1}, "visit_reason", "visit_reason"),
        ({"online": False, "depth": [], "postal": False}, "postal", "no_way_in"),
        ({"visits": 1, "visit_reason": "核验"}, "visits", "fully_online"),
        ({"depth": [9, 2]}, "depth", "depth"),
        ({"depth": [1]}, "depth", "online_depth"),
        ({"online": False, "postal": True}, "online", "online_depth"),
        ({"online_payment": True}, "online_payment", "free"),
        ({"steps": [{"name": "审", "who": "人", "days": 9}]}, "steps", "steps_over"),
        ({"complain_phone": "0715-1"}, "complain_phone", "same_phone"),
        ({"ask_phone": ""}, "ask_phone", "phone_missing"),
        ({"result": {"document_type": "x", "name": "证", "sample": ""}}, "result.sample", "result_sample"),
        ({"result": {"document_type": "x", "name": "证", "kind": "", "sample": "s"}}, "result.kind", "result_kind"),
        ({"basis": []}, "basis", "no_basis"),
        ({"outside": [{"system": "x"}]}, "outside[0].basis", "no_basis"),
        ({"outside": [{"system": "", "basis": "文"}]}, "outside[0].system", "blank"),
        ({"outside": [{"system": "x", "basis": "文"}] * 2}, "outside", "twice"),
        ({"renews": "food-permit", "cancels": "food-permit"}, "cancels", "renews_and_cancels"),
        ({"renews": "device-3-permit", "renewal_rule": "permit"}, "renews", "renews_other"),
        ({"renews": "food-permit"}, "renewal_rule", "no_rule"),
        ({"renews": "food-permit", "renewal_rule": "never"}, "renewal_rule", "rule_unknown"),
        ({"renewal_rule": "permit"}, "renews", "rule_without"),
        ({"cancels": "food-permit"}, "cancels", "cancels_issues"),
        ({"conditions": [{"text": "有钱"}]}, "conditions[0]", "no_basis"),
        ({"fees": [{"code": "f", "name": "费", "amount": 1, "standard": "", "basis": ""}]}, "fees[0]", "no_basis"),
        ({"materials": [{"code": "x", "name": "其他材料"}]}, "materials[0].name", "catch_all"),
        ({"materials": [{"code": "x", "name": "法律规定的其他有关材料"}]}, "materials[0].name", "catch_all"),
        ({"materials": [{"code": "x", "name": "证", "document_type": "food-permit"}]}, "materials[0]", "circle"),
        ({"materials": [{"code": "x", "name": "证", "obtained": True}]}, "materials[0].source", "obtained"),
        ({"materials": [{"code": "x", "name": "甲"}, {"code": "x", "name": "乙"}]}, "materials", "twice"),
        ({"materials": [{"code": "x", "name": "甲", "when": {"eq": ["nobody", 1]}}]}, "materials[0].when", "condition_unknown"),
        ({"materials": [{"code": "x", "name": "甲", "when": {"zz": 1}}]}, "materials[0].when", "condition"),
        ({"questions": [{"code": "format", "text": "?", "choices": [{"code": "a", "text": "a"}]}], "materials": [], "promised_rules": []}, "questions[0]", "one_choice"),
        ({"form": {"type": "object", "properties": {"a": {"x-element": "no"}}}}, "form.a", "form"),
    ],
)  # fmt: skip
def test_each_rule_names_its_field(changes: dict[str, Any], field: str, rule: str) -> None:
    assert (field, rule) in broken(**changes)


def test_parsing_names_every_wrong_place_at_once() -> None:
    with pytest.raises(EditionInvalid) as caught:
        rules.parse_content(content(visits="2", strange=1, project_kind="later"))
    found = {(p.field, p.rule) for p in caught.value.detail["problems"]}
    assert found == {("visits", "shape"), ("strange", "unknown"), ("project_kind", "shape")}


@pytest.mark.parametrize(("legal", "promise"), [(20, 6), (10, 3), (7, 3), (1, 1), (3, 1)])
def test_the_promise_is_thirty_percent_rounded_up(legal: int, promise: int) -> None:
    assert rules.promise_of(Limit(legal)).value == promise


def test_circles_of_proof_are_found_and_the_order_is_computed() -> None:
    def node(code: str, produces: str, *consumes: str) -> rules.Node:
        return rules.Node(code, frozenset({produces}), frozenset(consumes))

    shop = node("drug-retail", "drug-permit", "licence", "pharmacist")
    circle = [shop, node("pharmacist-registration", "pharmacist", "drug-permit")]
    assert rules.circles(circle) == [("drug-retail", "pharmacist-registration")]
    sound = [shop, node("pharmacist-registration", "pharmacist"), node("firm", "licence")]
    assert rules.circles(sound) == []
    assert rules.in_order(sound) == ["pharmacist-registration", "firm", "drug-retail"]


def test_codes_have_their_lengths_and_checks() -> None:
    code = rules.task_code("11370800MB28559184", "3", "370117002011")
    assert len(code) == 31
    assert rules.level_of("county") == rules.level_of("zone") == "4"
