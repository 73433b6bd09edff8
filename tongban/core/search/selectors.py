"""Finding."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Count, Q

from tongban.core.search import rules
from tongban.core.search.errors import SynonymsUnknown
from tongban.core.search.models import (
    Document,
    Heading,
    Miss,
    SynonymSet,
    SynonymWord,
    VocabularyMark,
)
from tongban.core.search.querysets import CANDIDATES, Near, Row, engine, nearest
from tongban.core.search.rules import Asked, Name, Vocabulary
from tongban.core.search.types import Found, Hit, Place, Reading, Used

PLACES = 13  # of a find: itself and a dozen others
SIMILAR = 5
LIKE = 0.6  # how like a query something must be to be offered


def look_up(
    q: str,
    *,
    division: str = "",
    kinds: Collection[str] | None = None,
    start: int = 0,
    limit: int = 20,
    vocabulary: Vocabulary | None = None,
) -> Found:
    """A page of what matches every word of `q` (or a synonym), best first: title over alias over
    body, then the reader's `division`, then weight; one find for each title, with its places.

    If nothing matches all of it, what matches most, and `near` is set. Empty for an empty query.
    At most 200 finds. `vocabulary` stands for the one in use.
    """
    terms = rules.asked(q, vocabulary or _vocabulary())
    ranked, near = _ranked(terms, division=division, wanted=start + limit)
    chosen = [one for one in ranked if kinds is None or one.row.kind in kinds]
    hits = _hits(chosen[start : start + limit], terms, division=division, places=PLACES)
    return Found(
        hits=hits,
        total=len(chosen),
        kinds=Counter(one.row.kind for one in ranked),
        capped=len(ranked) >= CANDIDATES,
        near=near,
        used=_used(terms),
    )


def find(
    q: str, *, kinds: Collection[str] | None = None, division: str = "", limit: int = 20
) -> list[Hit]:
    """The hits of `look_up`, for who needs no more."""
    if limit <= 0 or (kinds is not None and not kinds):
        return []
    return list(look_up(q, kinds=kinds, division=division, limit=limit).hits)


def suggest(q: str, limit: int = 8, *, division: str = "") -> list[Hit]:
    """As `find` for a query that is still being typed: by title, alias and synonym alone, each
    title once, without snippets."""
    terms = rules.asked(q, _vocabulary())
    ranked, _ = _ranked(terms, division=division, wanted=limit, narrow=True)
    return _hits(ranked[:limit], terms, division=division, places=1, bare=True)


def similar(q: str) -> list[str]:
    """Words and titles that sound like what was typed or share most of its characters, at most
    five, each worth searching for: for who mistyped (营业职照, 架照)."""
    han = "".join(rules.characters(q))
    if len(han) < 2:
        return []
    vocabulary, found = _vocabulary(), dict[str, None]()
    for sound in rules.forms(han)[:1]:
        found.update((word, None) for word in vocabulary.sounding(sound))
        rows = engine().rows(rules.Begin(sound), kinds=None, division="", narrow=True)
        found.update((row.title, None) for row in rows[:SIMILAR])
    node = rules.AnyOf(tuple(rules.Word(one) for one in dict.fromkeys(han[:12])))
    rows = engine().rows(node, kinds=None, division="", narrow=True)
    alike = [(rules.likeness(han, text), text) for text in vocabulary.fellows]
    alike += [(rules.likeness(han, row.title), row.title) for row in rows]
    alike.sort(key=lambda one: (-one[0], len(one[1]), one[1]))
    found.update((text, None) for share, text in alike if share >= LIKE)
    return [text for text in found if text != rules.plain(q)][:SIMILAR]


def reading(q: str) -> Reading:
    """How `q` is read, for editors who try a word."""
    terms = rules.asked(q, _vocabulary())
    words = [word for term in terms for word in (term.must if term.han else (term.text,))]
    ignored = [word for term in terms for word in term.words if word not in term.must]
    return Reading(words, ignored, _used(terms))


def places(heading: int, *, division: str = "", limit: int = 200) -> tuple[str, list[Near]]:
    """The title of a find and all its places, the reader's first; empty if it is gone."""
    title = Heading.objects.filter(pk=heading).values_list("title", flat=True).first()
    return title or "", nearest([heading] if title else [], division=division, places=limit)


def count() -> int:
    """How many things can be found."""
    return Document.objects.count()


# --- the vocabulary, kept by each process for as long as its mark says that it holds -------------


class _Kept(NamedTuple):
    token: str
    vocabulary: Vocabulary


_kept = _Kept("", rules.EMPTY)


def _vocabulary() -> Vocabulary:
    """The synonyms in use: one query for their mark, one more where they changed.

    The mark is read before the words, so what is kept under it is never older than it says.
    """
    global _kept  # noqa: PLW0603 the one thing a process remembers; replaced whole
    token = VocabularyMark.objects.filter(pk=1).values_list("token", flat=True).first() or ""
    if not token:
        return rules.EMPTY
    kept = _kept
    if kept.token != token:
        kept = _kept = _Kept(token, vocabulary_of(synonym_words()))
    return kept.vocabulary


