"""The devices of one counter: one act on one device at a time, none longer than its time."""

import logging
from collections.abc import Callable, Mapping
from queue import Empty, Queue
from threading import Event, Lock, Thread
from typing import Any

from tongban.core.devices.errors import Absent, Busy, DeviceError, Failed, Offline, TookTooLong
from tongban.core.devices.types import BUSY, OFFLINE, READY, TITLES, Driver, Row

logger = logging.getLogger(__name__)

SECONDS: Mapping[str, float] = {
    "card": 20,
    "camera": 20,
    "signature": 90,
    "rating": 60,
    "printer": 60,
}
"""How long each kind waits for its person."""


class Counter:
    """What stands on a counter, by kind; may be used by many threads at once."""

    def __init__(
        self, drivers: Mapping[str, Driver], seconds: Mapping[str, float] = SECONDS
    ) -> None:
        unknown = drivers.keys() - TITLES.keys()
        if unknown:
            raise ValueError(f"no such kind of device: {sorted(unknown)}")
        self.drivers = dict(drivers)
        self.seconds = seconds
        self.locks = {kind: Lock() for kind in drivers}

    def rows(self) -> list[Row]:
        """List the devices that are set up, in the order of the kinds."""
        return [
            Row(kind, driver.name, self._state(kind, driver), driver.simulated)
            for kind in TITLES
            if (driver := self.drivers.get(kind)) is not None
        ]

    def _state(self, kind: str, driver: Driver) -> str:
        if self.locks[kind].locked():
            return BUSY
        try:
            return READY if driver.ready() else OFFLINE
        except Exception:
            logger.exception("%s does not say whether it is ready", kind)
            return OFFLINE

    def use(self, kind: str, act: Callable[[Any, Event], Any]) -> Any:
        """Do `act(driver, stop)` on the device of `kind` and give its result.

        Raises Absent, Busy, Offline, Failed, TookTooLong. After TookTooLong the device stays busy
        until its driver has returned: a card that is read by nobody is not read by the next.
        """
        driver = self.drivers.get(kind)
        if driver is None:
            raise Absent(kind=kind)
        lock = self.locks[kind]
        if not lock.acquire(blocking=False):
            raise Busy(kind=kind)
        stop, results = Event(), Queue[tuple[Any, DeviceError | None]](1)

        def run() -> None:
            try:
                result = _attempt(kind, driver, act, stop)
            finally:
                lock.release()  # before the result is seen: who has it may ask again at once
            results.put(result)

        Thread(target=run, daemon=True, name=f"device-{kind}").start()
        try:
            value, error = results.get(timeout=self.seconds[kind])
        except Empty:
            stop.set()
            raise TookTooLong(kind=kind) from None
        if error is not None:
            raise error
        return value


def _attempt(
    kind: str, driver: Driver, act: Callable[[Any, Event], Any], stop: Event
) -> tuple[Any, DeviceError | None]:
    try:
        if not driver.ready():
            return None, Offline(kind=kind)
        return act(driver, stop), None
    except DeviceError as error:
        return None, error
    except Exception:
        logger.exception("%s failed", kind)
        return None, Failed(kind=kind)
