"""The ornament of a certificate (底纹): four frames, a braid of sines along each side, rosettes.

Computed once a process and then only copied, for a paper must be made in a tenth of a second:
the PDF takes it as one SVG, the OFD its frames and braids as paths. Lengths are mm.
"""

from functools import cache
from math import cos, pi, sin
from typing import NamedTuple

WIDTH, HEIGHT = 297.0, 210.0

_OUTER, _BAND = 9.0, 6.4
_INNER = _OUTER + _BAND
_INSETS = (_OUTER - 1.1, _OUTER, _INNER, _INNER + 1)  # of the frames
_LONG, _HIGH = 30, 20  # waves of the braid along a side
_POINTS = 7  # of a wave of the OFD's
_SINES = 6  # of a braid, and turns of a petal
_POINT = 0.3528
_PAPER, _GOLD, _PALE, _FAINT = "#fffdf8", "#a07c3c", "#b89d6d", "#ece3cf"


class Rosette(NamedTuple):
    """Where it stands, how far it reaches, its petals and how deep they are cut (0 to 1)."""

    x: float
    y: float
    radius: float
    petals: int
    depth: float


@cache
def boxes() -> tuple[str, ...]:
    """Give the four frames as lines ("M x y L x y … C"), the outermost first."""
    return tuple(_box(at) for at in _INSETS)


@cache
def braids() -> tuple[str, ...]:
    """Give the braids of the upper, lower, left and right side, six sines each."""
    across, down = WIDTH - 2 * _INNER, HEIGHT - 2 * _INNER
    return (
        *(_braid(at, across, _LONG) for at in (_OUTER, HEIGHT - _INNER)),
        *(_braid(at, down, _HIGH, down=True) for at in (_OUTER, WIDTH - _INNER)),
    )


@cache
def svg() -> str:
    """Give the whole ornament as an SVG of the page's size.

    A wave and a petal are drawn once and used many times, which keeps the papers small.
    """
    frames = zip(_INSETS, (1.1, 0.4, 0.4, 1.0), strict=True)
    middle = _OUTER + _BAND / 2
    corners = [(x, y) for x in (middle, WIDTH - middle) for y in (middle, HEIGHT - middle)]
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH:g} {HEIGHT:g}' fill='none'>",
        *(_rect((at, at), (WIDTH - 2 * at, HEIGHT - 2 * at), points) for at, points in frames),
        _waves(),
    ]
    for n, (x, y) in enumerate(corners):
        half = _BAND / 2
        parts.append(_rect((x - half, y - half), (_BAND, _BAND), 0.4, fill=_PAPER))
        parts.append(_rosette(f"c{n}", Rosette(x, y, _BAND * 0.44, 8, 0.4), _GOLD, 0.25))
    for n, one in enumerate((Rosette(WIDTH / 2, 112, 58, 24, 0.22),
                             Rosette(WIDTH / 2, 112, 42, 16, 0.5))):  # fmt: skip
        parts.append(_rosette(f"m{n}", one, _FAINT, 0.22))
    return "".join([*parts, "</svg>"])


def _waves() -> str:
    """The braids of all four sides, made of one wave lying and one standing."""
    across, down = (WIDTH - 2 * _INNER) / _LONG, (HEIGHT - 2 * _INNER) / _HIGH
    used = [_use("l", f"translate({_mm(_INNER + across * n)} {y:g})")
            for y in (_OUTER, HEIGHT - _INNER) for n in range(_LONG)]  # fmt: skip
    used += [_use("h", f"translate({x:g} {_mm(_INNER + down * n)}) matrix(0 1 1 0 0 0)")
             for x in (_OUTER, WIDTH - _INNER) for n in range(_HIGH)]  # fmt: skip
    return (
        f"<defs>{_wave('l', across)}{_wave('h', down)}</defs>"
        f"<g stroke='{_PALE}' stroke-width='{_mm(0.28 * _POINT)}'>{''.join(used)}</g>"
    )


def _wave(name: str, length: float) -> str:
    lines = [
        _polyline([(length * i / 10, _swing(i / 10, phase)) for i in range(11)])
        for phase in range(_SINES)
    ]
    return f"<g id='{name}'>{''.join(lines)}</g>"


def _rosette(name: str, rosette: Rosette, stroke: str, points: float) -> str:
    """One petal turned about the centre: two frequencies, as on a banknote (a guilloche)."""
    x, y, radius, petals, depth = rosette
    petal = []
    for i in range(15):
        angle = i / 14 / petals * 2 * pi
        far = radius * (1 - depth + depth * cos(petals * angle))
        petal.append((far * cos(angle), far * sin(angle)))
    turns = (
        _use(name, f"rotate({_mm(n * 360 / _SINES / petals)})") for n in range(petals * _SINES)
    )
    return (
        f"<defs><g id='{name}'>{_polyline(petal)}</g></defs>"
        f"<g transform='translate({_mm(x)} {_mm(y)})' stroke='{stroke}' "
        f"stroke-width='{_mm(points * _POINT)}'>{''.join(turns)}</g>"
    )


def _use(name: str, transform: str) -> str:
    return f"<use href='#{name}' transform='{transform}'/>"


def _polyline(points: list[tuple[float, float]]) -> str:
    return f"<polyline points='{' '.join(f'{_mm(x)},{_mm(y)}' for x, y in points)}'/>"


def _rect(corner: tuple[float, float], size: tuple[float, float], points: float,
          fill: str = "") -> str:  # fmt: skip
    (x, y), (width, height) = corner, size
    filled = f" fill='{fill}'" if fill else ""
    return (
        f"<rect x='{_mm(x)}' y='{_mm(y)}' width='{_mm(width)}' height='{_mm(height)}' "
        f"stroke='{_GOLD}' stroke-width='{_mm(points * _POINT)}'{filled}/>"
    )


def _mm(length: float) -> str:
    return f"{round(length, 3):g}"


def _swing(waves: float, phase: int) -> float:
    """How far a sine is from the braid's edge after so many waves."""
    return _BAND * (0.5 + 0.46 * sin(waves * 2 * pi + phase * pi / 3))


def _box(at: float) -> str:
    right, bottom = f"{WIDTH - at:.1f}", f"{HEIGHT - at:.1f}"
    return f"M {at:.1f} {at:.1f} L {right} {at:.1f} L {right} {bottom} L {at:.1f} {bottom} C"


def _braid(at: float, length: float, waves: int, *, down: bool = False) -> str:
    steps = waves * _POINTS
    lines = []
    for phase in range(_SINES):
        points = []
        for i in range(steps + 1):
            along = _INNER + length * i / steps
            beside = at + _swing(i / _POINTS, phase)
            x, y = (beside, along) if down else (along, beside)
            points.append(f"{x:.2f} {y:.2f}")
        lines.append("M " + " L ".join(points))
    return " ".join(lines)
