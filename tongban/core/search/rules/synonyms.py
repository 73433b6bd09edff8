"""Words that mean the same: pure.

A set is a few words of one meaning, the proper term first. Within it every word stands for every
other; from one set to another nothing is carried. So a word with two meanings (牌照: 机动车号牌,
营业执照) stands in two sets without making those two the same.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tongban.core.search.errors import SearchError
from tongban.core.search.rules.words import HAN, plain

FEWEST, MOST = 2, 12  # words of a set
SHORTEST, LONGEST = 2, 20  # characters of a word
_WORD = re.compile(rf"[{HAN}a-z0-9]+")
_BETWEEN = re.compile(r"[\s,;=/|\u3001\u3002\uff0c\uff1b\uff1d]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a query is widened by: each word's fellows, the proper term first, and for each sound
    the words of the sets in which something is spoken so. `forms` are each word's sounds, `starts`
    the words by their first character, the longest first."""

    fellows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    starts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, sets: Iterable[Sequence[tuple[str, str]]]) -> "Vocabulary":
        """Build it of sets of plain words, each with its sounds (`forms`, joined by a space)."""
        fellows: dict[str, dict[str, None]] = {}
        said: dict[str, dict[str, None]] = {}
        heard: dict[str, tuple[str, ...]] = {}
        starts: dict[str, set[str]] = {}
        for one in sets:
            for word, sounds in one:
                fellows.setdefault(word, {}).update((w, None) for w, _ in one if w != word)
                starts.setdefault(word[0], set()).add(word)
                heard[word] = tuple(sounds.split())
                for sound in heard[word]:
                    said.setdefault(sound, {}).update((w, None) for w, _ in one)
        return cls(
            {word: tuple(found) for word, found in fellows.items()},
            {form: tuple(found) for form, found in said.items()},
            heard,
            {one: tuple(sorted(ws, key=lambda w: (-len(w), w))) for one, ws in starts.items()},
        )

    def sounding(self, sound: str) -> list[str]:
        """The words that are spoken so; of their sets, nothing else."""
        return [word for word in self.said.get(sound, ()) if sound in self.forms.get(word, ())]

    def at(self, text: str, start: int) -> str:
        """The longest word of the vocabulary that stands in `text` from `start` on, or nothing.

        Latin letters are a word only where they begin and end as one (etc, not in fetch).
        """
        for word in self.starts.get(text[start], ()):
            end = start + len(word)
            if text.startswith(word, start) and not (
                (start and _latin(text[start - 1]) and _latin(word[0]))
                or (end < len(text) and _latin(text[end]) and _latin(word[-1]))
            ):
                return word
        return ""


EMPTY = Vocabulary()


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def split_words(text: str) -> list[str]:
    """What somebody typed into one field, as words: 驾照、驾驶证 = 机动车驾驶证."""
    return [word for word in _BETWEEN.split(plain(text)) if word]


def check_words(words: Iterable[str]) -> list[str]:
    """The words of a set as they are stored, each once; raises SearchError (synonyms_few,
    synonyms_many, synonyms_short, synonyms_long, synonyms_letters) with the word."""
    found = list(dict.fromkeys("".join(plain(word).split()) for word in words if word.strip()))
    for word in found:
        if not _WORD.fullmatch(word):
            raise SearchError("synonyms_letters", field="words", word=word)
        if len(word) < SHORTEST:
            raise SearchError("synonyms_short", field="words", word=word, least=SHORTEST)
        if len(word) > LONGEST:
            raise SearchError("synonyms_long", field="words", word=word, most=LONGEST)
    if len(found) < FEWEST:
        raise SearchError("synonyms_few", field="words")
    if len(found) > MOST:
        raise SearchError("synonyms_many", field="words", most=MOST)
    return found
