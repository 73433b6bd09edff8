"""Synonyms: they widen a query at once, in every process, and the ledger keeps who said so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.ledger.models import Entry as LedgerEntry
from tongban.core.search import selectors, services
from tongban.core.search.errors import (
    SearchError,
    SynonymsChanged,
    SynonymsForbidden,
    SynonymsUnknown,
)
from tongban.core.search.models import SynonymSet, SynonymWord, VocabularyMark
from tongban.core.search.services.wording import shipped

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LICENCE = ("机动车驾驶证", "驾驶证", "驾照")


@pytest.fixture
def index() -> None:
    for ref, title in {
        "licence": "机动车驾驶证换证", "estate": "不动产权证书补发", "birth": "生育登记",
        "plate": "机动车号牌核发", "firm": "营业执照变更",
    }.items():  # fmt: skip
        services.put(kind="matter", ref=ref, title=title)


def put(*words: str) -> SynonymSet:
    return services.put_synonyms(actor=SYSTEM, now=NOW, words=words)


def refs(q: str) -> set[str]:
    return {hit.ref for hit in selectors.find(q)}


def test_a_synonym_works_at_once_without_writing_the_index(index):
    assert refs("驾照") == set()
    put(*LICENCE)
    assert refs("驾照") == refs("办驾照") == refs("怎么补办驾照") == {"licence"}
    assert [hit.ref for hit in selectors.suggest("驾照")] == ["licence"]
    used = selectors.look_up("补办驾照").used
    assert [(one.word, one.fellows) for one in used] == [("驾照", ("机动车驾驶证", "驾驶证"))]


@pytest.mark.parametrize("query", ["jz", "jiazhao", "JZ"])
def test_the_sound_of_a_synonym_finds_too(index, query):
    put(*LICENCE)
    assert refs(query) == {"licence"}


def test_within_a_set_all_words_are_the_same_and_from_set_to_set_nothing_is_carried(index):
    put(*LICENCE)
    services.put(kind="notice", ref="old", title="驾照年审通知")
    assert refs("驾驶证") == refs("驾照") == refs("机动车驾驶证") == {"licence", "old"}
    put("机动车号牌", "牌照")
    put("营业执照", "牌照")
    assert refs("牌照") == {"plate", "firm"}
    assert refs("营业执照") == {"firm"}
    assert refs("机动车号牌") == {"plate"}


def test_several_synonyms_in_one_query_must_all_be_met(index):
    put(*LICENCE)
    put("不动产权证书", "房产证")
    services.put(kind="matter", ref="both", title="凭机动车驾驶证查询不动产权证书")
    assert refs("驾照 房产证") == {"both"}


def test_changing_removing_and_bringing_back_are_seen_at_once(index):
    made = put(*LICENCE)
    changed = services.change_synonyms(
        actor=SYSTEM, now=NOW, synonyms=made.pk, version=1, words=["机动车驾驶证", "车本"]
    )
    assert changed.version == 2
    assert refs("驾照") == set()
    assert refs("车本") == {"licence"}
    services.remove_synonyms(actor=SYSTEM, now=NOW, synonyms=made.pk)
    assert refs("车本") == set()
    services.restore_synonyms(actor=SYSTEM, now=NOW, synonyms=made.pk)
    assert refs("车本") == {"licence"}
    verbs = LedgerEntry.objects.filter(subject=f"search-synonyms:{made.pk}").order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == [
        "search.synonyms_put", "search.synonyms_change", "search.synonyms_remove",
        "search.synonyms_restore",
    ]  # fmt: skip


def test_what_another_process_wrote_is_read_at_the_next_search(index, django_assert_num_queries):
    put(*LICENCE)
    assert refs("驾照") == {"licence"}
    # As another process would: its rows and the mark, none of this process's memory.
    row = SynonymSet.objects.create(words="不动产权证书、房产证", changed_at=NOW)
    for word in ("不动产权证书", "房产证"):
        SynonymWord.objects.create(synonyms=row, word=word)
    VocabularyMark.objects.filter(pk=1).update(token="another")
    with django_assert_num_queries(5):  # mark, words, titles, bodies, documents
        assert refs("房产证") == {"estate"}
    with django_assert_num_queries(4):
        assert refs("房产证") == {"estate"}


def test_an_edit_that_was_undone_leaves_nothing_in_memory(index):
    put("生育登记", "准生证")
    with transaction.atomic():
        put(*LICENCE)
        assert refs("驾照") == {"licence"}
        transaction.set_rollback(True)
    assert refs("驾照") == set()
    assert refs("准生证") == {"birth"}


def test_two_editors_on_one_set(index):
    made = put(*LICENCE)
    for _ in range(2):  # the same again changes nothing
        services.change_synonyms(actor=SYSTEM, now=NOW, synonyms=made.pk, version=1, words=LICENCE)
    services.change_synonyms(
        actor=SYSTEM, now=NOW, synonyms=made.pk, version=1, words=[*LICENCE, "车本"]
    )
    with pytest.raises(SynonymsChanged):
        services.change_synonyms(
            actor=SYSTEM, now=NOW, synonyms=made.pk, version=1, words=[*LICENCE, "驾驶本"]
        )
    with pytest.raises(SynonymsUnknown):
        services.remove_synonyms(actor=SYSTEM, now=NOW, synonyms=made.pk + 1)


def test_the_same_set_twice_is_refused_and_so_is_half_of_it():
    made = put(*LICENCE)
    for words in (LICENCE, ("驾照", "驾驶证")):
        with pytest.raises(SearchError, match="synonyms_there"):
            put(*words)
    services.remove_synonyms(actor=SYSTEM, now=NOW, synonyms=made.pk)
    put("驾照", "驾驶证")
    put(*LICENCE)
    with pytest.raises(SearchError, match="synonyms_there"):
        services.restore_synonyms(actor=SYSTEM, now=NOW, synonyms=made.pk)


def test_a_word_joins_the_set_of_what_it_means():
    made = put(*LICENCE)
    joined = services.add_word(actor=SYSTEM, now=NOW, word="车本", means="驾照")
    assert (joined.pk, joined.words) == (made.pk, "机动车驾驶证、驾驶证、驾照、车本")
    fresh = services.add_word(actor=SYSTEM, now=NOW, word="准生证", means="生育登记")
    assert fresh.words == "生育登记、准生证"
    with pytest.raises(SearchError, match="synonyms_there"):
        services.add_word(actor=SYSTEM, now=NOW, word="驾照", means="驾驶证")
    put("驾驶证", "船员证")
    with pytest.raises(SearchError, match="synonyms_which"):
        services.add_word(actor=SYSTEM, now=NOW, word="本本", means="驾驶证")


def test_nobody_edits_without_the_power():
    made = put(*LICENCE)
    clerk = Actor(ref="account:1", staff=True)
    for act in (
        lambda: services.put_synonyms(actor=clerk, now=NOW, words=["低保", "最低生活保障"]),
        lambda: services.change_synonyms(
            actor=clerk, now=NOW, synonyms=made.pk, version=1, words=["低保", "驾照"]
        ),
        lambda: services.add_word(actor=clerk, now=NOW, word="车本", means="驾照"),
        lambda: services.remove_synonyms(actor=clerk, now=NOW, synonyms=made.pk),
        lambda: services.restore_synonyms(actor=clerk, now=NOW, synonyms=made.pk),
    ):
        with pytest.raises(SynonymsForbidden):
            act()
    assert SynonymSet.objects.get().words == "、".join(LICENCE)


def test_what_ships_is_loaded_once_and_what_a_city_changed_stays(index):
    count = services.load_shipped(now=NOW)
    assert count == len(shipped()) >= 40
    assert services.load_shipped(now=NOW) == 0
    assert refs("驾照") == {"licence"}
    row = SynonymSet.objects.get(key="driving-licence")
    services.remove_synonyms(actor=SYSTEM, now=NOW, synonyms=row.pk)
    assert services.forget_removed(NOW + timedelta(days=99)) == 0
    assert services.load_shipped(now=NOW) == 0
    assert refs("驾照") == set()


def test_the_shipped_pairs_of_the_work_are_there():
    pairs = {frozenset(words) for _, words, _ in shipped()}
    for pair in (
        {"驾照", "机动车驾驶证"}, {"房产证", "不动产权证书"}, {"营业执照", "执照"},
        {"社保卡", "社会保障卡"}, {"准生证", "生育登记"}, {"结婚证", "婚姻登记"},
    ):  # fmt: skip
        assert any(pair <= one for one in pairs), pair


def test_removed_sets_are_forgotten_after_thirty_days():
    made = put(*LICENCE)
    services.remove_synonyms(actor=SYSTEM, now=NOW, synonyms=made.pk)
    assert services.forget_removed(NOW + timedelta(days=29)) == 0
    assert services.forget_removed(NOW + timedelta(days=31)) == 1
    with pytest.raises(SynonymsUnknown):
        services.restore_synonyms(actor=SYSTEM, now=NOW, synonyms=made.pk)


def test_the_engines_take_every_shipped_word():
    services.load_shipped(now=NOW)
    for _, words, _ in shipped():
        for word in words:
            selectors.find(word)
            selectors.suggest(f"办{word}要什么")
    assert connection.vendor in {"sqlite", "postgresql"}
