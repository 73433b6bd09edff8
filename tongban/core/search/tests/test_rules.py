"""Words, sounds and what may be kept: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.core.search import rules


def test_words_are_characters_in_order_and_words():
    found = rules.words("食品经营许可 A1")
    assert found[:7] == ["食", "品", "经", "营", "许", "可", "a1"]
    assert {"食品", "经营", "许可"} <= set(found)


def test_sounds_begin_at_every_syllable():
    found = set(rules.sounds(["我要开药店"]))
    assert {"woyaokaiyaodian", "yaodian", "wykyd", "yd"} <= found
    assert "d" not in found


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("办  营业执照", "办 营业执照"),
        ("ＰＯＳ机", "pos机"),
        ("42129919900101001X", ""),
        ("我的电话 138 0000 0000", ""),
        ("XN20261122000123", ""),
        ("2026年社保", "2026年社保"),
    ],
)
def test_a_query_with_somebodys_number_is_not_kept(query, kept):
    assert rules.worth_keeping(query) == kept


@pytest.mark.parametrize(
    ("document", "reader", "rank"),
    [("421202", "421202", 2), ("421200", "421202", 1), ("420000", "421202", 1),
     ("", "421202", 1), ("421281", "421202", 0), ("421202", "421202001", 1), ("421281", "", 1)],
)  # fmt: skip
def test_the_readers_place_comes_first(document, reader, rank):
    assert rules.place_rank(document, reader) == rank


def test_a_word_that_sounds_so_ranks_above_the_beginning_of_another():
    asked = rules.terms("yd")
    assert rules.tier("我要开药店", [], asked) > rules.tier("老年人优待证", [], asked)


def test_a_snippet_shows_the_find():
    body = "甲" * 100 + "药店要有执业药师" + "乙" * 200
    text = rules.snippet(body, rules.terms("执业药师"))
    assert "执业药师" in text
    assert text.startswith("…")
    assert text.endswith("…")


@given(st.text())
def test_any_text_is_taken(text):
    assert all(
        " " not in word and "'" not in word and '"' not in word for word in rules.words(text)
    )
    assert len(rules.terms(text)) <= 8
    assert isinstance(rules.sounds([text]), list)
