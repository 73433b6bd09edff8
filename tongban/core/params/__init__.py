"""Dated parameters with their sources: every number of the law."""
