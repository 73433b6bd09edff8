"""Acts on synonyms: put, change, remove, bring back. Each is seen by every process at once."""

import csv
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.db import transaction

from tongban.core.ledger import services as ledger
from tongban.core.search import permissions, rules
from tongban.core.search.errors import (
    SearchError,
    SynonymsChanged,
    SynonymsForbidden,
    SynonymsUnknown,
)
from tongban.core.search.models import SynonymSet, SynonymWord, VocabularyMark
from tongban.core.search.types import ActorLike

DATA = Path(__file__).parent.parent / "data" / "synonyms.csv"
MOST_SETS = 3_000
REMOVED_KEPT = timedelta(days=30)
BETWEEN = "、"


@transaction.atomic
def put_synonyms(
    *, actor: ActorLike, now: datetime, words: Iterable[str], note: str = ""
) -> SynonymSet:
    """Say that `words` mean the same, the proper term first; returns the new set.

    Raises SearchError (what `rules.check_words` refuses; synonyms_there when one set has them all
    already; synonyms_full), SynonymsForbidden.
    """
    _may(actor)
    found = rules.check_words(words)
    _not_there(found)
    if SynonymSet.objects.filter(removed_at=None).count() >= MOST_SETS:
        raise SearchError("synonyms_full", field="words", most=MOST_SETS)
    row = SynonymSet.objects.create(words=BETWEEN.join(found), note=_note(note), changed_at=now)
    _write(row, found)
    _record(actor, now, row, "search.synonyms_put")
    return row


@transaction.atomic
def change_synonyms(
    *,
    actor: ActorLike,
    now: datetime,
    synonyms: int,
    version: int,
    words: Iterable[str],
    note: str = "",
) -> SynonymSet:
    """Let the set have these words and this note; returns it, unwritten if nothing changed.

    `version` is the one that the editor read. Raises SynonymsUnknown, SynonymsChanged, and what
    `put_synonyms` raises.
    """
    _may(actor)
    row = _locked(synonyms, version=version)
    found, note = rules.check_words(words), _note(note)
    if (BETWEEN.join(found), note) == (row.words, row.note):
        return row
    _not_there(found, but=row.pk)
    former, row.words, row.note = row.words, BETWEEN.join(found), note
    _save(row, now)
    _write(row, found)
    _record(actor, now, row, "search.synonyms_change", former=former)
    return row


@transaction.atomic
def add_word(*, actor: ActorLike, now: datetime, word: str, means: str) -> SynonymSet:
    """Say that the everyday `word` means what `means` does; returns the set that says so now.

    If `means` stands in one set, the word joins it; in none, the two are a new set. Raises
    SearchError (synonyms_which: `means` stands in several, choose one), and what `put_synonyms`
    raises.
    """
    _may(actor)
    pair = rules.check_words([means, word])
    sets = list(SynonymSet.objects.filter(removed_at=None, each__word=pair[0]).order_by("pk")[:2])
    if len(sets) > 1:
        raise SearchError("synonyms_which", field="means", word=pair[0])
    if not sets:
        return put_synonyms(actor=actor, now=now, words=pair)
    words = [*sets[0].words.split(BETWEEN), pair[1]]
    if pair[1] in words[:-1]:
        raise SearchError("synonyms_there", field="words", words=sets[0].words)
    return change_synonyms(
        actor=actor, now=now, synonyms=sets[0].pk, version=sets[0].version, words=words,
        note=sets[0].note,
    )  # fmt: skip


@transaction.atomic
def remove_synonyms(*, actor: ActorLike, now: datetime, synonyms: int) -> SynonymSet:
    """Take a set out of use; it can be brought back for thirty days. Raises SynonymsUnknown."""
    _may(actor)
    row = _locked(synonyms)
    row.removed_at = now
    _save(row, now)
    _record(actor, now, row, "search.synonyms_remove")
    return row


@transaction.atomic
def restore_synonyms(*, actor: ActorLike, now: datetime, synonyms: int) -> SynonymSet:
    """Bring a removed set back; one that is in use is returned as it is. Raises SynonymsUnknown."""
    _may(actor)
    row = SynonymSet.objects.select_for_update().filter(pk=synonyms).first()
    if row is None:
        raise SynonymsUnknown
    if row.removed_at is None:
        return row
    _not_there(row.words.split(BETWEEN), but=row.pk)
    row.removed_at = None
    _save(row, now)
    _record(actor, now, row, "search.synonyms_restore")
    return row


@transaction.atomic
def load_shipped(*, now: datetime) -> int:
    """Store the sets that ship and were never there; what a city changed or removed stays as it
    is. Returns how many were written."""
    there = set(SynonymSet.objects.exclude(key="").values_list("key", flat=True))
    fresh = [(key, words, note) for key, words, note in shipped() if key not in there]
    for key, words, note in fresh:
        row = SynonymSet.objects.create(
            key=key, words=BETWEEN.join(words), note=note, changed_at=now
        )
        _write(row, words)
    if fresh:
        _changed()
    return len(fresh)


def shipped() -> list[tuple[str, list[str], str]]:
    """The rows of data/synonyms.csv: key, words, note; each checked."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return [
            (row["key"], rules.check_words(row["words"].split()), row["note"])
            for row in csv.DictReader(file)
        ]


def forget_removed(now: datetime) -> int:
    """Delete sets that were removed thirty days ago, but the shipped, which must not come back by
    themselves; the tick. Returns how many."""
    old = SynonymSet.objects.filter(removed_at__lt=now - REMOVED_KEPT, key="")
    _, each = old.delete()
    return each.get("search.SynonymSet", 0)


def _may(actor: ActorLike) -> None:
    if not permissions.may_edit_words(actor):
        raise SynonymsForbidden


def _note(note: str) -> str:
    return " ".join(note.split())[:200]


def _locked(synonyms: int, *, version: int | None = None) -> SynonymSet:
    row = SynonymSet.objects.select_for_update().filter(pk=synonyms, removed_at=None).first()
    if row is None:
        raise SynonymsUnknown
    if version is not None and row.version != version:
        raise SynonymsChanged(words=row.words)
    return row


def _not_there(words: list[str], *, but: int = 0) -> None:
    """Refuse a set all of whose words stand together in one that is in use."""
    rows = SynonymSet.objects.filter(removed_at=None, each__word=words[0]).exclude(pk=but)
    for row in rows:
        if set(words) <= set(row.words.split(BETWEEN)):
            raise SearchError("synonyms_there", field="words", words=row.words)


def _save(row: SynonymSet, now: datetime) -> None:
    """Write a changed row; on a database without row locks the version decides."""
    values = {"words": row.words, "note": row.note, "removed_at": row.removed_at}
    moved = SynonymSet.objects.filter(pk=row.pk, version=row.version).update(
        **values, version=row.version + 1, changed_at=now
    )
    if not moved:
        raise SynonymsChanged(words=row.words)
    row.version += 1
    row.changed_at = now


def _write(row: SynonymSet, words: list[str]) -> None:
    SynonymWord.objects.filter(synonyms=row).delete()
    SynonymWord.objects.bulk_create(
        SynonymWord(synonyms=row, word=word, said=" ".join(rules.forms(word)), place=place)
        for place, word in enumerate(words)
    )


def _record(actor: ActorLike, now: datetime, row: SynonymSet, verb: str, **more: str) -> None:
    ledger.append(
        subject=f"search-synonyms:{row.pk}",
        verb=verb,
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"words": row.words, **more},
    )
    _changed()


def _changed() -> None:
    VocabularyMark.objects.update_or_create(pk=1, defaults={"token": uuid4().hex})
