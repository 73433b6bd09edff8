"""The small city of cases: its window, its citizen, its matters."""

from tongban.cases.tests.conftest import city, standing_city

__all__ = ["city", "standing_city"]
