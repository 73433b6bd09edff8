"""Editions as tables and back: the same bytes, whatever a content holds that may be published."""

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.catalogue import demo, rules
from tongban.catalogue.rules import tables
from tongban.catalogue.rules.tables import phrases
from tongban.catalogue.services.publication import frozen
from tongban.catalogue.tests.factories import NOW
from tongban.catalogue.types.tables import CODE, SYSTEM
from tongban.catalogue.wording.fields import FIELDS
from tongban.catalogue.wording.tables import SHEETS, TABLES, notes
from tongban.core.sheets.selectors import read_xlsx
from tongban.core.sheets.services import write_together
from tongban.core.sheets.types import Limits
from tongban.forms.rules import VOCABULARY

LIMITS = Limits(max_rows=10_000)


def through_a_workbook(contents: dict[str, Any]) -> dict[str, Any]:
    """Write contents into one workbook and read them back."""
    stream = io.BytesIO()
    rows = (row for code, one in contents.items() for row in tables.rows_of(TABLES, code, one))
    write_together(SHEETS, rows, stream, now=NOW, notes=notes())
    reading = read_xlsx(stream, SHEETS, limits=LIMITS)
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {code: [] for code in contents}
    for row in reading:
        found[row.values[CODE]].append((row.sheet, row.values))
    assert reading.problems == []
    back = {}
    for code, one in found.items():
        back[code], misread = tables.back(TABLES, one)
        assert misread == []
    return back


def test_every_starter_matter_comes_back_from_a_workbook_to_the_same_bytes() -> None:
    contents = {one["slug"]: one["content"] for one in demo.matters()}
    back = through_a_workbook(contents)
    assert len(back) > 24
    for slug, content in contents.items():
        assert frozen(back[slug]) == frozen(content), slug


def test_every_field_of_an_edition_has_its_column_or_its_table() -> None:
    own = {one.name.partition(".")[0] for one in TABLES["lists"].fields}
    assert own == {one.name for one in FIELDS}
    assert {name for name, field in TABLES["lists"].by_name.items() if field.kind == "rows"} == (
        set(TABLES) - {"lists", "choices", "form_sections", "form_fields"}
    )
    for spec in SHEETS:
        assert all(column.title for column in spec.columns)


# --- contents that nobody thought of --------------------------------------------------------------

_CHARS = st.characters(
    exclude_categories=("Cs", "Cc"), include_characters="\n\t\r", exclude_characters="￾￿"
)
TEXT = st.text(_CHARS, max_size=30) | st.sampled_from(
    ["", " ", "  两边空白  ", "=1+1", "'", "_x000D_", "<r>粗</r>", "null", "true", "00012", "是",
     "2026-01-01", "20个工作日", "𠮷野家", '{"keys": "", "exact": {}}', "a，b；c\\", "1e5", "@x",
     "第一行\r\n第二行"]
)  # fmt: skip
WORD = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**15), 10**15), TEXT,
    st.floats(allow_nan=False, allow_infinity=False),
)  # fmt: skip
PATH = st.from_regex(r"[a-z][a-z_]{0,6}(\.[a-z]{1,5}){0,2}", fullmatch=True)
CONDITION = st.recursive(
    st.one_of(
        st.builds(lambda op, p, v: {op: [p, v]}, st.sampled_from(["eq", "ne", "has"]), PATH,
                  SCALAR | WORD),
        st.builds(lambda op, p, v: {op: [p, v]}, st.sampled_from(["gt", "ge", "lt", "le"]), PATH,
                  st.integers(-9, 999) | WORD),
        st.builds(lambda p, v: {"in": [p, v]}, PATH, st.lists(SCALAR | WORD, max_size=3)),
        st.builds(lambda p: {"known": p}, PATH),
        st.booleans(),
    ),
    lambda inner: st.one_of(
        st.builds(lambda op, c: {op: c}, st.sampled_from(["all", "any"]),
                  st.lists(inner, max_size=3)),
        st.builds(lambda c: {"not": c}, inner),
    ),
    max_leaves=5,
)  # fmt: skip
WHEN = st.none() | CONDITION
LIMIT = st.none() | st.one_of(
    st.fixed_dictionaries(
        {"value": st.integers(0, 400), "unit": st.sampled_from(["day", "month", "year", "hour"])},
        optional={
            "day_kind": st.sampled_from(["working", "natural"]),
            "direction": st.just("backward"),
            "rolls": st.booleans(),
        },
    ),
    st.builds(
        lambda v, k: {"value": v, "unit": "day", "day_kind": k},
        st.integers(0, 400), st.sampled_from(["working", "natural"]),
    ),
)  # fmt: skip


