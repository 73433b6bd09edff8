"""Whatever the editions: what is told leads from one to the other, and nothing else is told."""

from hypothesis import given
from hypothesis import strategies as st

from tongban.lists.rules import differences
from tongban.lists.types import Column, Differences, Item

COLUMNS = (Column("name", "名称"), Column("asked_by", "单位"), Column("note", "说明"))
VALUES = st.dictionaries(
    st.sampled_from([column.name for column in COLUMNS]), st.sampled_from(["甲", "乙", "丙"])
)


@st.composite
def editions(draw: st.DrawFn) -> list[Item]:
    keys = draw(st.lists(st.sampled_from("abcdefgh"), unique=True))
    return [Item(key, draw(VALUES)) for key in keys]


def applied(before: list[Item], found: Differences) -> dict[str, dict[str, str]]:
    state = {item.key: dict(item.values) for item in before}
    for item in found.removed:
        del state[item.key]
    for one in found.changed:
        for cell in one.cells:
            state[one.after.key].pop(cell.column.name, None)
            if cell.after is not None:
                state[one.after.key][cell.column.name] = cell.after
    return state | {item.key: dict(item.values) for item in found.added}


@given(editions(), editions())
def test_differences_lead_from_one_edition_to_the_other(
    before: list[Item], after: list[Item]
) -> None:
    found = differences(before, after, COLUMNS)
    assert applied(before, found) == {item.key: dict(item.values) for item in after}
    assert found.same + len(found.changed) + len(found.added) == len(after)
    assert found.same + len(found.changed) + len(found.removed) == len(before)


@given(editions(), editions())
def test_the_way_back_is_the_mirror(before: list[Item], after: list[Item]) -> None:
    there, back = differences(before, after, COLUMNS), differences(after, before, COLUMNS)
    assert there.added == back.removed
    assert there.removed == back.added
    assert {
        (one.after.key, cell.column.name, cell.before, cell.after)
        for one in there.changed
        for cell in one.cells
    } == {
        (one.after.key, cell.column.name, cell.after, cell.before)
        for one in back.changed
        for cell in one.cells
    }
    assert there.reordered == back.reordered


@given(editions())
def test_an_edition_does_not_differ_from_itself(items: list[Item]) -> None:
    found = differences(items, items, COLUMNS)
    assert found.none
    assert found.same == len(items)


@given(editions(), st.randoms(use_true_random=False))
def test_another_order_is_a_difference_of_its_own(items: list[Item], random: object) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = differences(items, shuffled, COLUMNS)
    assert found.reordered == (shuffled != items)
    assert (found.added, found.removed, found.changed) == ((), (), ())


def test_a_column_that_only_the_former_edition_had_is_compared() -> None:
    old = Column("fee", "收费")
    found = differences(
        [Item("a", {"name": "甲", "fee": "有"})], [Item("a", {"name": "甲"})], COLUMNS, (old,)
    )
    (one,) = found.changed
    assert [(cell.column, cell.before, cell.after) for cell in one.cells] == [(old, "有", None)]
