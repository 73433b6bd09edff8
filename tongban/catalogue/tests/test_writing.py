"""What the editor draws and reads back: nothing changes unless somebody changed it."""

import json
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from tongban.catalogue import demo, rules, wording
from tongban.catalogue.desk.editing import posted
from tongban.catalogue.desk.editing.nodes import inner_nodes, section_nodes
from tongban.catalogue.desk.editing.pickers import Surroundings
from tongban.catalogue.errors import DraftRefused
from tongban.catalogue.rules import asks, writing
from tongban.catalogue.rules.picking import condition, picked
from tongban.catalogue.tests import factories
from tongban.catalogue.types import Picked, PickedLine

MATTERS = [one["slug"] for one in demo.matters()]


class Draft:
    pk = 1


def sent(page: str) -> QueryDict:
    """Return what a browser would send of a page's fields."""
    data = QueryDict(mutable=True)
    for one in html.fromstring(f"<form>{page}</form>").xpath("//input|//select|//textarea"):
        name = one.get("name")
        if not name or (one.get("type") == "checkbox" and one.get("checked") is None):
            continue
        if one.tag == "select":
            chosen = one.xpath(".//option[@selected]") or one.xpath(".//option")
            data.appendlist(name, chosen[0].get("value", "") if chosen else "")
        else:
            data.appendlist(name, one.get("value", one.text or "") or "")
    return data


def drawn(content: dict[str, Any], section: str, *, opened: bool = False) -> str:
    """Draw a section as its page has it, its cards closed or all `opened`."""
    around = Surroundings.of(content, {}, {})
    nodes = section_nodes(around, section, {}, content)
    page = ""
    for node in nodes:
        page += f'<input type="hidden" name="seen.{node.name}" value="{node.seen}">'
        page += render_to_string("catalogue/desk/parts/node.html", {"node": node, "draft": Draft()})
        for row in node.rows if opened else ():
            value = json.loads(row.text)
            for inner in inner_nodes(node.name, row.name, row.anchor, value, around):
                page += render_to_string(
                    "catalogue/desk/parts/node.html", {"node": inner, "draft": Draft()}
                )
    return page


def full(slug: str) -> dict[str, Any]:
    return factories.matter(slug)["content"] | {"ask_phone": "0715-1", "complain_phone": "0715-2"}


@pytest.mark.parametrize("slug", MATTERS)
@pytest.mark.parametrize("opened", [False, True])
def test_a_page_sent_back_untouched_changes_nothing(slug: str, opened: bool) -> None:
    content = full(slug)
    for section in wording.SECTIONS:
        changes, _ = posted.changed(sent(drawn(content, section, opened=opened)), content, {})
        assert changes == {}, section


def read(name: str, data: dict[str, Any], before: Any = None) -> Any:
    query = QueryDict(mutable=True)
    for key, value in data.items():
        query.setlist(key, value if isinstance(value, list) else [value])
    return posted.read(query, wording.field(name), name, before)


@pytest.mark.parametrize(("typed", "kept"), [
    ("10", 1000), ("12.5", 1250), ("1,234.50 元", 123450), ("0.01", 1), ("", None),
    ("面议", "面议"),
])  # fmt: skip
def test_money_is_typed_in_yuan_and_kept_in_fen(typed: str, kept: Any) -> None:
    (fee,) = read("fees", {"fees.__rows": ["", "n1"], "fees.n1.name": "工本费",
                           "fees.n1.amount": typed})  # fmt: skip
    assert fee["amount"] == kept


def test_a_limit_is_value_and_unit_and_keeps_what_is_not_shown() -> None:
    base = {"limit": {"value": 7, "unit": "day", "day_kind": "natural", "direction": "backward"}}
    term = read("promised", {
        "promised.__json": json.dumps(base), "promised.limit.__json": json.dumps(base["limit"]),
        "promised.limit.value": "3", "promised.limit.unit": "month:", "promised.text": "",
    })  # fmt: skip
    assert term["limit"] == {"value": 3, "unit": "month", "day_kind": "natural",
                             "direction": "backward"}  # fmt: skip
    none = read("promised", {"promised.__json": "{}", "promised.limit.value": " "})
    assert none["limit"] is None


def test_rows_come_in_the_order_of_the_page_and_empty_ones_do_not_come() -> None:
    found = read("steps", {
        "steps.__rows": ["", "r1", "n9", "r0", "r1", "../x"], "steps.n9.name": "",
        "steps.r1.__json": '{"name": "决定", "who": "甲", "days": 1}', "steps.r1.days": "2",
        "steps.r0.__json": '{"name": "受理", "who": "乙", "days": 0}',
    })  # fmt: skip
    assert [(one["name"], one["days"]) for one in found] == [("决定", 2), ("受理", 0)]