def shuffled(must: dict[str, Any], may: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Records of these keys in any order, those of `may` left out now and then."""
    made = st.fixed_dictionaries(must, optional=may)
    return made.flatmap(lambda one: st.permutations(list(one.items())).map(dict))


def codes(name: str, table: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(TABLES[table].by_name[name].choices))


FLAG, WHOLE = st.booleans(), st.integers(0, 9_999)
TERM = shuffled({"limit": LIMIT}, {"text": TEXT, "basis": TEXT, "certain": FLAG})
BASIS = shuffled({"law": TEXT}, {"article": TEXT, "text": TEXT, "certain": FLAG})
MATERIAL = shuffled(
    {"code": TEXT, "name": TEXT},
    {
        "document_type": TEXT, "necessity": codes("necessity", "materials"),
        "source": codes("source", "materials"), "source_note": TEXT,
        "formats": st.lists(TEXT, max_size=3), "max_mb": WHOLE,
        "shape": st.none() | codes("shape", "materials"), "paper": TEXT, "originals": WHOLE,
        "copies": WHOLE, "hint": TEXT, "standard": TEXT, "sample": TEXT, "blank_file": TEXT,
        "sample_file": TEXT, "basis": TEXT, "certain": FLAG, "obtained": FLAG, "when": WHEN,
    },
)  # fmt: skip
CHOICE = shuffled({"code": TEXT, "text": TEXT}, {"hint": TEXT})
# A question's code is a word: conditions name it, and its choices are joined to it by it.
QUESTION = shuffled(
    {"code": WORD, "text": TEXT, "choices": st.lists(CHOICE, max_size=3)},
    {"hint": TEXT, "default": TEXT, "when": WHEN},
)
FEE = shuffled(
    {"code": TEXT, "name": TEXT, "amount": st.none() | st.integers(-(10**12), 10**14),
     "standard": TEXT, "basis": TEXT},
    {"note": TEXT, "reducible": FLAG, "reduction": TEXT, "certain": FLAG, "when": WHEN},
)  # fmt: skip
SECTION = shuffled({"code": WORD}, {"title": TEXT, "hint": TEXT, "x-when": WHEN, "more": SCALAR})
PROPERTY = shuffled(
    {"x-role": WORD, "x-element": st.sampled_from(sorted(VOCABULARY))},
    {
        "title": TEXT, "description": TEXT, "x-section": TEXT, "x-order": st.integers(0, 99) | TEXT,
        "x-when": WHEN, "minimum": st.integers(), "enum": st.lists(SCALAR, max_size=3),
        "x-not-before": WORD, "rest": SCALAR, "required": SCALAR,
    },
)  # fmt: skip


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    props = {
        f"{one['x-role']}.{one['x-element']}": one
        for one in draw(st.lists(PROPERTY, min_size=1, max_size=4))
    }
    must = draw(st.lists(st.sampled_from(sorted(props)), unique=True))
    made = {
        "type": "object",
        "properties": props,
        "required": must,
        "x-sections": draw(st.lists(SECTION, max_size=2)),
        "$comment": draw(SCALAR),
    }
    left_out = draw(st.sets(st.sampled_from(["required", "x-sections", "$comment"])))
    kept = [one for one in made.items() if one[0] not in left_out]
    return dict(draw(st.permutations(kept)))


CONTENT = shuffled(
    {
        "summary": TEXT, "audience": st.lists(codes("audience", "lists"), max_size=4),
        "project_kind": codes("project_kind", "lists"), "basis": st.lists(BASIS, max_size=2),
        "statutory": TERM, "promised": TERM,
        "result": shuffled(
            {"document_type": TEXT, "name": TEXT},
            {"kind": codes("result.kind", "lists"), "licence_type": TEXT,
             "valid_months": st.none() | WHOLE, "sample": TEXT, "sample_file": TEXT},
        ),
        "form": forms(), "procedure": TEXT, "ask_phone": TEXT, "complain_phone": TEXT,
    },
    {
        "address": TEXT, "hours": TEXT, "fee_note": TEXT, "online": FLAG,
        "promised_rules": st.lists(shuffled({"when": WHEN, "promised": TERM}, {}), max_size=2),
        "conditions": st.lists(shuffled({"text": TEXT}, {"basis": TEXT, "when": WHEN}), max_size=2),
        "materials": st.lists(MATERIAL, max_size=3),
        "questions": st.lists(QUESTION, max_size=3, unique_by=lambda one: one["code"]),
        "scenarios": st.lists(
            shuffled({"code": TEXT, "name": TEXT}, {"hint": TEXT, "when": WHEN}), max_size=2
        ),
        "fees": st.lists(FEE, max_size=2),
        "steps": st.lists(
            shuffled({"name": TEXT, "who": TEXT, "days": WHOLE}, {"note": TEXT}), max_size=2
        ),
        "special": st.lists(
            shuffled({"code": TEXT, "name": TEXT, "limit": LIMIT}, {"basis": TEXT,
                                                                   "certain": FLAG}), max_size=2
        ),
        "faq": st.lists(shuffled({"question": TEXT, "answer": TEXT}, {}), max_size=2),
        "depth": st.lists(st.integers(1, 8), max_size=4), "visits": WHOLE, "visit_reason": TEXT,
        "postal": FLAG, "online_payment": FLAG, "hall": FLAG,
        "handling_forms": st.lists(st.sampled_from(["window", "online", "post", "别的"]),
                                   max_size=3),
        "commitment": FLAG, "commitment_text": TEXT, "agents": FLAG,
        "reach": st.none() | codes("reach", "lists"), "appointment": FLAG,
        "appointment_note": TEXT, "terminal": FLAG, "partners": st.lists(TEXT, max_size=3),
        "intermediary": st.lists(TEXT, max_size=3), "quantity_limit": TEXT, "renewal": TEXT,
        "renews": TEXT, "renewal_rule": TEXT, "cancels": TEXT,
        "outside": st.lists(
            shuffled({"system": TEXT}, {"timing": codes("timing", "outside"), "basis": TEXT}),
            max_size=2,
        ),
        "remedies": TEXT,
    },
)  # fmt: skip
MANY = settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large,
                           HealthCheck.large_base_example],
)  # fmt: skip


@settings(MANY, max_examples=25)
@given(st.lists(CONTENT, min_size=1, max_size=2))
def test_whatever_a_content_holds_comes_back_to_the_same_bytes(contents: list[Any]) -> None:
    for one in contents:
        rules.parse_content(one)  # it has the shape of an edition
    given_out = {f"list{n}": one for n, one in enumerate(contents)}
    for code, back in through_a_workbook(given_out).items():
        assert json.dumps(back) == json.dumps(given_out[code])


@MANY
@given(CONDITION)
def test_a_condition_is_read_back_from_its_text(when: Any) -> None:
    text = phrases.condition_text(when)
    assert json.dumps(phrases.condition_of(text)) == json.dumps(when)


@MANY
@given(LIMIT)
def test_a_limit_is_read_back_from_its_text(limit: Any) -> None:
    assert json.dumps(phrases.limit_of(phrases.limit_text(limit))) == json.dumps(limit)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("20 个工作日", {"value": 20, "unit": "day", "day_kind": "working"}),
        ("２０工作日", {"value": 20, "unit": "day", "day_kind": "working"}),
        ("5自然日", {"value": 5, "unit": "day", "day_kind": "natural"}),
        ("3个月", {"value": 3, "unit": "month"}),
        ("3月", {"value": 3, "unit": "month"}),
        ("2年", {"value": 2, "unit": "year"}),
        ("24小时", {"value": 24, "unit": "hour"}),
        (" ", None),
    ],
)
def test_limits_as_people_write_them(text: str, limit: Any) -> None:
    assert phrases.limit_of(text) == limit


@pytest.mark.parametrize("text", ["20天", "很快", "工作日", "{", "20", "-3个月", "1个工作日左右"])
def test_what_is_no_limit_says_how_to_write_one(text: str) -> None:
    with pytest.raises(phrases.Unreadable, match="工作日"):
        phrases.limit_of(text)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("scope = rx", {"eq": ["scope", "rx"]}),
        ("scope＝rx", {"eq": ["scope", "rx"]}),
        ("scope!=rx", {"ne": ["scope", "rx"]}),
        ("a = b 且 c >= 3", {"all": [{"eq": ["a", "b"]}, {"ge": ["c", 3]}]}),
        ("a = b 或 a = c", {"any": [{"eq": ["a", "b"]}, {"eq": ["a", "c"]}]}),
        ("why = lost | damaged", {"in": ["why", ["lost", "damaged"]]}),
        ('{"known": "a"}', {"known": "a"}),
    ],
)
def test_conditions_as_people_write_them(text: str, when: Any) -> None:
    assert phrases.condition_of(text) == when


@pytest.mark.parametrize(
    "text", ["scope", "a = b 且 c = d 或 e = f", "= x", "a = ", "{}", '{"eq": 1}', "a ≠ b | c"]
)
def test_what_is_no_condition_says_how_to_write_one(text: str) -> None:
    with pytest.raises(phrases.Unreadable, match="条件"):
        phrases.condition_of(text)


def test_a_row_written_by_hand_gets_what_holds_by_default() -> None:
    found: list[Any] = []
    row = {"code": "lease", "name": "租赁合同", "copies": None, "formats": ()}
    record = tables.read_row(TABLES["materials"], row, found)
    assert (record, found) == ({"code": "lease", "name": "租赁合同"}, [])


def test_a_cleared_cell_clears_its_value_and_keeps_the_order() -> None:
    lease = {"name": "租赁合同", "code": "lease", "hint": "写明期限", "copies": 2, "shape": "copy"}
    (row,) = [
        row
        for name, row in tables.rows_of(TABLES, "x", {"materials": [lease]})
        if name == "materials"
    ]
    row |= {"hint": "", "copies": None, "shape": None}
    record = tables.read_row(TABLES["materials"], row, [])
    assert record == {"name": "租赁合同", "code": "lease", "hint": "", "copies": 1, "shape": None}
    assert list(record)[:2] == ["name", "code"]


@pytest.mark.parametrize("system", ["nonsense", "{", '{"keys": 1}', "code,code", '{"a": 1}'])
def test_a_meddled_system_cell_is_named(system: str) -> None:
    found: list[Any] = []
    row = {"code": "a", "name": "甲", SYSTEM: system}
    tables.read_row(TABLES["materials"], row, found)
    assert [(one.name, one.rule) for one in found] == [(SYSTEM, "system")]
