"""From text to index words and from a query to what must match: pure.

Chinese is indexed twice: as single characters in their order, so that any two neighbours can be
found as a phrase, and as the words that rjieba sees, so that the usual query is one look-up. The
sound of titles and aliases is kept as pinyin and as initials, each from every syllable on, so that
`yd` and `yaodian` find 药店 inside 我要开药店.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from tongban.lib.pinyin import syllables as spoken_as

BODY_LIMIT = 4000
SOUND_LIMIT = 60
QUERY_LIMIT = 100
# 〇 and every plane of Han characters: a name with a rare character must be found too.
HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"[{HAN}]+|[a-z0-9]+")
_HAN_RUN = re.compile(rf"[{HAN}]+")
_STOP = frozenset(
    (
        *(
            "的",
            "了",
            "吗",
            "呢",
            "我",
            "要",
            "我要",
            "想",
            "怎么",
            "怎么办",
            "怎样",
            "如何",
            "什么",
        ),
        *("需要", "哪里", "哪些", "办", "办理", "申请", "在", "去", "到", "请问"),
    )
)
_PRIVATE = re.compile(r"\d{7,}|\d{6}[0-9a-z]{9,12}")


@dataclass(frozen=True, slots=True)
class Term:
    """One run of a query: Han characters with their words, or a Latin word to be begun with."""

    text: str
    words: tuple[str, ...] = ()

    @property
    def han(self) -> bool:
        return bool(self.words)


def plain(text: str) -> str:
    """Full-width to half-width, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def words(text: str) -> list[str]:
    """The index words of a text, in order: characters and Latin words first, then longer words."""
    runs = _RUNS.findall(plain(text)[:BODY_LIMIT])
    singles = [w for run in runs for w in (run if _HAN_RUN.match(run) else (run,))]
    longer = [
        w for run in runs if _HAN_RUN.match(run) for w in rjieba.cut_for_search(run) if len(w) > 1
    ]
    return singles + longer


def sounds(texts: Iterable[str]) -> list[str]:
    """Pinyin of each text's Han characters from every syllable on, initials from every word on.

    Initials from every syllable would let two letters find nearly everything.
    """
    found: dict[str, None] = {}
    for text in texts:
        run = "".join(_HAN_RUN.findall(plain(text)))[:SOUND_LIMIT]
        # Together for the reading (重庆), one by one where a rare character was swallowed.
        syllables = spoken_as(run)
        if len(syllables) != len(run):
            syllables = [spoken_as(character)[0] for character in run]
        for n in range(len(syllables)):
            found["".join(syllables[n : n + 8])] = None
        start = 0
        for word in rjieba.cut(run):
            found["".join(s[:1] for s in syllables[start : start + 12])] = None
            start += len(word)
    return [sound for sound in found if sound and sound.isascii()]


@lru_cache(maxsize=20_000)
def _spoken_words(text: str) -> frozenset[str]:
    """Pinyin and initials of each word of a text, and of the whole."""
    run = "".join(_HAN_RUN.findall(plain(text)))[:SOUND_LIMIT]
    spoken = [spoken_as(word) for word in {run, *rjieba.cut(run)}]
    return frozenset(form for one in spoken for form in ("".join(one), "".join(s[:1] for s in one)))


def terms(query: str) -> list[Term]:
    """The runs of a query, at most eight; empty for one without a letter, digit or character."""
    found = []
    for run in _RUNS.findall(plain(query[:QUERY_LIMIT])):
        if _HAN_RUN.match(run):
            found.append(Term(run, tuple(rjieba.cut(run))))
        else:
            found.append(Term(run))
    return found[:8]


def telling(asked: Sequence[Term]) -> list[str]:
    """The words of a query that say something (怎么, 办理 do not), for the last try."""
    every = [w for term in asked for w in (term.words or (term.text,))]
    return [w for w in every if w not in _STOP and (len(w) > 1 or len(every) == 1)][:12]


def place_rank(document: str, reader: str) -> int:
    """2: the reader's own division; 1: one above it, or none; 0: somebody else's."""
    if not document or not reader:
        return 1
    if document == reader:
        return 2
    trunk = document
    while trunk.endswith("00"):
        trunk = trunk[:-2]
    return 1 if reader.startswith(trunk) else 0


def tier(title: str, aliases: Sequence[str], asked: Sequence[Term]) -> int:
    """5: the title is what was asked; 4: an everyday word for it is, as written or by its sound;
    3: the title holds all of it; 2: an alias does; 1: neither."""
    title, whole = plain(title), "".join(term.text for term in asked)
    if title == whole:
        return 5
    if any(_is(plain(alias), whole) for alias in aliases):
        return 4
    if all(_in(title, term) for term in asked):
        return 3
    return 2 if any(all(_in(plain(a), term) for term in asked) for a in aliases) else 1


def _is(alias: str, whole: str) -> bool:
    if alias == whole or not whole.isascii():
        return alias == whole
    syllables = spoken_as(alias[:SOUND_LIMIT])
    return whole in {"".join(syllables), "".join(one[:1] for one in syllables)}


def _in(text: str, term: Term) -> bool:
    if term.text in text:
        return True
    return (
        all(word in text for word in term.words) if term.han else term.text in _spoken_words(text)
    )


def snippet(body: str, asked: Sequence[Term], *, around: int = 40) -> str:
    """Some of the body around the first thing asked, or its beginning."""
    flat = " ".join(body.split())
    low = flat.lower()
    looked = [w for term in asked for w in (term.text, *term.words)]
    at = next((low.index(w) for w in looked if w in low), 0)
    # What something is and who does it stands first; it is cut only where it has to be.
    first = at - around if at > 2 * around else 0
    last = min(len(flat), max(at, around) + 2 * around)
    return f"{'…' if first else ''}{flat[first:last]}{'…' if last < len(flat) else ''}"


def worth_keeping(query: str) -> str:
    """The query as it may be kept when it found nothing: short, plain, and empty if it holds
    something like an identity, phone or case number."""
    text = " ".join(plain(query).split())[:60]
    digits = re.sub(r"[\s-]", "", text)
    return "" if _PRIVATE.search(digits) else text
