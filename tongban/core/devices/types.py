"""The kinds of device, what they give, and what a driver is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Event
from typing import Protocol

CARD, CAMERA, SIGNATURE, RATING, PRINTER = "card", "camera", "signature", "rating", "printer"
TITLES: Mapping[str, str] = {
    CARD: "身份证读卡器",
    CAMERA: "高拍仪",
    SIGNATURE: "签字板",
    RATING: "评价器",
    PRINTER: "打印机",
}
READY, BUSY, OFFLINE = "ready", "busy", "offline"


@dataclass(frozen=True)
class Card:
    """What an identity card (居民身份证) holds; `valid_to` None is 长期."""

    name: str
    number: str
    sex: str
    nation: str
    born: date
    address: str
    issuer: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Picture:
    """An image as the device gives it."""

    media_type: str
    content: bytes


@dataclass(frozen=True)
class Row:
    """One device as the bridge shows it; `state` is ready, busy or offline."""

    kind: str
    name: str
    state: str
    simulated: bool


class Driver(Protocol):
    """What every driver says of its device; `ready` answers at once.

    An act may wait for a person. It is given an event that is set when nobody waits for its result
    any more; it should then return soon (with anything, or by an exception), for the device stays
    busy until it does. Acts of one driver never overlap.
    """

    @property
    def name(self) -> str: ...

    @property
    def simulated(self) -> bool: ...

    def ready(self) -> bool: ...


class CardReader(Driver, Protocol):
    """身份证读卡器."""

    def read(self, stop: Event) -> Card: ...


class Camera(Driver, Protocol):
    """高拍仪: one page as a JPEG or PNG."""

    def capture(self, stop: Event) -> Picture: ...


class SignaturePad(Driver, Protocol):
    """签字板: the handwriting as a PNG; `text` is what is signed, to be shown on the pad."""

    def sign(self, stop: Event, text: str) -> Picture: ...


class RatingPad(Driver, Protocol):
    """评价器: 1 (非常不满意) to 5 (非常满意) for the `text` shown."""

    def rate(self, stop: Event, text: str) -> int: ...


class Printer(Driver, Protocol):
    """打印机: takes a PDF, gives a word for where it went."""

    def print(self, stop: Event, title: str, content: bytes) -> str: ...
