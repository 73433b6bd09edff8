"""One value of one column: what is taken, what is refused and how, and the way back to words."""

import string
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.lists import rules
from tongban.lists.rules.values import BadValue, clean, read, shown, written
from tongban.lists.types import Choice, Column, ColumnType

T = ColumnType
CHOICES = (Choice("a", "甲"), Choice("b", "乙"))


def column(kind: ColumnType, **more: Any) -> Column:
    return Column("x", "这一栏", kind, choices=CHOICES if kind == T.CHOICE else (), **more)


WORDS = st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip())
)
# In a law's own name 》 would end it; a line's outer punctuation is no part of an article.
NAMES = st.text("国务院关于行政许可法条例", min_size=1, max_size=12)
ARTICLES = st.text("第一二三十条款（）〔〕2026", max_size=12)
VALUES: dict[ColumnType, st.SearchStrategy[Any]] = {
    T.TEXT: WORDS,
    T.LONG: st.lists(WORDS, min_size=1, max_size=4).map("\n".join),
    T.CHOICE: st.sampled_from(["a", "b"]),
    T.MONEY: st.integers(0, 10**14),
    T.INTEGER: st.integers(0, 10**12),
    T.BOOL: st.booleans(),
    T.DATE: st.dates(date(1949, 1, 1)).map(date.isoformat),
    T.BASIS: st.lists(
        st.fixed_dictionaries({"law": NAMES, "article": ARTICLES, "certain": st.booleans()}),
        min_size=1, max_size=4,
    ),
    T.MATTERS: st.lists(
        st.text(string.digits + "ABC", min_size=12, max_size=12), min_size=1, max_size=4
    ),
    T.PLACES: st.just(["421202001", "421202002001"]),
}  # fmt: skip


@given(st.data())
def test_what_is_written_is_read_back(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(list(T)))
    field = column(kind)
    value = clean(field, data.draw(VALUES[kind]))
    assert read(field, written(field, value)) == value
    assert clean(field, value) == value  # its one form


@given(st.text(max_size=60))
def test_whatever_is_typed_is_taken_or_refused_in_words(text: str) -> None:
    for kind in T:
        field = column(kind)
        refused = None
        try:
            value = read(field, text)
        except BadValue as bad:
            refused = (bad.rule, str(bad))
        assert all(refused) if refused else clean(field, value) == value


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (T.MONEY, "80", 8000),
        (T.MONEY, "１，２３４.5 元", 123450),
        (T.MONEY, "0", 0),
        (T.DATE, "2026年1月2日", "2026-01-02"),
        (T.DATE, "2026/1/2", "2026-01-02"),
        (T.BOOL, "否", False),
        (T.CHOICE, "乙", "b"),
        (T.TEXT, "  两 \r\n 行 ", "两 行"),
        (T.LONG, " 一\r\n二  \n", "一\n二"),
        (T.MATTERS, "000131902001、００0731901001a1", ["000131902001", "000731901001A1"]),
        (
            T.BASIS,
            "《行政许可法》第三十二条；《药品管理法》第五十一条（待核实）",
            [
                {"law": "行政许可法", "article": "第三十二条", "certain": True},
                {"law": "药品管理法", "article": "第五十一条", "certain": False},
            ],
        ),
        (T.TEXT, "   ", None),
    ],
)
def test_what_a_clerk_types(kind: ColumnType, typed: str, value: Any) -> None:
    assert read(column(kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "rule"),
    [
        (T.MONEY, "八十", "number"),
        (T.MONEY, "80.505", "number"),
        (T.MONEY, "-1", "number"),
        (T.MONEY, "NaN", "number"),
        (T.MONEY, "1e999999999", "number"),
        (T.INTEGER, "3.5", "number"),
        (T.DATE, "2026-02-30", "date"),
        (T.DATE, "明天", "date"),
        (T.BOOL, "也许", "shape"),
        (T.CHOICE, "丙", "choice"),
        (T.TEXT, "a\x00b", "control"),
        (T.TEXT, "字" * 301, "long"),
        (T.LONG, "字" * 4001, "long"),
        (T.MATTERS, "00013190200", "code"),
        (T.MATTERS, "0001319020010", "code"),
        (T.BASIS, "行政许可法第三十二条", "law"),
        (T.BASIS, "根据《行政许可法》", "law"),
        (T.PLACES, "没有这个镇", "place"),
    ],
)
def test_what_no_column_can_hold(kind: ColumnType, typed: str, rule: str) -> None:
    with pytest.raises(BadValue) as refused:
        read(column(kind), typed)
    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (T.MONEY, "80"),
        (T.MONEY, True),
        (T.MONEY, 8.5),
        (T.BOOL, "是"),
        (T.TEXT, 3),
        (T.TEXT, ["x"]),
        (T.BASIS, "《x》"),
        (T.BASIS, [{"law": ""}]),
        (T.BASIS, [{"law": "x", "url": "y"}]),
        (T.MATTERS, "000131902001"),
        (T.PLACES, [1]),
        (T.DATE, 20260101),
        (T.MATTERS, ["0" * 12] * 3 + [f"{n:012}" for n in range(300)]),
    ],
)
def test_json_of_another_shape_is_refused(kind: ColumnType, raw: Any) -> None:
    with pytest.raises(BadValue):
        clean(column(kind), raw)


def test_money_and_places_are_shown_as_people_read_them() -> None:
    assert shown(column(T.MONEY), 123450) == "1,234.50 元"
    assert shown(column(T.MONEY), 8000) == "80 元"
    assert shown(column(T.PLACES), ["421202001", "x"], {"421202001": "温泉街道"}) == "温泉街道、x"


def test_a_law_inside_a_law_keeps_the_way_back() -> None:
    field = column(T.BASIS)
    value = clean(field, [{"law": "关于贯彻《民法典》的通知", "article": "第二条（待核实）"}])
    assert value == [{"law": "关于贯彻〈民法典〉的通知", "article": "第二条", "certain": False}]
    assert read(field, written(field, value)) == value
    assert rules.law_text(value[0]).endswith("第二条（待核实）")
