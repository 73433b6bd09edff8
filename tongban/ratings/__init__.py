"""Ratings 好差评 of services."""
