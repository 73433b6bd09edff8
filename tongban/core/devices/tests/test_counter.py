"""One act on one device at a time, none longer than its time; what simulators give."""

import io
import time
from datetime import date
from threading import Event, Thread

import pytest
from PIL import Image

from tongban.core.devices.bridge import simulators
from tongban.core.devices.bridge.counter import Counter
from tongban.core.devices.bridge.wording import sentence
from tongban.core.devices.errors import Absent, Busy, Failed, Offline, TookTooLong
from tongban.core.devices.tests import factories as f
from tongban.lib.identifiers import DEMO_REGION, identity
from tongban.parties.demo import PEOPLE


class Held:
    """A reader that gives its card when the test says so."""

    name, simulated = "慢读卡器", True

    def __init__(self) -> None:
        self.begun, self.go, self.told = Event(), Event(), Event()

    def ready(self) -> bool:
        return True

    def read(self, stop: Event):
        self.begun.set()
        self.go.wait(5)
        if stop.is_set():
            self.told.set()
        return simulators.CARDS[0]


def read(devices: Counter):
    return devices.use("card", lambda driver, stop: driver.read(stop))


def test_the_cards_are_the_demo_persons_and_belong_to_nobody():
    known = {name: (born, serial) for _phone, name, born, serial, _road in PEOPLE}
    assert [row[:3] for row in simulators.PEOPLE] == [
        (name, *known[name]) for name, *_rest in simulators.PEOPLE
    ]
    for card in simulators.CARDS:
        assert identity(card.number, on=date(2026, 11, 20)) == card.number
        assert card.number.startswith(DEMO_REGION)


def test_the_next_person_puts_down_the_next_card(tmp_path):
    devices = f.counter(tmp_path)
    names = [read(devices).name for _ in range(4)]
    assert names == ["演示市民甲", "演示市民乙", "演示·㛃𬭎", "演示市民甲"]


def test_a_page_is_a_picture_and_the_next_one_another(tmp_path):
    devices = f.counter(tmp_path)
    first, second = (
        devices.use("camera", lambda driver, stop: driver.capture(stop)) for _ in range(2)
    )
    assert first.media_type == "image/jpeg"
    assert Image.open(io.BytesIO(first.content)).size == (1240, 1754)
    assert first.content != second.content


def test_a_signature_is_a_picture_without_a_ground(tmp_path):
    made = f.counter(tmp_path).use("signature", lambda driver, stop: driver.sign(stop, "同意"))
    image = Image.open(io.BytesIO(made.content))
    assert (image.format, image.mode) == ("PNG", "RGBA")
    assert image.getpixel((0, 0))[3] == 0


def test_what_is_printed_lies_in_the_folder_under_its_own_name(tmp_path):
    devices = f.counter(tmp_path)
    for title in ("受理通知书", "../../受理/通知"):
        devices.use("printer", lambda driver, stop, t=title: driver.print(stop, t, b"%PDF-1.7"))
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == ["0001-受理通知书.pdf", "0002-受理_通知.pdf"]


def test_a_device_does_one_thing_at_a_time(tmp_path):
    held = Held()
    devices = f.counter(tmp_path, card=held)
    found = []
    first = Thread(target=lambda: found.append(read(devices)))
    first.start()
    assert held.begun.wait(5)
    with pytest.raises(Busy):
        read(devices)
    assert {row.kind: row.state for row in devices.rows()}["card"] == "busy"
    devices.use("camera", lambda driver, stop: driver.capture(stop))  # another device is free
    held.go.set()
    first.join(5)
    assert found == [simulators.CARDS[0]]
    assert read(devices) == simulators.CARDS[0]


def test_who_waits_too_long_is_told_what_to_do_and_the_driver_to_stop(tmp_path):
    held = Held()
    devices = f.counter(tmp_path, seconds=0.1, card=held)
    with pytest.raises(TookTooLong) as caught:
        read(devices)
    assert "请把证放到读卡器上" in sentence(caught.value)
    with pytest.raises(Busy):
        read(devices)  # until the driver is back: nobody gets the other's card
    held.go.set()
    assert held.told.wait(5)


def test_a_reader_without_a_card_gives_up_and_is_free_again(tmp_path):
    reader = simulators.SimulatedCardReader(cards=(), pause=0.01)
    devices = f.counter(tmp_path, seconds=0.1, card=reader)
    with pytest.raises(TookTooLong):
        read(devices)
    deadline = time.monotonic() + 5
    while devices.rows()[0].state == "busy" and time.monotonic() < deadline:
        time.sleep(0.01)
    reader.cards = simulators.CARDS
    assert read(devices).name == "演示市民甲"


def test_a_driver_that_breaks_is_said_so_and_tried_again(tmp_path):
    class Broken(Held):
        def read(self, stop: Event):
            raise OSError("driver says 0x8001 of 421299198503120019")

    devices = f.counter(tmp_path, card=Broken())
    for _ in range(2):
        with pytest.raises(Failed) as caught:
            read(devices)
        assert "421299" not in sentence(caught.value)


def test_a_device_without_power_is_offline_and_one_that_is_not_there_absent(tmp_path):
    devices = f.counter(tmp_path)
    devices.drivers["card"].connected = False
    with pytest.raises(Offline):
        read(devices)
    assert {row.kind: row.state for row in devices.rows()}["card"] == "offline"
    with pytest.raises(Absent):
        read(Counter({}))


def test_no_other_kinds_than_those_that_are_known():
    with pytest.raises(ValueError, match="teapot"):
        Counter({"teapot": simulators.SimulatedCardReader()})