def test_hidden_json_that_is_none_is_no_fault() -> None:
    deep = "[" * 100_000
    found = read("steps", {"steps.__rows": ["r0", "r1"], "steps.r0.__json": deep,
                           "steps.r1.__json": "[1]", "steps.r1.name": "受理"})  # fmt: skip
    assert [one["name"] for one in found] == ["受理"]


def test_a_rich_condition_stays_until_it_is_taken_out() -> None:
    rich = {"not": {"any": [{"gt": ["area", 100]}, {"eq": ["a", "b"]}]}}
    base = {"code": "m", "name": "材料", "when": rich}
    around = Surroundings.of({"materials": [base]}, {}, {})
    node = next(one for one in inner_nodes("materials", "materials.r0", "at", base, around)
                if one.title == "什么情形下")  # fmt: skip
    assert "并非" in node.rich
    data = {"materials.__rows": ["r0"], "materials.r0.__json": json.dumps(base),
            "materials.r0.when.__json": json.dumps(rich),
            "materials.r0.when.rich": "1"}  # fmt: skip
    assert read("materials", data)[0]["when"] == rich
    assert read("materials", {**data, "materials.r0.when.clear": "1"})[0]["when"] is None


def test_lines_of_a_condition_are_joined_and_nonsense_is_none() -> None:
    data = {"materials.__rows": ["r0"], "materials.r0.__json": '{"code": "m", "name": "材料"}',
            "materials.r0.when.__json": "null", "materials.r0.when.joint": "any",
            "materials.r0.when.line": ['["eq","a","1"]', "", '["ne","b","2"]', "[]", "x",
                                       '["eq","; drop",1]', '["eq","a",{}]']}  # fmt: skip
    assert read("materials", data)[0]["when"] == {"any": [{"eq": ["a", "1"]}, {"ne": ["b", "2"]}]}


def test_an_answer_that_is_gone_stays_in_its_picker() -> None:
    base = {"code": "m", "name": "材料", "when": {"eq": ["gone", "x"]}}
    content = full("drug-retail") | {"materials": [base]}
    assert posted.changed(sent(drawn(content, "materials", opened=True)), content, {})[0] == {}
    assert "已删去" in drawn(content, "materials", opened=True)


pairs = st.tuples(st.sampled_from(["eq", "ne"]), st.sampled_from("abc"), st.sampled_from("12"))
lines = st.lists(pairs, max_size=4).map(lambda x: tuple(PickedLine(*p) for p in dict.fromkeys(x)))


@settings(deadline=None)
@given(st.sampled_from(["all", "any"]), lines)
def test_what_is_picked_is_what_is_kept(joint: str, chosen: Any) -> None:
    when = condition(Picked(joint, chosen))
    again = picked(when)
    assert again is not None
    assert again.lines == chosen
    assert len(chosen) < 2 or again.joint == joint
    assert condition(again, when) is when


@pytest.mark.parametrize("slug", MATTERS)
def test_a_form_goes_into_rows_and_back(slug: str) -> None:
    form = full(slug)["form"]
    rows = asks.to_rows(form)
    assert asks.to_form(form, rows["form_sections"], rows["form_fields"]) == form


def test_fields_that_change_places_are_asked_in_the_new_order() -> None:
    form = full("drug-retail")["form"]
    rows = asks.to_rows(form)
    fields = rows["form_fields"]
    moved = [fields[1], fields[0], *fields[2:]]
    after = asks.to_form(form, rows["form_sections"], moved)
    assert asks.to_rows(after)["form_fields"] == moved
    assert [one.path for one in rules.differences({"form": form}, {"form": after})] == [
        "form.order"
    ]
    assert rules.digest_of("form", form) != rules.digest_of("form", after)


def test_a_form_that_asks_the_same_twice_is_refused() -> None:
    data = QueryDict(mutable=True)
    data.setlist("form.form_sections.__rows", [""])
    data.setlist("form.form_fields.__rows", ["a", "b"])
    for key in "ab":
        data[f"form.form_fields.{key}.element"] = "person.name"
        data[f"form.form_fields.{key}.role"] = "head"
    with pytest.raises(DraftRefused) as caught:
        posted.read(data, wording.field("form"), "form", {})
    assert caught.value.reason == "editing_asked_twice"


def test_blank_rows_know_what_they_must_hold() -> None:
    for rows in ("materials", "fees", "questions", "steps", "promised_rules", "special", "basis"):
        raw = full("drug-retail") | {rows: [writing.blank(rows)]}
        assert rules.parse_content(raw)
        assert writing.is_blank(rows, writing.blank(rows) | {"code": "x-1"})
