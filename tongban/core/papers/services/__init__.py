"""Acts on papers: render, file_paper, make, make_pending; the drawn seal and QR code."""

from tongban.core.papers.services.issuing import file_paper, make, make_pending, render
from tongban.core.papers.services.typesetting import drawable, seal_png

__all__ = [
    "drawable",
    "file_paper",
    "make",
    "make_pending",
    "render",
    "seal_png",
]
