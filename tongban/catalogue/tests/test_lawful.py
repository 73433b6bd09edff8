"""An open application moves to a new edition only where its applicant is no worse off."""

from typing import Any

import pytest

from tongban.catalogue import rules
from tongban.catalogue.rules.lawful import Point, gains, may_move
from tongban.catalogue.tests.test_validators import content

LEASED = {"tenure": "leased"}


def day(value: int, kind: str = "working", **more: Any) -> dict[str, Any]:
    return {"limit": {"value": value, "unit": "day", "day_kind": kind, **more}}


def material(code: str, **fields: Any) -> dict[str, Any]:
    return {"code": code, "name": f"材料{code}", **fields}


def fee(amount: int | None, code: str = "licence", standard: str = "每件") -> dict[str, Any]:
    return {"code": code, "name": "工本费", "amount": amount, "standard": standard, "basis": "x"}


def edition(**changes: Any) -> Any:
    return rules.parse_content(content("publication", **changes))


def compared(
    old: dict[str, Any],
    new: dict[str, Any],
    *,
    accepted: bool = False,
    answers: dict[str, str] | None = None,
) -> tuple[Point, ...]:
    given = LEASED if answers is None else answers
    return may_move(edition(**old), edition(**new), given, accepted)


def why(old: dict[str, Any], new: dict[str, Any], **more: Any) -> set[str]:
    return {one.code for one in compared(old, new, **more)}


BASE = content("publication")
FORM = BASE["form"]
RESULT = BASE["result"]


def form(**changes: Any) -> dict[str, Any]:
    return {"form": {**FORM, **changes}}


def question(code: str, *choices: str, **fields: Any) -> dict[str, Any]:
    return {
        "code": code,
        "text": f"问{code}？",
        "choices": [{"code": one, "text": one} for one in choices],
        **fields,
    }


NAMED = {**FORM["properties"], "shop.fax": {"x-role": "shop", "x-element": "party.fax"}}
AREA = {**FORM["properties"]["shop.premises.area"], "minimum": 30}


def test_the_same_edition_keeps_nobody() -> None:
    assert compared({}, {}) == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # limits
        ({"promised": day(10)}, {"promised": day(6)}, set()),
        ({"promised": day(6)}, {"promised": day(10)}, {"promise_longer"}),
        ({"promised": day(6)}, {"promised": day(6, "natural")}, set()),
        ({"promised": day(6, "natural")}, {"promised": day(5)}, {"promise_longer"}),
        ({"promised": day(6)}, {"promised": {"limit": None}}, set()),
        ({"promised": {"limit": None}}, {"promised": day(1)}, {"promise_longer"}),
        ({"statutory": day(20)}, {"statutory": day(25)}, {"statutory_longer"}),
        ({"statutory": day(20)}, {"statutory": {"limit": None}}, {"statutory_longer"}),
        ({"statutory": {"limit": None}}, {"statutory": day(20)}, set()),
        (
            {"statutory": {"limit": {"value": 2, "unit": "month"}}},
            {"statutory": {"limit": {"value": 40, "unit": "day"}}},
            {"statutory_longer"},
        ),
        (
            {"promised": day(6, "natural", rolls=False)},
            {"promised": day(6, "natural")},
            {"promise_longer"},
        ),
        (
            {"promised": day(6)},
            {
                "promised": day(3),
                "promised_rules": [{"when": {"eq": ["tenure", "leased"]}, "promised": day(8)}],
            },
            {"promise_longer"},
        ),
        # materials
        ({"materials": [material("a")]}, {"materials": []}, set()),
        ({"materials": []}, {"materials": [material("a")]}, {"material_added"}),
        ({"materials": []}, {"materials": [material("a", necessity="optional")]}, set()),
        ({"materials": []}, {"materials": [material("a", obtained=True)]}, set()),
        (
            {"materials": []},
            {"materials": [material("a", when={"eq": ["tenure", "owned"]})]},
            set(),
        ),
        (
            {"materials": [material("a", obtained=True)]},
            {"materials": [material("a")]},
            {"material_added"},
        ),
        (
            {"materials": [material("a", necessity="optional")]},
            {"materials": [material("a", necessity="deferrable")]},
            {"material_raised"},
        ),
        (
            {"materials": [material("a", necessity="deferrable")]},
            {"materials": [material("a")]},
            {"material_raised"},
        ),
        (
            {"materials": [material("a", copies=1)]},
            {"materials": [material("a", copies=3)]},
            {"material_more"},
        ),
        # fees
        ({"fees": []}, {"fees": [fee(1000)]}, {"fee_added"}),
        ({"fees": []}, {"fees": [fee(None)]}, {"fee_added"}),
        ({"fees": []}, {"fees": [fee(0)]}, set()),
        ({"fees": [fee(1000)]}, {"fees": [fee(1001)]}, {"fee_higher"}),
        ({"fees": [fee(1000)]}, {"fees": [fee(None)]}, {"fee_higher"}),
        ({"fees": [fee(None)]}, {"fees": [fee(None)]}, set()),
        ({"fees": [fee(None)]}, {"fees": [fee(None, standard="每平方米")]}, {"fee_higher"}),
        ({"fees": [fee(None)]}, {"fees": [fee(5)]}, {"fee_higher"}),
        ({"fees": [fee(1000)]}, {"fees": [fee(800)]}, set()),
        # the result, ways, the scenario
        ({"result": {**RESULT, "valid_months": 60}}, {"result": RESULT}, set()),
        (
            {"result": RESULT},
            {"result": {**RESULT, "valid_months": 60}},
            {"result_shorter"},
        ),
        (
            {"result": {**RESULT, "valid_months": 60}},
            {"result": {**RESULT, "valid_months": 36}},
            {"result_shorter"},
        ),
        ({"result": RESULT}, {"result": {**RESULT, "kind": "filing"}}, {"result_other"}),
        ({"renews": "x"}, {}, {"result_other"}),  # whoever renews a licence goes on doing that
        ({}, {"cancels": "x"}, {"result_other"}),
        ({"visits": 0}, {"visits": 1}, {"visits_more"}),
        ({"visits": 1}, {"visits": 0}, set()),
        ({"postal": True}, {"postal": False}, {"post_gone"}),
        (
            {},
            {"questions": [*BASE["questions"], question("size", "small", "big")]},
            {"question_added"},
        ),
        (
            {},
            {"questions": [question("tenure", "owned", "lent")]},
            {"answer_gone"},
        ),
        (
            {},
            {
                "questions": [
                    *BASE["questions"],
                    question("rent", "yes", "no", when={"eq": ["tenure", "owned"]}),
                ]
            },
            set(),
        ),
        # the form
        (
            {},
            form(properties=NAMED, required=[*FORM["required"], "shop.fax"]),
            {"field_added"},
        ),
        ({}, form(properties=NAMED), set()),
        (
            form(required=[one for one in FORM["required"] if one != "shop.premises.area"]),
            {},
            {"field_added"},
        ),
        (
            {},
            form(properties={**FORM["properties"], "shop.premises.area": AREA}),
            {"field_changed"},
        ),
        (
            {},
            form(
                properties={
                    **FORM["properties"],
                    "shop.premises.area": {
                        **FORM["properties"]["shop.premises.area"],
                        "title": "门店面积",
                    },
                }
            ),
            set(),
        ),
    ],
)
def test_who_would_be_worse_off_stays(
    old: dict[str, Any], new: dict[str, Any], expected: set[str]
) -> None:
    assert why(old, new) == expected


