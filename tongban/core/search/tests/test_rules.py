"""Words, sounds, places and what may be kept: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.core.search import rules
from tongban.core.search.errors import SearchError
from tongban.core.search.rules import Name, Piece, Vocabulary

COUNTIES = ("421202", "421281")


def vocabulary(*sets: str) -> Vocabulary:
    return Vocabulary.of(
        [[(word, " ".join(rules.forms(word))) for word in one.split()] for one in sets]
    )


LICENCES = vocabulary(
    "机动车驾驶证 驾驶证 驾照", "不动产权证书 房产证", "公证书 公证", "电子不停车收费 etc etc卡"
)


def test_words_are_characters_in_order_and_words():
    found = rules.words("食品经营许可 A1")
    assert found[:7] == ["食", "品", "经", "营", "许", "可", "a1"]
    assert {"食品", "经营", "许可"} <= set(found)


def test_sounds_begin_at_every_syllable():
    found = set(rules.sounds(["我要开药店"]))
    assert {"woyaokaiyaodian", "yaodian", "wykyd", "yd"} <= found
    assert "d" not in found


def test_one_text_for_many_bodies_says_each_thing_once_and_the_common_first():
    assert rules.merged(["甲局 · 申请表 照片", "乙局 · 申请表 照片"]) == "· 申请表 照片 甲局 乙局"
    assert rules.merged([]) == ""


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
    [
        ("421202", "421202", 3), ("421200", "421202", 2), ("420000", "421202", 2),
        ("", "421202", 2), ("421202", "421202001", 2), ("421202001", "421202001003", 2),
        ("421202001", "421202", 1), ("421281", "421200", 1), ("421281", "421202", 0),
        ("421202002", "421202001", 0), ("421281", "", 2),
    ],
)  # fmt: skip
def test_the_readers_place_comes_first(document, reader, rank):
    assert rules.place_rank(document, reader) == rank


@given(st.lists(st.sampled_from(["", "420000", "421200", *COUNTIES, "421202001", "421281100"])),
       st.sampled_from(["421200", *COUNTIES, "421202001", "421202002"]))  # fmt: skip
def test_the_patterns_of_places_say_what_the_ranks_say(documents, reader):
    text = rules.places_text(documents)
    by_patterns = next(
        (
            rank
            for rank, patterns in zip((3, 2, 1), rules.place_patterns(reader), strict=True)
            if any(pattern.strip("%") in text for pattern in patterns)
        ),
        0,
    )
    assert by_patterns == max((rules.place_rank(d, reader) for d in documents), default=0)


def name(title: str, *aliases: str) -> Name:
    return Name(title, "\n".join(aliases), "\n".join(map(rules.said, (title, *aliases))))


@pytest.mark.parametrize(
    ("title", "aliases", "query", "level"),
    [
        ("我要开药店", (), "我要开药店", 6),
        ("我要开药店", (), "wykyd", 6),
        ("药品经营许可", ("药店",), "药店", 5),
        ("药品经营许可", ("药店",), "yaodian", 5),
        ("机动车驾驶证", (), "驾照", 5),
        ("我要开药店", (), "药店", 4),
        ("我要开药店", (), "yd", 4),
        ("机动车驾驶证换证", (), "办驾照", 4),
        ("机动车驾驶证换证", (), "jz", 4),
        ("药品经营许可", ("我要开药店",), "药店", 3),
        ("老年人优待证", (), "yd", 2),
        ("食品经营许可", (), "药店", 1),
    ],
)
def test_how_well_a_name_fits(title, aliases, query, level):
    assert rules.tier(name(title, *aliases), rules.asked(query, LICENCES)) == level


def test_a_synonym_inside_a_longer_query_is_asked_for_besides_the_query_itself():
    (term,) = rules.asked("办驾照", LICENCES)
    assert term.words == ("办", "驾照")
    assert term.must == ("驾照",)
    assert term.pieces == (Piece("办"), Piece("驾照", ("机动车驾驶证", "驾驶证")))


def test_two_synonyms_and_one_by_its_sound():
    found = rules.asked("驾照和房产证 jz", LICENCES)
    pieces = [piece.text for term in found for piece in term.pieces if piece.fellows]
    assert pieces == ["驾照", "房产证", "jz"]
    assert found[-1].pieces[0].fellows == ("机动车驾驶证", "驾驶证", "驾照")


def test_the_longest_word_is_taken_and_latin_letters_only_as_a_word():
    (whole, card) = rules.asked("机动车驾驶证 etc卡", LICENCES)
    assert [piece.text for piece in whole.pieces] == ["机动车驾驶证"]
    assert [piece.text for piece in card.pieces] == ["etc卡"]
    assert rules.asked("fetch", LICENCES)[0].pieces == ()
    assert rules.asked("etcetera", LICENCES)[0].pieces == ()


def test_nothing_is_carried_from_one_set_to_another():
    words = vocabulary("机动车号牌 牌照", "营业执照 牌照")
    assert words.fellows["牌照"] == ("机动车号牌", "营业执照")
    assert words.fellows["营业执照"] == ("牌照",)


def test_words_that_only_ask_are_not_required_unless_there_are_no_others():
    assert rules.asked("怎么办药品许可")[0].must == ("药品", "许可")
    assert rules.asked("怎么办")[0].must == ("怎么办",)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["驾照"], "synonyms_few"),
        (["驾照", " 驾照 "], "synonyms_few"),
        (["证", "驾照"], "synonyms_short"),
        (["驾" * 21, "驾照"], "synonyms_long"),
        (["驾<b>", "驾照"], "synonyms_letters"),
        ([f"驾照{n}" for n in range(13)], "synonyms_many"),
    ],
)
def test_what_a_set_may_not_be(words, reason):
    with pytest.raises(SearchError, match=reason):
        rules.check_words(words)


def test_words_are_stored_plain():
    assert rules.check_words(["ＥＴＣ", "电子 不停车收费"]) == ["etc", "电子不停车收费"]
    assert rules.split_words("驾照、驾驶证=机动车驾驶证, 车本") == [
        "驾照", "驾驶证", "机动车驾驶证", "车本",
    ]  # fmt: skip


def test_what_was_mistyped_is_like_what_was_meant():
    assert rules.likeness("营业职照", "营业执照") > rules.likeness("营业职照", "营业性演出许可证")
    assert rules.likeness("药店", "药店") == 1


def test_words_that_no_name_holds_must_come_from_the_body():
    terms = rules.asked("赤壁 身份证")
    assert rules.missing(terms, [name("居民身份证办理")]) == ["赤壁"]


def test_a_snippet_shows_the_find():
    body = "甲" * 100 + "药店要有执业药师" + "乙" * 200
    text = rules.snippet(body, rules.asked("执业药师"))
    assert "执业药师" in text
    assert text.startswith("…")
    assert text.endswith("…")


@given(st.text())
def test_any_text_is_taken(text):
    assert all(
        " " not in word and "'" not in word and '"' not in word for word in rules.words(text)
    )
    assert len(rules.asked(text, LICENCES)) <= 8
    assert isinstance(rules.sounds([text]), list)
    assert "\n" not in rules.said(text)
    assert 0 <= rules.likeness("驾照", text) <= 1


def matches(node, text: str) -> bool:
    """What an engine does, on one text."""
    words = rules.words(text)
    match node:
        case rules.Word(word):
            return word in words
        case rules.Begin(start):
            return any(word.startswith(start) for word in words)
        case rules.Phrase(tokens):
            return any(tuple(words[n : n + len(tokens)]) == tokens for n in range(len(words)))
        case rules.AllOf(nodes):
            return all(matches(one, text) for one in nodes)
        case rules.AnyOf(nodes):
            return any(matches(one, text) for one in nodes)
    return False


@given(
    st.text(alphabet="驾照办房产证公明书的本 ", max_size=8),
    st.text(alphabet="驾照办房产证公明书本机动车驶", max_size=14),
)
def test_a_synonym_never_takes_a_find_away(query, text):
    bare, wide = rules.loose(rules.asked(query)), rules.loose(rules.asked(query, LICENCES))
    assert not matches(bare, text) or matches(wide, text)


def test_a_synonym_gives_what_the_proper_term_would():
    node = rules.loose(rules.asked("补办驾照", LICENCES))
    assert matches(node, "机动车驾驶证补办")
    assert not matches(rules.loose(rules.asked("补办驾照")), "机动车驾驶证补办")


def test_what_is_found_anyway_is_not_asked_for_again():
    """Whoever has 身份证 has whatever has 居民身份证: one look is enough, and finds the same."""
    vocabulary = Vocabulary.of([[("居民身份证", ""), ("身份证", "sfz")]])
    node = rules.loose(rules.asked("sfz", vocabulary))
    assert node == rules.AnyOf((rules.Begin("sfz"), rules.Phrase(("身", "份", "证"))))
