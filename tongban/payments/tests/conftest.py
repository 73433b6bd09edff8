"""The small city of the cases' tests: a bill is always of a case."""

from tongban.cases.tests.conftest import city, standing_city

__all__ = ["city", "standing_city"]
