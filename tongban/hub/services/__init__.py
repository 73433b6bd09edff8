"""Acts of the hub."""

from tongban.hub.services.batches import take_in

__all__ = ["take_in"]
