"""Reads of cases: `rows` finds them, `shown` is what pages show, `papers` what papers say."""
