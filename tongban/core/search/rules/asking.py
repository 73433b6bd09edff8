"""From a query to what must match: pure.

A query is a few runs of characters. A run is asked as it stands and, where it holds words of the
vocabulary, once more with each of these or any fellow of it; so a synonym can only add finds.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tongban.core.search.rules.synonyms import EMPTY, Vocabulary
from tongban.core.search.rules.words import HAN_RUN, QUERY_LIMIT, RUNS, cut, plain, tokens

TERMS = 8
FELLOWS = 12  # that a word is widened by, at most
_STOP = frozenset({
    "的", "了", "吗", "呢", "吧", "啊", "和", "与", "或", "我", "你", "他", "我要", "我想", "想",
    "想要", "要", "给", "能", "可以", "怎么", "怎么办", "怎样", "怎么样", "如何", "什么", "需要",
    "哪里", "哪儿", "哪些", "哪个", "多少", "多久", "几天", "办", "办理", "申请", "在", "去",
    "到", "请问", "材料", "手续", "流程", "条件", "资料", "网上", "一下",
})  # fmt: skip
_PRIVATE = re.compile(r"\d{7,}|\d{6}[0-9a-z]{9,12}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a run: its words that must be there, or any of `fellows`, which mean the same."""

    text: str
    fellows: tuple[str, ...] = ()
    must: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One run of a query: Han characters with their words, or a Latin word to be begun with.

    `must` are the words that have to be there (怎么, 办理 need not); `pieces`, if a synonym stands
    in it, the run as it reads with that.
    """

    text: str
    words: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()

    @property
    def han(self) -> bool:
        return bool(self.words)


Asked = Sequence[Term]


def asked(query: str, vocabulary: Vocabulary = EMPTY) -> list[Term]:
    """The runs of a query, at most eight; empty for one without a letter, digit or character."""
    text = plain(query[:QUERY_LIMIT])
    found: list[tuple[str, tuple[Piece, ...]]] = []
    for run, pieces in _runs(text, vocabulary):
        sound = vocabulary.said.get(run, ())[:FELLOWS]
        found.append((run, pieces or ((Piece(run, sound),) if sound else ())))
    found = found[:TERMS]
    said = [cut(run) if HAN_RUN.search(run) else () for run, _ in found]
    # A query of nothing but such words is asked with them.
    tells = any(not words or set(words) - _STOP for words in said)
    return [
        Term(run, words, _must(words) if tells else words, pieces)
        for (run, pieces), words in zip(found, said, strict=True)
    ]


def _must(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _STOP)


def _runs(text: str, vocabulary: Vocabulary) -> Iterable[tuple[str, tuple[Piece, ...]]]:
    """The runs of a plain text; a word of the vocabulary with Latin letters is one by itself."""
    at = 0
    for word, start in _standing(text, vocabulary):
        if not HAN_RUN.fullmatch(word):
            yield from _plain_runs(text[at:start], vocabulary)
            yield word, (Piece(word, vocabulary.fellows[word][:FELLOWS]),)
            at = start + len(word)
    yield from _plain_runs(text[at:], vocabulary)


def _plain_runs(text: str, vocabulary: Vocabulary) -> Iterable[tuple[str, tuple[Piece, ...]]]:
    for run in RUNS.findall(text):
        yield run, _pieces(run, vocabulary) if HAN_RUN.match(run) else ()


def _pieces(run: str, vocabulary: Vocabulary) -> tuple[Piece, ...]:
    found: list[Piece] = []
    at = 0
    for word, start in _standing(run, vocabulary):
        if start > at:
            found.append(_between(run[at:start]))
        found.append(Piece(word, vocabulary.fellows[word][:FELLOWS]))
        at = start + len(word)
    if found and at < len(run):
        found.append(_between(run[at:]))
    return tuple(found)


def _between(text: str) -> Piece:
    return Piece(text, must=_must(cut(text)))


def _standing(text: str, vocabulary: Vocabulary) -> Iterable[tuple[str, int]]:
    """Words of the vocabulary in a text with where they stand, the longest at each place."""
    at = 0
    while at < len(text):
        word = vocabulary.at(text, at)
        if word:
            yield word, at
        at += len(word) or 1


# --- what must match, for an engine to write in its own tongue ------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """An index word."""

    text: str


@dataclass(frozen=True, slots=True)
class Begin:
    """An index word that begins so."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Characters and Latin words that stand together."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of them."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of them at least."""

    nodes: tuple["Node", ...]