def synonym_words() -> list[tuple[int, str, str]]:
    """Set, word and sounds of every word in use."""
    rows = SynonymWord.objects.filter(synonyms__removed_at=None)
    return list(rows.order_by("synonyms_id", "place").values_list("synonyms_id", "word", "said"))


def vocabulary_of(words: Sequence[tuple[int, str, str]]) -> Vocabulary:
    """The vocabulary of such rows."""
    sets: dict[int, list[tuple[str, str]]] = {}
    for pk, word, said in words:
        sets.setdefault(pk, []).append((word, said))
    return Vocabulary.of(sets.values())


# --- matching and ranking ------------------------------------------------------------------------


class _One(NamedTuple):
    row: Row
    name: Name
    key: tuple[object, ...]


def _ranked(
    terms: Asked, *, division: str, wanted: int, narrow: bool = False
) -> tuple[list[_One], bool]:
    """The headings that match, best first; and whether nothing matched all that was asked."""
    if not terms or wanted <= 0:
        return [], False
    index = engine()
    rows: dict[int, Row] = {}
    every, some, near = rules.loose(terms), rules.any_of(terms), False
    # Titles before bodies: once there are enough, what comes after could only come later. Any word
    # at all is for those who would otherwise have nothing.
    tries = [
        (node, head) for node in (every, some) for head in ((True,) if narrow else (True, False))
    ]
    for node, head in tries:
        if node is None or (rows and (node is some or len(rows) >= wanted)):
            continue
        near = node is some
        for row in index.rows(node, kinds=None, division=division, narrow=head):
            rows.setdefault(row.id, row)
    ranked = sorted((_one(row, terms) for row in rows.values()), key=lambda one: one.key)
    return ranked, near and bool(ranked)


def _one(row: Row, terms: Asked) -> _One:
    name = Name(row.title, row.aliases, row.said)
    key = rules.rank_key(
        name, terms, place=row.place, weight=row.weight, score=row.score, row=row.id
    )
    return _One(row, name, key)


def _hits(
    ranked: Sequence[_One], terms: Asked, *, division: str, places: int, bare: bool = False
) -> list[Hit]:
    told = [] if bare else rules.missing(terms, [one.name for one in ranked])
    near: dict[int, list[Near]] = {}
    for one in nearest([one.row.id for one in ranked], division=division, places=places, told=told):
        near.setdefault(one.heading, []).append(one)
    return [
        _hit(one.row, near[one.row.id], [] if bare else terms)
        for one in ranked
        if one.row.id in near
    ]


def _hit(row: Row, near: Sequence[Near], terms: Asked) -> Hit:
    here, *others = near
    return Hit(
        kind=row.kind,
        ref=here.ref,
        title=row.title,
        snippet=rules.snippet(here.body, terms) if terms else "",
        url=here.url,
        division=here.division,
        heading=row.id,
        places=tuple(Place(other.ref, other.url, other.division) for other in others),
        count=here.many,
    )


def _used(terms: Asked) -> list[Used]:
    return [
        Used(piece.text, piece.fellows) for term in terms for piece in term.pieces if piece.fellows
    ]


# --- what editors read ----------------------------------------------------------------------------


def misses(*, state: str = "open", after: str = "", limit: int = 50) -> list[Miss]:
    """What was looked for in vain, the most frequent first; `after` continues behind a row (see
    `after`), anything else than one of its texts begins anew."""
    rows = Miss.objects.filter(state=state)
    count, _, pk = after.partition("-")
    if _number(count) and _number(pk):
        rows = rows.filter(Q(count__lt=int(count)) | Q(count=int(count), pk__lt=int(pk)))
    return list(rows.order_by("-count", "-pk")[:limit])


def after(miss: Miss) -> str:
    """What continues a list of misses behind this one."""
    return f"{miss.count}-{miss.pk}"


def miss(pk: int) -> Miss | None:
    """One of them, if it is still kept."""
    return Miss.objects.filter(pk=pk).first() if pk else None


def miss_counts() -> dict[str, int]:
    """How many there are in each state."""
    found = dict(Miss.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Miss.State.values}


def synonyms(
    *, q: str = "", removed: bool = False, before: int = 0, limit: int = 50
) -> list[SynonymSet]:
    """Sets in use (or `removed`), the newest first; `q` narrows them to those with a word that
    begins or sounds so, `before` continues behind a set's number."""
    rows = SynonymSet.objects.filter(removed_at__isnull=not removed)
    if word := "".join(rules.plain(q).split()):
        words = SynonymWord.objects.filter(
            Q(word__startswith=word) | Q(said__startswith=word) | Q(said__contains=f" {word}")
        )
        rows = rows.filter(pk__in=words.values("synonyms_id"))
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def synonym_set(pk: int) -> SynonymSet:
    """A set in use; raises SynonymsUnknown."""
    row = SynonymSet.objects.filter(pk=pk, removed_at=None).first()
    if row is None:
        raise SynonymsUnknown
    return row


def synonym_removed(pk: int) -> SynonymSet | None:
    """A removed set that can still be brought back."""
    return SynonymSet.objects.filter(pk=pk, removed_at__isnull=False).first() if pk else None


def synonym_count() -> int:
    """How many sets are in use."""
    return SynonymSet.objects.filter(removed_at=None).count()


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
