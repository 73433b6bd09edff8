"""Every error at once, each at its field, each saying what to do."""

from typing import Any

import pytest
from django.http import QueryDict

from tongban.forms import rules
from tongban.forms.errors import FormInvalid, MergeConflict
from tongban.forms.types import Prefilled
from tongban.lib import identifiers


def prop(role: str, element: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return rules.key(role, element), {"x-role": role, "x-element": element, **more}


def form(*props: tuple[str, dict[str, Any]], required: list[str] | None = None) -> dict[str, Any]:
    names = [name for name, _ in props]
    return {
        "type": "object",
        "properties": dict(props),
        "required": names if required is None else required,
    }


NINE = form(
    prop("applicant", "party.name"),
    prop("applicant", "party.identity_number"),
    prop("applicant", "party.uscc"),
    prop("applicant", "party.phone"),
    prop("shop", "premises.area"),
    prop("shop", "premises.tenure"),
    prop("head", "person.name"),
    prop("dig", "period.start"),
    prop("dig", "period.end", **{"x-not-before": "dig.period.start"}),
    prop("applicant", "declaration.true"),
)
GOOD = {
    "applicant.party.name": "演示·𬭚",
    "applicant.party.identity_number": "11010519491231002X",
    "applicant.party.uscc": identifiers.demo_uscc(7, kind="91"),
    "applicant.party.phone": "12000000001",
    "shop.premises.area": 86.5,
    "shop.premises.tenure": "leased",
    "head.person.name": "演示㙍",
    "dig.period.start": "2026-12-01",
    "dig.period.end": "2026-12-09",
    "applicant.declaration.true": True,
}


def test_good_data_passes() -> None:
    assert rules.validate(NINE, GOOD) == []


def test_nine_wrong_fields_give_nine_messages_in_the_order_of_the_form() -> None:
    wrong = {
        "applicant.party.name": "<b>",
        "applicant.party.identity_number": "110105194912310021",
        "applicant.party.uscc": "91421299X",
        "applicant.party.phone": "2345",
        "shop.premises.area": "八十",
        "shop.premises.tenure": "stolen",
        "head.person.name": "王5",
        "dig.period.start": "2026-02-30",
        "dig.period.end": "明天",
        "applicant.declaration.true": True,
    }
    errors = rules.validate(NINE, wrong)
    assert [e.path for e in errors] == list(NINE["properties"])[:9]
    assert len({e.message for e in errors}) == 9
    text = {e.path: e.message for e in errors}
    assert "校验码" in text["applicant.party.identity_number"]
    assert text["applicant.party.uscc"] == "统一社会信用代码应为 18 位，现在是 9 位"
    assert "11 位" in text["applicant.party.phone"]
    assert text["shop.premises.area"] == "请用数字填写营业面积，例如 12.5"
    assert text["shop.premises.tenure"] == "请从给出的选项中选择场所取得方式"
    assert "2026-11-22" in text["dig.period.start"]


def test_missing_fields_are_asked_for_by_name() -> None:
    errors = rules.validate(NINE, {})
    assert len(errors) == len(NINE["properties"])
    text = {e.path: (e.code, e.message) for e in errors}
    assert text["applicant.party.name"] == ("required", "请填写姓名或名称")
    assert text["shop.premises.tenure"] == ("required", "请选择场所取得方式")
    assert text["applicant.declaration.true"] == ("required", "请阅读并勾选“申请人承诺”")


def test_nul_and_unknown_fields_are_refused() -> None:
    errors = rules.validate(NINE, {**GOOD, "head.person.name": "王\x00", "x": 1})
    assert [(e.path, e.code) for e in errors] == [
        ("head.person.name", "unreadable"),
        ("x", "unknown"),
    ]


@pytest.mark.parametrize("name", ["㛃", "𫖯", "阿卜杜拉·买买提", "Anne-Marie O'Neil", "𰻝"])
def test_rare_and_foreign_names_are_kept(name: str) -> None:
    assert rules.validate(NINE, {**GOOD, "head.person.name": name}) == []


def test_an_end_before_its_start_is_named() -> None:
    errors = rules.validate(NINE, {**GOOD, "dig.period.end": "2026-11-30"})
    assert [(e.path, e.message) for e in errors] == [("dig.period.end", "结束日期不能早于开始日期")]


def test_zero_area_is_out_of_bounds() -> None:
    (error,) = rules.validate(NINE, {**GOOD, "shop.premises.area": 0})
    assert (error.code, error.message) == ("bound", "营业面积应大于 0 平方米")


CONDITIONAL = form(
    prop("shop", "premises.storage_area"),
    prop(
        "shop", "premises.storage_address", **{"x-when": {"gt": ["shop.premises.storage_area", 0]}}
    ),
    prop("shop", "drug.storage", **{"x-when": {"eq": ["cold", "yes"]}}),
)


def test_a_part_that_does_not_apply_is_neither_required_nor_kept() -> None:
    data = {"shop.premises.storage_area": 0, "shop.premises.storage_address": "x"}
    assert rules.validate(CONDITIONAL, data) == []
    assert rules.prune(CONDITIONAL, data) == {"shop.premises.storage_area": 0}
    errors = rules.validate(CONDITIONAL, {"shop.premises.storage_area": 5}, {"cold": "yes"})
    assert [e.path for e in errors] == ["shop.premises.storage_address", "shop.drug.storage"]


def test_parse_types_what_a_browser_sends() -> None:
    sent = QueryDict(mutable=True)
    sent.setlist("applicant.party.identity_number", [" 11010519491231002x "])
    sent.setlist("shop.premises.area", ["8６.50"])
    sent.setlist("applicant.declaration.true", ["on"])
    sent.setlist("head.person.name", ["  "])
    sent.setlist("shop.premises.tenure", ["leased"])
    assert rules.parse(NINE, sent) == {
        "applicant.party.identity_number": "11010519491231002X",
        "shop.premises.area": 86.5,
        "applicant.declaration.true": True,
        "shop.premises.tenure": "leased",
    }
    many = QueryDict(mutable=True)
    many.setlist("shop.drug.storage", ["cold", "cold", "normal"])
    assert rules.parse(CONDITIONAL, many) == {"shop.drug.storage": ["cold", "normal"]}


def test_personal_values_are_parted_off() -> None:
    halves = rules.split(NINE, {**GOOD, "strange": 1})
    assert set(halves.personal) == {
        "applicant.party.name",
        "applicant.party.identity_number",
        "applicant.party.phone",
        "head.person.name",
        "strange",
    }
    assert halves.plain["shop.premises.area"] == 86.5


def test_forms_merge_by_role_and_element_and_the_stricter_bound_wins() -> None:
    one = form(prop("shop", "premises.area", minimum=40), required=[])
    two = form(prop("shop", "premises.area", minimum=60), prop("head", "person.name"))
    merged = rules.merge([one, two])
    assert list(merged["properties"]) == ["shop.premises.area", "head.person.name"]
    assert merged["properties"]["shop.premises.area"]["minimum"] == 60
    assert merged["required"] == ["shop.premises.area", "head.person.name"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"type": "string"}, {"type": "number"}),
        ({"minimum": 100}, {"maximum": 50}),
        ({"enum": [1]}, {"enum": [2]}),
        ({"x-when": {"eq": ["a", 1]}}, {"x-when": {"eq": ["a", 2]}}),
    ],
)
def test_what_cannot_hold_together_refuses_to_merge(one: Any, two: Any) -> None:
    with pytest.raises(MergeConflict):
        rules.merge(
            [form(prop("shop", "premises.area", **one)), form(prop("shop", "premises.area", **two))]
        )


def test_a_schema_that_is_no_form_lists_every_problem() -> None:
    bad = {
        "type": "object",
        "properties": {
            "a": {"x-role": "r", "x-element": "no.such"},
            "b": {"x-role": "r", "x-element": "party.name"},
            "r.party.phone": {"x-role": "r", "x-element": "party.phone", "x-when": {"eq": [1]}},
        },
        "required": ["zzz"],
    }
    with pytest.raises(FormInvalid) as caught:
        rules.check(bad)
    assert {path for path, _ in caught.value.detail["problems"]} == {
        "a",
        "b",
        "r.party.phone",
        "zzz",
    }


def test_the_vocabulary_is_sound() -> None:
    for code, element in rules.VOCABULARY.items():
        rules.check(form(prop("r", code)))
        assert element.name


def test_a_prefilled_value_names_its_source_until_it_is_changed() -> None:
    known = {"applicant.party.name": Prefilled("演示", "统一身份认证")}
    field = rules.build(NINE, prefill=known).sections[0].fields[0]
    assert (field.value, field.source) == ("演示", "来自：统一身份认证")
    changed = rules.build(NINE, {"applicant.party.name": "改"}, prefill=known)
    assert changed.sections[0].fields[0].source == ""
