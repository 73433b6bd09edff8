"""A simulator of each kind: what a demonstration and the tests have on their counter.

The cards are those of the demo city's persons, whose numbers belong to nobody (region 421299).
"""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Event

from tongban.core.devices.bridge import drawing
from tongban.core.devices.types import Card, Driver, Picture
from tongban.lib.identifiers import demo_identity

PEOPLE = (
    ("演示市民甲", date(1985, 3, 12), 1, "演示路1号"),
    ("演示市民乙", date(1990, 7, 23), 2, "演示路2号"),
    ("演示·㛃𬭎", date(1978, 1, 5), 3, "演示路3号"),
)
SATISFIED = 5
PAUSE = 0.6  # seconds that a card or a page takes, so that one sees it happen


def _card(name: str, born: date, serial: int, road: str) -> Card:
    return Card(
        name=name,
        number=demo_identity(serial, born),
        sex="男" if serial % 2 else "女",
        nation="汉",
        born=born,
        address=f"湖北省咸宁市咸安区{road}",
        issuer="演示公安局",
        valid_from=date(2020, 1, 1),
        valid_to=date(2040, 1, 1),
    )


CARDS = tuple(_card(*row) for row in PEOPLE)


class Simulated:
    """What all simulators say; `pause` in seconds."""

    name = "模拟设备"
    simulated = True

    def __init__(self, pause: float = PAUSE) -> None:
        self.pause = pause
        self.connected = True

    def ready(self) -> bool:
        return self.connected


class SimulatedCardReader(Simulated):
    """A reader before which the next person puts down their card; without cards nobody does."""

    name = "模拟读卡器"

    def __init__(self, cards: Sequence[Card] = CARDS, pause: float = PAUSE) -> None:
        super().__init__(pause)
        self.cards = tuple(cards)
        self.read_so_far = 0

    def read(self, stop: Event) -> Card:
        while not self.cards:
            if stop.wait(self.pause):
                raise TimeoutError("no card was put down")
        stop.wait(self.pause)
        card = self.cards[self.read_so_far % len(self.cards)]
        self.read_so_far += 1
        return card


class SimulatedCamera(Simulated):
    """A camera under which the next page always lies."""

    name = "模拟高拍仪"

    def __init__(self, pause: float = PAUSE) -> None:
        super().__init__(pause)
        self.pages = 0

    def capture(self, stop: Event) -> Picture:
        stop.wait(self.pause)
        self.pages += 1
        return Picture("image/jpeg", drawing.page(self.pages))


class SimulatedSignaturePad(Simulated):
    """A pad that is signed by nobody in particular."""

    name = "模拟签字板"

    def sign(self, stop: Event, text: str) -> Picture:
        stop.wait(self.pause)
        return Picture("image/png", drawing.signature("演示签名"))


class SimulatedRatingPad(Simulated):
    """A pad on which everybody is content."""

    name = "模拟评价器"

    def rate(self, stop: Event, text: str) -> int:
        stop.wait(self.pause)
        return SATISFIED


class SimulatedPrinter(Simulated):
    """A printer whose tray is a folder."""

    name = "模拟打印机"

    def __init__(self, folder: Path, pause: float = PAUSE) -> None:
        super().__init__(pause)
        self.folder = folder

    def print(self, stop: Event, title: str, content: bytes) -> str:
        stop.wait(self.pause)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        words = re.sub(r"[^\w-]+", "_", title).strip("_")[:60] or "paper"
        number = len(list(self.folder.glob("*.pdf"))) + 1
        file = self.folder / f"{number:04d}-{words}.pdf"
        file.write_bytes(content)
        return file.name


def all_of(folder: Path, pause: float = PAUSE) -> dict[str, Driver]:
    """One simulator of each kind; the printer's tray is `folder`."""
    return {
        "card": SimulatedCardReader(pause=pause),
        "camera": SimulatedCamera(pause),
        "signature": SimulatedSignaturePad(pause),
        "rating": SimulatedRatingPad(pause),
        "printer": SimulatedPrinter(folder, pause),
    }
