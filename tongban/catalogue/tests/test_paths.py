"""The editor's walk over every path of answers."""

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.catalogue import rules
from tongban.catalogue.tests import factories
from tongban.catalogue.types import EditionContent, Walk

YES_NO = [{"code": "yes", "text": "是"}, {"code": "no", "text": "否"}]


def content(**changes: Any) -> EditionContent:
    raw = factories.matter("drug-retail")["content"] | {
        "ask_phone": "1", "complain_phone": "2", "conditions": [], "fees": [], "questions": [],
        "materials": [], "form": {"type": "object", "properties": {}},
    }  # fmt: skip
    return rules.parse_content(raw | changes)


def question(code: str, text: str = "", choices: Any = None, **more: Any) -> dict[str, Any]:
    return {"code": code, "text": text or code, "choices": choices or YES_NO, **more}


def material(code: str, when: Any = None, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": code, "when": when, **more}


def said(walk: Walk) -> set[tuple[str, str]]:
    return {(one.field, one.rule) for one in walk.problems}


def test_without_questions_there_is_one_path() -> None:
    walk = rules.walk(content(materials=[material("a"), material("b", obtained=True)]))
    assert (walk.paths, walk.least, walk.most, walk.problems) == (1, 1, 1, ())


def test_paths_and_papers_of_the_pharmacy() -> None:
    walk = rules.walk(rules.parse_content(
        factories.matter("drug-retail")["content"] | {"ask_phone": "1", "complain_phone": "2"}
    ))  # fmt: skip
    assert (walk.paths, walk.least, walk.most, walk.whole) == (48, 5, 11, True)
    assert walk.problems == ()


def test_a_question_whose_answers_change_nothing_is_useless() -> None:
    walk = rules.walk(content(
        questions=[question("a"), question("b")],
        materials=[material("m", {"eq": ["a", "yes"]})],
    ))  # fmt: skip
    assert said(walk) == {("questions[1]", "useless")}


def test_two_choices_of_three_that_lead_to_the_same_are_named() -> None:
    three = [{"code": str(n), "text": f"第{n}"} for n in range(3)]
    walk = rules.walk(content(
        questions=[question("a", choices=three)], materials=[material("m", {"eq": ["a", "0"]})],
    ))  # fmt: skip
    (problem,) = walk.problems
    assert problem.rule == "same_choices"
    assert "“第1”、“第2”" in problem.message


def test_an_answer_that_only_asks_more_is_not_useless() -> None:
    walk = rules.walk(content(
        questions=[question("a"), question("b", when={"eq": ["a", "yes"]})],
        materials=[material("m", {"eq": ["b", "yes"]})],
    ))  # fmt: skip
    assert walk.paths == 3
    assert walk.problems == ()


def test_what_no_path_reaches_is_named() -> None:
    never = {"all": [{"eq": ["a", "yes"]}, {"eq": ["a", "no"]}]}
    walk = rules.walk(content(
        questions=[question("a"), question("b", when=never)],
        materials=[material("m", {"eq": ["a", "yes"]}), material("n", never)],
        fees=[{"code": "f", "name": "费", "amount": 1, "standard": "s", "basis": "b",
               "when": {"eq": ["a", "gone"]}}],
        conditions=[{"text": "c", "basis": "b", "when": never}],
        scenarios=[{"code": "s", "name": "情形", "when": never}, {"code": "t", "name": "其余"}],
    ))  # fmt: skip
    assert said(walk) == {
        ("questions[1]", "never_asked"), ("materials[1]", "unreached"), ("fees[0]", "unreached"),
        ("conditions[0]", "unreached"), ("scenarios[0]", "unreached"),
    }  # fmt: skip


def test_a_scenario_behind_a_wider_one_is_shadowed() -> None:
    given_yes = {"eq": ["a", "yes"]}
    walk = rules.walk(content(
        questions=[question("a"), question("b")],
        materials=[material("m", given_yes), material("n", {"eq": ["b", "yes"]})],
        scenarios=[
            {"code": "wide", "name": "宽", "when": given_yes},
            {"code": "narrow", "name": "窄", "when": {"all": [given_yes, {"eq": ["b", "yes"]}]}},
        ],
    ))  # fmt: skip
    assert said(walk) == {("scenarios[1]", "shadowed"), ("scenarios", "nameless")}
    assert any("“宽”" in one.message and "窄" in one.message for one in walk.problems)
    assert any("有 2 种答法" in one.message for one in walk.problems)


def test_the_same_asked_twice_is_named_only_where_both_are_asked() -> None:
    where = [{"code": "own", "text": "自有"}, {"code": "rent", "text": "租赁"}]
    asked = [question("a", "房子哪里来？", where), question("b", "场所哪里来", where)]
    papers = [material("m", {"eq": ["a", "own"]}), material("n", {"eq": ["b", "own"]})]
    walk = rules.walk(content(questions=asked, materials=papers))
    assert ("questions[1]", "asked_twice") in said(walk)
    plain = [question("a", "有冷库吗"), question("b", "有仓库吗")]
    papers = [material("m", {"eq": ["a", "yes"]}), material("n", {"eq": ["b", "yes"]})]
    assert said(rules.walk(content(questions=plain, materials=papers))) == set()


def test_the_walk_stops_at_its_bound_and_says_so() -> None:
    many = [question(f"q{n}") for n in range(16)]
    walk = rules.walk(content(questions=many), bound=1000)
    assert (walk.paths, walk.whole) == (1000, False)
    assert [one.rule for one in walk.problems] == ["too_many_paths"]


CODES = ("a", "b", "c")
leaf = st.tuples(st.sampled_from(["eq", "ne"]), st.sampled_from(CODES), st.sampled_from("01")).map(
    lambda t: {t[0]: [t[1], t[2]]}
)
when = st.one_of(st.none(), leaf, st.lists(leaf, min_size=1, max_size=2).map(lambda x: {"all": x}))
TWO = [{"code": "0", "text": "零"}, {"code": "1", "text": "壹"}]


@settings(max_examples=60, deadline=None)
@given(st.lists(when, min_size=1, max_size=3), st.lists(when, max_size=4))
def test_counts_agree_with_asking_every_applicant(asks: list[Any], papers: list[Any]) -> None:
    """Whoever answers whatever: `asked` gives as many distinct ways and papers as the walk says."""
    made = content(
        questions=[question(CODES[n], choices=TWO, when=one) for n, one in enumerate(asks)],
        materials=[material(f"m{n}", one) for n, one in enumerate(papers)],
    )
    every = [rules.asked(made, dict(zip(CODES, answers, strict=True)))
             for answers in product("01", repeat=3)]  # fmt: skip
    ways = {tuple(sorted(one.answers.items())) for one in every}
    counts = [len(one.materials) for one in every]
    walk = rules.walk(made)
    assert (walk.paths, walk.least, walk.most) == (len(ways), min(counts), max(counts))
    reached = {m.code for one in every for m in one.materials}
    unreached = {f"materials[{n}]" for n in range(len(papers)) if f"m{n}" not in reached}
    assert {f for f, rule in said(walk) if rule == "unreached"} == unreached
    useless = {f for f, rule in said(walk) if rule == "useless"}
    for n in range(len(asks)):
        if f"questions[{n}]" in useless:  # taking it as either answer changes no paper
            for one in every:
                if CODES[n] in one.answers:
                    flip = {**one.answers, CODES[n]: "1" if one.answers[CODES[n]] == "0" else "0"}
                    assert rules.asked(made, flip).materials == one.materials
