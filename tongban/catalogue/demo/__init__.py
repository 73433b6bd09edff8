"""The demonstration's catalogue: a starter (`fill`), and all at the report's size (`fill_full`)."""

from tongban.catalogue.demo.full import fill_full
from tongban.catalogue.demo.starter import (
    content_for,
    divisions_of,
    enter,
    fill,
    load_register,
    load_words,
    matters,
    procedure,
    publish,
)

__all__ = [
    "content_for",
    "divisions_of",
    "enter",
    "fill",
    "fill_full",
    "load_register",
    "load_words",
    "matters",
    "procedure",
    "publish",
]