Node = Word | Begin | Phrase | AllOf | AnyOf


def loose(terms: Asked) -> Node | None:
    """Every term: the run as a phrase, or all its words, or these with their fellows. Words of one
    character need not be there where a longer one is."""
    parts = [part for term in terms if (part := _loose(term)) is not None]
    return _all(parts)


def any_of(terms: Asked) -> Node | None:
    """Any word that tells something, for who would otherwise have nothing."""
    words = [w for term in terms for w in (term.must if term.han else (term.text,))]
    longer = [word for word in words if len(word) > 1] or words
    fellows = [f for term in terms for piece in term.pieces for f in piece.fellows]
    nodes: list[Node] = [Word(word) for word in longer[:12]]
    nodes += [Phrase(tokens(fellow)) for fellow in fellows[:FELLOWS]]
    return _any(nodes)


def _loose(term: Term) -> Node | None:
    ways: list[Node | None] = []
    if not term.han:
        ways.append(Begin(term.text))
    else:
        if not term.must:
            return None
        ways += [_words(term.must), _phrase(term.text)]
    if term.pieces:
        every = [
            _any([_words(piece.must or cut(piece.text)), *map(_phrase, piece.fellows)])
            for piece in term.pieces
            if piece.fellows or piece.must
        ]
        ways.append(_all(every))
    return _any(ways)


def _words(words: Sequence[str]) -> Node | None:
    longer = [word for word in words if len(word) > 1] or list(words)
    return _all([_any([Word(w), _phrase(w)]) if len(w) > 1 else Word(w) for w in longer])


def _phrase(text: str) -> Node:
    found = tokens(text)
    return Phrase(found) if len(found) > 1 else Word(text)


def _all(nodes: Iterable[Node | None]) -> Node | None:
    kept = tuple(dict.fromkeys(_flat(nodes, AllOf)))
    return AllOf(kept) if len(kept) > 1 else kept[0] if kept else None


def _any(nodes: Iterable[Node | None]) -> Node | None:
    found = tuple(dict.fromkeys(_flat(nodes, AnyOf)))
    kept = tuple(one for one in found if not any(_wider(other, one) for other in found))
    return AnyOf(kept) if len(kept) > 1 else kept[0] if kept else None


def _wider(one: Node, other: Node) -> bool:
    """Whether whatever has `other` has `one` too, as 居民身份证 has 身份证: one look is enough. A
    database would look for both in every row that has neither."""
    match one, other:
        case Begin(text), Word(word):
            return word.startswith(text)
        case Phrase(part), Phrase(whole):
            n = len(part)
            return n < len(whole) and part in {whole[i : i + n] for i in range(len(whole) - n + 1)}
    return False


def _flat(nodes: Iterable[Node | None], kind: type[AllOf | AnyOf]) -> Iterator[Node]:
    """The nodes, and instead of one of the same kind what it holds."""
    for node in nodes:
        if isinstance(node, kind):
            yield from node.nodes
        elif node is not None:
            yield node


def worth_keeping(query: str) -> str:
    """The query as it may be kept when it found nothing: short, plain, and empty if it holds
    something like an identity, phone or case number."""
    text = " ".join(plain(query).split())[:60]
    digits = re.sub(r"[\s-]", "", text)
    return "" if _PRIVATE.search(digits) else text
