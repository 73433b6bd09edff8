"""The small city of cases; its 药品经营许可 is also handled in a system without an interface."""

from tongban.cases.tests.conftest import city, standing_city

__all__ = ["city", "standing_city"]
