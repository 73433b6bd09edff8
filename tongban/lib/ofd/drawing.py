"""What stands on a page: paths and texts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

_ASCENT = 0.88  # of the letters' size: where the baseline lies
_HALF = 0.5  # an ASCII letter's width; the fonts named are those of even pitch 等宽
_HANGS = frozenset("，。、；：？！）》”’")
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Font:
    """A font by the name that readers know it under; it is not embedded."""

    name: str
    family: str
    serif: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """Lines ("M x y L x y … C"), stroked by `width` mm or filled."""

    lines: str
    colour: Colour
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Text:
    """One line of letters from (x, y), its upper left corner; `gap` mm are added between them."""

    text: str
    x: float
    y: float
    size: float
    colour: Colour
    font: int = 0
    gap: float = 0.0
    bold: bool = False


@dataclass(slots=True)
class Page:
    """A page to be drawn on."""

    width: float
    height: float
    fonts: Sequence[Font]
    objects: list[Path | Text] = field(default_factory=list)

    def add(self, *objects: Path | Text) -> None:
        self.objects += objects


def advance(letter: str, size: float) -> float:
    """Give how far a letter moves the pen."""
    return size * (_HALF if letter.isascii() else 1.0)


def width_of(text: str, size: float, gap: float = 0.0) -> float:
    """Give how wide a line is."""
    return sum(advance(one, size) for one in text) + gap * max(len(text) - 1, 0)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines no wider than `width`, but for a mark that may not begin a line
    (GB/T 15834) and hangs; a letter is never lost."""
    lines, line, used = [], "", 0.0
    for letter in text:
        step = advance(letter, size)
        if line and (letter == "\n" or (used + step > width and letter not in _HANGS)):
            lines.append(line)
            line, used = "", 0.0
        if letter != "\n":
            line, used = line + letter, used + step
    return [*lines, line] if line or not lines else lines


def content(page: Page, first: int) -> str:
    """Give the page's content as XML; its objects are numbered from `first` on (the layer)."""
    drawn = "".join(
        _path(one, page, number) if isinstance(one, Path) else _text(one, number)
        for number, one in enumerate(page.objects, first + 1)
    )
    return (
        f'<ofd:Page xmlns:ofd="{NAMESPACE}"><ofd:Area><ofd:PhysicalBox>0 0 {mm(page.width)} '
        f"{mm(page.height)}</ofd:PhysicalBox></ofd:Area><ofd:Content>"
        f'<ofd:Layer ID="{first}" Type="Body">{drawn}</ofd:Layer></ofd:Content></ofd:Page>'
    )


NAMESPACE = "http://www.ofdspec.org/2016"
FIRST_FONT = 2


def fonts(page: Page) -> str:
    """Give the fonts as the document's public resources."""
    rows = "".join(
        f'<ofd:Font ID="{number}" FontName={quoteattr(one.name)} '
        f'FamilyName={quoteattr(one.family)} Serif="{str(one.serif).lower()}"/>'
        for number, one in enumerate(page.fonts, FIRST_FONT)
    )
    return f'<ofd:Res xmlns:ofd="{NAMESPACE}" BaseLoc="Res"><ofd:Fonts>{rows}</ofd:Fonts></ofd:Res>'


def mm(value: float) -> str:
    """Give a length with at most three decimals, and no minus zero."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) >= 0.0005 else "0"


def _path(one: Path, page: Page, number: int) -> str:
    box = f"0 0 {mm(page.width)} {mm(page.height)}"
    value = " ".join(map(str, one.colour))
    if one.width:
        how = f'LineWidth="{mm(one.width)}" Stroke="true" Fill="false"'
        colour = f'<ofd:StrokeColor Value="{value}"/>'
    else:
        how = 'Stroke="false" Fill="true"'
        colour = f'<ofd:FillColor Value="{value}"/>'
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{box}" {how}>{colour}'
        f"<ofd:AbbreviatedData>{one.lines}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _text(one: Text, number: int) -> str:
    steps = [advance(letter, one.size) + one.gap for letter in one.text[:-1]]
    box = (one.x, one.y, width_of(one.text, one.size, one.gap), one.size * 1.2)
    weight = ' Weight="700"' if one.bold else ""
    deltas = f' DeltaX="{_runs(steps)}"' if steps else ""
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{" ".join(map(mm, box))}" '
        f'Font="{FIRST_FONT + one.font}" Size="{mm(one.size)}"{weight}>'
        f'<ofd:FillColor Value="{" ".join(map(str, one.colour))}"/>'
        f'<ofd:TextCode X="0" Y="{mm(one.size * _ASCENT)}"{deltas}>{escape(one.text)}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def _runs(steps: Sequence[float]) -> str:
    """Give the letters' steps; a run of equal ones as "g count step" (GB/T 33190 §11.3)."""
    parts: list[str] = []
    at = 0
    while at < len(steps):
        end = at
        while end < len(steps) and steps[end] == steps[at]:
            end += 1
        count = end - at
        parts.append(f"g {count} {mm(steps[at])}" if count > 1 else mm(steps[at]))
        at = end
    return " ".join(parts)
