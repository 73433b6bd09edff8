"""Conditions: what they say, that they never raise, and that errors point at their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.lib import conditions
from tongban.lib.conditions import ConditionError, Problem, evaluate, parse, to_text

FACTS = {
    "answer": {"kind": "retail", "area": 120, "online": True, "goods": ["药品", "三类器械"]},
    "flat.key": 3,
    "none": None,
}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, True),
        (True, True),
        (False, False),
        ({"all": []}, True),
        ({"any": []}, False),
        ({"eq": ["answer.kind", "retail"]}, True),
        ({"ne": ["answer.kind", "retail"]}, False),
        ({"eq": ["answer.online", 1]}, False),
        ({"eq": ["answer.area", 120.0]}, True),
        ({"eq": ["answer.missing", None]}, True),
        ({"ne": ["answer.missing", "x"]}, True),
        ({"eq": ["flat.key", 3]}, True),
        ({"in": ["answer.kind", ["chain", "retail"]]}, True),
        ({"in": ["answer.online", [1, "true"]]}, False),
        ({"has": ["answer.goods", "三类器械"]}, True),
        ({"has": ["answer.kind", "r"]}, False),
        ({"gt": ["answer.area", 100]}, True),
        ({"le": ["answer.area", 100]}, False),
        ({"lt": ["answer.missing", 100]}, False),
        ({"ge": ["answer.kind", 1]}, False),
        ({"gt": ["answer.online", 0]}, False),
        ({"known": "answer.area"}, True),
        ({"known": "none"}, False),
        ({"not": {"any": [{"eq": ["answer.kind", "chain"]}, False]}}, True),
    ],
)
def test_what_each_form_says(data, expected):
    assert evaluate(data, FACTS) is expected


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({"eq": ["a"]}, [Problem("$.eq", "operands")]),
        ({"eq": ["1a", 1]}, [Problem("$.eq[0]", "path")]),
        ({"eq": ["a", {"x": 1}]}, [Problem("$.eq[1]", "value")]),
        ({"gt": ["a", True]}, [Problem("$.gt[1]", "value")]),
        ({"lt": ["a", float("nan")]}, [Problem("$.lt[1]", "value")]),
        ({"in": ["a", [1, [2]]]}, [Problem("$.in[1][1]", "value")]),
        ({"in": ["a", 1]}, [Problem("$.in[1]", "value")]),
        ({"sum": []}, [Problem("$", "shape")]),
        ({}, [Problem("$", "shape")]),
        ([], [Problem("$", "shape")]),
        ({"all": [True, {"not": {"known": 5}}]}, [Problem("$.all[1].not.known", "path")]),
        (
            {"any": [{"eq": ["a"]}, "x"]},
            [Problem("$.any[0].eq", "operands"), Problem("$.any[1]", "shape")],
        ),
    ],
)
def test_every_problem_is_told_with_its_place(data, problems):
    with pytest.raises(ConditionError) as refused:
        parse(data)
    assert refused.value.problems == problems


def test_depth_and_size_are_bounded():
    deep: object = True
    for _ in range(5000):
        deep = {"not": deep}
    assert conditions.problems(deep)[0].code == "depth"
    assert conditions.problems({"all": [True] * 1000})[0].code == "size"


def test_variables_and_text():
    data = {
        "all": [
            {"eq": ["answer.kind", "retail"]},
            {"any": [{"ge": ["answer.area", 100]}, {"eq": ["answer.online", True]}]},
            {"not": {"in": ["answer.class", [1, 2]]}},
        ]
    }
    assert conditions.variables(data) == {
        "answer.kind", "answer.area", "answer.online", "answer.class",
    }  # fmt: skip
    text = to_text(data, {"answer.kind": "经营方式"}, {"answer.kind": {"retail": "零售"}})
    assert text == (
        "“经营方式”为零售，且（“answer.area”不小于100，或“answer.online”为是），"
        "且并非“answer.class”为1、2之一"
    )


PATHS = st.sampled_from(["answer.kind", "answer.area", "flat.key", "missing.x", "none"])
SCALARS = st.none() | st.booleans() | st.integers(-5, 200) | st.sampled_from(["retail", "x", ""])
ORDERED = st.integers(-5, 200) | st.sampled_from(["a", "retail"])
LEAVES = st.one_of(
    st.booleans(),
    st.builds(lambda o, p, v: {o: [p, v]}, st.sampled_from(["eq", "ne", "has"]), PATHS, SCALARS),
    st.builds(
        lambda o, p, v: {o: [p, v]}, st.sampled_from(["gt", "ge", "lt", "le"]), PATHS, ORDERED
    ),
    st.builds(lambda p, v: {"in": [p, v]}, PATHS, st.lists(SCALARS, max_size=3)),
    st.builds(lambda p: {"known": p}, PATHS),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(
            lambda k, p: {k: p}, st.sampled_from(["all", "any"]), st.lists(inner, max_size=3)
        ),
        st.builds(lambda p: {"not": p}, inner),
    ),
    max_leaves=12,
)
VALUES = st.recursive(SCALARS, lambda v: st.lists(v, max_size=2), max_leaves=4)
WORLDS = st.dictionaries(
    st.sampled_from(["answer", "flat.key", "missing", "none"]),
    VALUES | st.dictionaries(st.sampled_from(["kind", "area", "x"]), VALUES),
)


@given(TREES, WORLDS)
def test_evaluation_is_total_and_not_turns_it_round(data, facts):
    held = evaluate(parse(data), facts)
    assert isinstance(held, bool)
    assert evaluate({"not": data}, facts) is (not held)
    assert evaluate({"all": [data, data]}, facts) is held


@given(TREES)
def test_parsing_and_writing_are_inverse(data):
    condition = parse(data)
    assert conditions.to_json(condition) == data
    assert parse(conditions.to_json(condition)) == condition
    assert to_text(condition)


@given(TREES, WORLDS)
def test_only_the_named_variables_matter(data, facts):
    condition = parse(data)
    kept = {path: conditions.look_up(facts, path) for path in conditions.variables(condition)}
    assert evaluate(condition, kept) is evaluate(condition, facts)


@given(st.recursive(SCALARS, lambda v: st.lists(v) | st.dictionaries(st.text(), v), max_leaves=9))
def test_any_json_is_either_parsed_or_refused(data):
    found = conditions.problems(data)
    if found:
        with pytest.raises(ConditionError):
            parse(data)
    else:
        evaluate(parse(data), {})