def test_a_condition_of_acceptance_binds_until_acceptance() -> None:
    stricter = {
        "conditions": [*BASE["conditions"], {"text": "经营面积不少于三十平方米", "basis": "x"}]
    }
    assert why({}, stricter) == {"condition_added"}
    assert why({}, stricter, accepted=True) == set()
    reworded = {"conditions": [{"text": "有固定的经营场所。", "basis": "x"}]}
    assert why({}, reworded) == set()


def test_the_applicants_own_scenario_decides() -> None:
    more = [*BASE["materials"], material("plan", when={"eq": ["tenure", "lent"]})]
    assert why({}, {"materials": more}) == set()
    assert why({}, {"materials": more}, answers={"tenure": "lent"}) == {"material_added"}


def test_every_reason_is_given_with_what_it_is_about() -> None:
    found = compared(
        {"promised": day(6), "materials": [], "visits": 0},
        {"promised": day(8), "materials": [material("a")], "visits": 2},
    )
    assert found == (
        Point("promise_longer", "", "6 个工作日", "8 个工作日"),
        Point("material_added", "材料a"),
        Point("visits_more", "", 0, 2),
    )


def test_what_is_better_is_told_the_most_telling_first() -> None:
    old = edition(
        promised=day(10),
        visits=1,
        materials=[material("a"), material("b"), material("c")],
        fees=[fee(1000), fee(500, "seal")],
        result={**RESULT, "valid_months": 36},
    )
    new = edition(
        promised=day(6),
        visits=0,
        materials=[material("b", necessity="deferrable"), material("c")],
        fees=[fee(800)],
        result={**RESULT, "valid_months": None},
    )
    assert may_move(old, new, LEASED, accepted=True) == ()
    assert gains(old, new, LEASED) == (
        Point("promise_shorter", "", "10 个工作日", "6 个工作日"),
        Point("material_gone", "材料a"),
        Point("material_lowered", "材料b"),
        Point("fee_lower", "工本费", 1000, 800),
        Point("fee_gone", "工本费", 500, None),
        Point("visits_fewer", "", 1, 0),
        Point("result_longer", RESULT["name"], 36, None),
    )


def test_nothing_is_both_a_gain_and_a_reason_to_stay() -> None:
    one, two = edition(promised=day(10)), edition(promised=day(6))
    assert {point.code for point in gains(one, two, LEASED)} == {"promise_shorter"}
    assert gains(two, one, LEASED) == ()
    assert {point.code for point in may_move(two, one, LEASED, accepted=False)} == {
        "promise_longer"
    }
