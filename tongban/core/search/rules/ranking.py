"""Which find comes first, and what of it is shown: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tongban.core.search.rules.asking import Asked, Term
from tongban.core.search.rules.words import HAN_RUN, plain


@dataclass(frozen=True)
class Name:
    """What something is called: its title, its everyday names, and how each sounds (a line of
    `said` for the title and for each alias, as `words.said` writes it)."""

    title: str
    aliases: str = ""
    said: str = ""

    @cached_property
    def plain(self) -> str:
        return plain(self.title)

    @cached_property
    def others(self) -> list[str]:
        return plain(self.aliases).split("\n") if self.aliases else []

    @cached_property
    def sounds(self) -> list[list[str]]:
        """Of the title, then of each alias: the whole's pinyin and initials, then its words'."""
        lines = [line.split() for line in self.said.split("\n")]
        return lines + [[]] * (1 + len(self.others) - len(lines))


def tier(name: Name, terms: Asked) -> int:
    """6: the title is what was asked, as written or by its sound; 5: an everyday word or a synonym
    is; 4: the title holds all of it; 3: an alias does; 2: one of them begins to sound so; 1: none
    of this."""
    telling = [term for term in terms if term.must or not term.han] or list(terms)
    latin = [term.text for term in telling if not term.han]
    sounds = name.sounds if latin else [[]] * (1 + len(name.others))
    return _is(name, telling, "".join(term.text for term in terms), sounds) or _holds(
        name, telling, latin, sounds
    )


def _is(name: Name, telling: Asked, whole: str, sounds: Sequence[Sequence[str]]) -> int:
    if name.plain == whole or whole in sounds[0][:2]:
        return 6
    if whole in name.others or any(whole in one[:2] for one in sounds[1:]):
        return 5
    return 5 if len(telling) == 1 and name.plain in _fellows(telling[0]) else 0


def _holds(
    name: Name, telling: Asked, latin: Sequence[str], sounds: Sequence[Sequence[str]]
) -> int:
    if all(_in(name.plain, sounds[0], term) for term in telling):
        return 4
    pairs = list(zip(name.others, sounds[1:], strict=False))
    if any(all(_in(alias, said, term) for term in telling) for alias, said in pairs):
        return 3
    forms = [form for one in sounds for form in one]
    return 2 if any(form.startswith(text) for text in latin for form in forms) else 1


def _fellows(term: Term) -> tuple[str, ...]:
    """What the whole term may be called instead."""
    if not term.pieces:
        return ()
    whole = [piece for piece in term.pieces if piece.fellows]
    return whole[0].fellows if len(term.pieces) == len(whole) == 1 else ()


def _in(text: str, said: Sequence[str], term: Term) -> bool:
    if term.text in text:
        return True
    if not term.han and term.text in said:
        return True
    if term.must and all(word in text for word in term.must):
        return True
    return bool(term.pieces) and all(
        piece.text in text
        or any(fellow in text for fellow in piece.fellows)
        or (not piece.fellows and all(word in text for word in piece.must))
        for piece in term.pieces
    )


def rank_key(
    name: Name, terms: Asked, *, place: int, weight: int, score: float, row: int
) -> tuple[Any, ...]:
    """What finds sort by: how well the name fits, the reader's division, then what begins with
    the words, weighs more, scores better, is shorter."""
    begins = name.plain.startswith(terms[0].text)
    return (-tier(name, terms), -place, not begins, -weight, score, len(name.title), row)


def missing(terms: Asked, names: Iterable[Name]) -> list[str]:
    """Han words of a query that stand in none of the names: they must come from the body, so the
    body that has them is the one to show (赤壁 身份证 → 赤壁's)."""
    known = "\n".join(f"{name.plain}\n{name.aliases}" for name in names)
    return [
        word
        for term in terms
        for word in term.must
        if len(word) > 1 and word not in known and HAN_RUN.fullmatch(word)
    ][:4]


def likeness(query: str, text: str) -> float:
    """How like two texts are by their characters, 0 to 1: what they share of both, or, for a text
    that is longer by far, what it has of the query's neighbours."""
    one, other = plain(query), plain(text)
    both = set(one) & set(other)
    dice = 2 * len(both) / (len(set(one)) + len(set(other)))
    pairs = {one[n : n + 2] for n in range(len(one) - 1)}
    held = sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0
    return max(dice, held * 0.95)


def snippet(body: str, terms: Asked, *, around: int = 40) -> str:
    """Some of the body around the first thing asked, or its beginning."""
    flat = " ".join(body.split())
    low = flat.lower()
    looked = [w for term in terms for w in (term.text, *term.must)]
    looked += [f for term in terms for piece in term.pieces for f in piece.fellows]
    at = next((low.index(w) for w in looked if w in low), 0)
    # What something is and who does it stands first; it is cut only where it has to be.
    first = at - around if at > 2 * around else 0
    last = min(len(flat), max(at, around) + 2 * around)
    return f"{'…' if first else ''}{flat[first:last]}{'…' if last < len(flat) else ''}"
