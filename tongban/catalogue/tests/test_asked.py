"""What is asked follows from answers, licences and what others produce."""

from tongban.catalogue import rules
from tongban.catalogue.tests.test_validators import content
from tongban.catalogue.types import Asked, EditionContent


def parsed(slug: str) -> EditionContent:
    return rules.parse_content(content(slug))


def codes(asked: Asked) -> set[str]:
    return {material.code for material in asked.materials}


def test_the_pharmacist_is_asked_only_for_prescription_drugs() -> None:
    drug = parsed("drug-retail")
    full = rules.asked(drug, {"scope": "rx", "cold": "yes"})
    small = rules.asked(drug, {"scope": "otc_b", "cold": "no"})
    assert codes(full) - codes(small) == {"pharmacist", "pharmacist-contract", "cold-equipment"}
    key = "quality_head.pharmacist.certificate_number"
    assert key in full.form["properties"]
    assert key not in small.form["properties"]
    assert key not in small.form["required"]
    assert len(full.conditions) == len(small.conditions) + 1


def test_a_licence_that_proves_is_never_asked_again() -> None:
    drug = parsed("drug-retail")
    before = rules.asked(drug, {})
    after = rules.asked(drug, {}, {"pharmacist-registration"})
    assert codes(before) - codes(after) == {"pharmacist"}
    reasons = {one.material.code: one.reason for one in after.skipped}
    assert reasons["pharmacist"] == "proved"
    assert reasons["licence"] == "obtained"
    assert reasons["chain-proof"] == "scenario"


def test_what_another_step_of_the_errand_produces_is_not_asked() -> None:
    pharmacy = parsed("medical-insurance-pharmacy")
    assert "permit" in codes(rules.asked(pharmacy, {}))
    assert "permit" not in codes(rules.asked(pharmacy, {}, (), {"drug-retail-permit"}))


def test_answers_that_make_no_sense_take_the_default() -> None:
    drug = parsed("drug-retail")
    asked = rules.asked(drug, {"scope": "everything", "zzz": "1", "cold": ["yes"]})
    assert asked.answers["scope"] == "rx"
    assert asked.answers["cold"] == "no"
    assert "zzz" not in asked.answers


def test_fee_and_promise_follow_the_scenario() -> None:
    card = parsed("identity-card")
    assert rules.asked(card, {"why": "lost"}).fee == 4000
    assert rules.asked(card, {"why": "expired"}).fee == 0
    assert rules.asked(parsed("road-dig"), {}).fee is None
    food = parsed("food-permit")
    fast = rules.asked(food, {"promise": "yes"})
    assert fast.promised.limit is not None
    assert fast.promised.limit.value == 1
    slow = rules.asked(food, {"promise": "no"})
    assert slow.promised.limit is not None
    assert slow.promised.limit.value == 3
    # The promise is signed in the application, never handed in; the plan is what it stands for.
    assert "commitment" not in codes(fast)
    assert {one.material.code: one.reason for one in fast.skipped}["commitment"] == "obtained"
    assert {"plan", "equipment"} <= codes(slow) - codes(fast)
