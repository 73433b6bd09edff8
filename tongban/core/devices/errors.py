"""Why a device did not do what was asked."""

from tongban.lib.errors import Refusal


class DeviceError(Refusal):
    """Base of what the bridge refuses; `kind` in the detail says which device."""

    code = "device_refused"
    status = 400


class Unpaired(DeviceError):
    """The pairing code is missing or another's."""

    code = "device_unpaired"
    status = 401


class StrangeOrigin(DeviceError):
    """The page that asks is not the platform's, or the bridge is asked by another name."""

    code = "device_origin"
    status = 403


class UnknownAct(DeviceError):
    """There is nothing at this address."""

    code = "device_unknown_act"
    status = 404


class Absent(DeviceError):
    """No device of this kind is set up here."""

    code = "device_absent"
    status = 404


class Busy(DeviceError):
    """The device is doing something else."""

    code = "device_busy"
    status = 409


class BadInput(DeviceError):
    """What was sent cannot be used; the reason says why."""

    code = "device_bad_input"
    status = 422


class Failed(DeviceError):
    """The driver broke."""

    code = "device_failed"
    status = 502


class Offline(DeviceError):
    """The device is set up but does not answer: no power, no cable."""

    code = "device_offline"
    status = 503


class TookTooLong(DeviceError):
    """Nobody put a card, signed or pressed in time."""

    code = "device_timeout"
    status = 504
