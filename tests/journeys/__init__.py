"""Whole journeys through the running product, as people make them."""
