"""Entries of a kind: what is missing, what is double, keys that stay; and every declared kind."""

from typing import Any

import pytest

from tongban.core.divisions.types import LEVELS
from tongban.lists import ports, rules
from tongban.lists.errors import KindUnknown
from tongban.lists.tests.factories import proof, proofs
from tongban.lists.types import Column, ColumnType, Item, Kind, Source

KIND = next(kind for kind in rules.KINDS if kind.code == "proofs-cancelled")


def said(problems: Any) -> set[tuple[str, str]]:
    return {(one.column, one.rule) for one in problems}


def test_a_draft_may_be_incomplete_but_never_of_another_shape() -> None:
    values, problems = rules.cleaned(KIND, {"name": "  某证明 ", "colour": "红", "since": "明天"})
    assert values == {"name": "某证明"}
    assert said(problems) == {("colour", "unknown"), ("since", "date")}


def test_what_is_missing_and_what_the_kind_forbids() -> None:
    assert said(rules.lacking(KIND, {"name": "某证明"})) == {
        ("purpose", "missing"),
        ("asked_by", "missing"),
        ("replacement", "missing"),
    }
    assert said(rules.lacking(KIND, proof(replaced_by=None))) == {("replaced_by", "kind")}
    direct = proof(replacement="direct")
    assert said(rules.lacking(KIND, direct)) == {("replaced_by", "kind")}
    assert not list(rules.lacking(KIND, {**direct, "replaced_by": None}))


def test_two_entries_of_one_identity_are_named_with_their_places() -> None:
    items = [Item("a", proof("甲证明")), Item("b", proof("乙")), Item("c", proof("甲 证明"))]
    (found,) = rules.problems(KIND, items)
    assert (found.key, found.place, found.rule) == ("c", 3, "duplicate")
    assert "第 1 条" in found.message


def test_keys_stay_with_their_entries() -> None:
    first = rules.keyed(KIND, proofs(3))
    assert first == rules.keyed(KIND, proofs(3))
    again = rules.keyed(KIND, [proof("新的"), proof("证明2", asked_by="别的局")], first)
    assert again[1].key == first[1].key
    assert again[0].key not in {one.key for one in first}
    twice = rules.keyed(KIND, [proof(), proof()])
    assert twice[0].key != twice[1].key


def test_a_key_of_the_editor_is_kept_by_an_import() -> None:
    former = [Item("f00d", proof("证明1"))]
    assert rules.keyed(KIND, proofs(2), former)[0].key == "f00d"


def test_a_row_that_brings_its_key_keeps_it_under_another_name() -> None:
    former = rules.keyed(KIND, proofs(2))
    first, second = [one.key for one in former]
    rows = [proof("改了名"), proof("证明2"), proof("证明1"), proof("又一个")]
    keys = [one.key for one in rules.keyed(KIND, rows, former, [first, "", "", "nobody's"])]
    assert keys[:2] == [first, second]
    assert len(set(keys)) == 4
    twice = rules.keyed(KIND, [proof("甲"), proof("乙")], former, [first, first])
    assert twice[0].key == first != twice[1].key


def test_what_an_entry_is_found_by() -> None:
    values = proof(matters=["000131902001", "000131902001", "00073190100101"])
    assert rules.matters(KIND.columns, values) == ["000131902001", "00073190100101"]
    assert rules.facets(KIND, values) == [("replacement", "commitment")]
    text = rules.searchable(KIND, proof("ＡＢＣ证明"))
    assert "abc证明" in text
    assert "告知承诺" in text
    assert rules.asked(" ＡＢＣ  告知 ") == ["abc", "告知"]


@pytest.mark.parametrize("kind", rules.KINDS, ids=lambda kind: kind.code)
def test_every_kind_can_be_published(kind: Kind) -> None:
    assert kind in list(ports.kinds)
    assert kind.about
    assert kind.publisher
    assert kind.basis
    assert set(kind.levels) <= set(LEVELS)
    assert kind.column(kind.head).required  # type: ignore[union-attr]
    for column in kind.columns:
        assert (column.type == ColumnType.CHOICE) == bool(column.choices), column.name
        codes = [one.code for one in column.choices]
        assert len(set(codes)) == len(codes)
        assert len({one.title for one in column.choices}) == len(codes)
    assert sum(1 for one in kind.columns if one.type == ColumnType.MATTERS) <= 1
    kind.says({column.name: "" for column in kind.columns})
    assert list(rules.lacking(kind, {}))


def test_the_columns_of_an_edition_survive_their_kind() -> None:
    for kind in rules.KINDS:
        kept = rules.parse_columns(rules.columns_text(kind.columns))
        assert rules.columns_text(kept) == rules.columns_text(kind.columns)
        assert [one.name for one in kept] == [one.name for one in kind.columns]


def test_the_registry_refuses_what_cannot_work() -> None:
    base: dict[str, Any] = {
        "code": "test-kind", "title": "演示", "group": "演示", "about": "演示", "publisher": "演示",
        "basis": (Source("演示"),), "columns": (Column("name", "名称", required=True),),
    }  # fmt: skip
    kinds = ports.Kinds()
    kinds.register(Kind(**base))
    kinds.register(Kind(**base))
    double = (Column("name", "名称"), Column("name", "名称"))
    for changes in (
        {"title": "别的"},
        {"code": "Not An Address"},
        {"code": "b", "columns": double},
        {"code": "c", "identity": ("other",)},
    ):
        with pytest.raises(ValueError, match=r"kind|address"):
            kinds.register(Kind(**(base | changes)))
    with pytest.raises(KindUnknown):
        kinds.get("nothing")
    assert [kind.code for kind in kinds] == ["test-kind"]
