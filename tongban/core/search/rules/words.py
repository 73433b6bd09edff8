"""From text to index words: pure.

Chinese is indexed twice: as single characters in their order, so that any two neighbours can be
found as a phrase, and as the words that rjieba sees, so that the usual query is one look-up. The
sound of titles and aliases is kept as pinyin and as initials, each from every syllable on, so that
`yd` and `yaodian` find 药店 inside 我要开药店.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import rjieba

from tongban.lib.pinyin import syllables as spoken_as

VERSION = 1  # of the words that are written; another number has every heading written anew
BODY_LIMIT = 4000
MERGED_LIMIT = 8000
SOUND_LIMIT = 60
QUERY_LIMIT = 100
# 〇 and every plane of Han characters: a name with a rare character must be found too.
HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUNS = re.compile(rf"[{HAN}]+|[a-z0-9]+")
HAN_RUN = re.compile(rf"[{HAN}]+")


def plain(text: str) -> str:
    """Full-width to half-width, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def words(text: str, limit: int = BODY_LIMIT) -> list[str]:
    """The index words of a text, in order: characters and Latin words first, then longer words."""
    runs = RUNS.findall(plain(text)[:limit])
    singles = [w for run in runs for w in (run if HAN_RUN.match(run) else (run,))]
    longer = [
        w for run in runs if HAN_RUN.match(run) for w in rjieba.cut_for_search(run) if len(w) > 1
    ]
    return singles + longer


def cut(text: str) -> tuple[str, ...]:
    """The words of a plain text as a reader sees them, each once in its place."""
    return tuple(
        word
        for run in RUNS.findall(text)
        for word in (rjieba.cut(run) if HAN_RUN.match(run) else (run,))
    )


def tokens(text: str) -> tuple[str, ...]:
    """The characters and Latin words of a plain text, in order: what a phrase is made of."""
    return tuple(
        one for run in RUNS.findall(text) for one in (run if HAN_RUN.match(run) else (run,))
    )


def characters(text: str) -> list[str]:
    """The Han characters of a text, in order."""
    return [one for run in HAN_RUN.findall(plain(text)) for one in run]


def merged(bodies: Iterable[str]) -> str:
    """One text that says what all of `bodies` say, each part of them once, the commonest first.

    One matter is done by many bodies in nearly the same words; they are indexed together.
    """
    parts = Counter(part for body in bodies for part in dict.fromkeys(body.split()))
    return " ".join(part for part, _ in parts.most_common())[:MERGED_LIMIT]


def sounds(texts: Iterable[str]) -> list[str]:
    """Pinyin of each text's Han characters from every syllable on, initials from every word on.

    Initials from every syllable would let two letters find nearly everything.
    """
    found: dict[str, None] = {}
    for text in texts:
        run = _sounding(text)
        syllables = _syllables(run)
        for n in range(len(syllables)):
            found["".join(syllables[n : n + 8])] = None
        start = 0
        for word in rjieba.cut(run):
            found["".join(s[:1] for s in syllables[start : start + 12])] = None
            start += len(word)
    return [sound for sound in found if sound and sound.isascii()]


def forms(text: str) -> tuple[str, ...]:
    """The whole text's pinyin and initials; empty for a text without Han characters."""
    run = _sounding(text)
    return _forms(spoken_as(run)) if run else ()


def said(text: str) -> str:
    """Pinyin and initials of a text and of each of its words, the whole first, in one line."""
    run = _sounding(text)
    if not run:
        return ""
    whole = list(_forms(spoken_as(run)))
    each = [form for word in rjieba.cut(run) for form in _forms(spoken_as(word))]
    return " ".join(dict.fromkeys(form for form in whole + each if form.isascii()))


def joined(names: Sequence[str]) -> str:
    """Several short texts in one column, a line each."""
    return "\n".join(" ".join(name.split()) for name in names)


def _sounding(text: str) -> str:
    return "".join(HAN_RUN.findall(plain(text)))[:SOUND_LIMIT]


@lru_cache(maxsize=4_000)
def _syllables(run: str) -> tuple[str, ...]:
    # Together for the reading (重庆), one by one where a rare character was swallowed.
    found = spoken_as(run)
    if len(found) != len(run):
        found = [spoken_as(character)[0] for character in run]
    return tuple(found)


def _forms(syllables: Sequence[str]) -> tuple[str, str]:
    return "".join(syllables), "".join(one[:1] for one in syllables)
