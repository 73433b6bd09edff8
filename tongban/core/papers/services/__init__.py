"""Acts on papers: render, file_paper, make, make_pending."""

from tongban.core.papers.services.issuing import file_paper, make, make_pending, render
from tongban.core.papers.services.typesetting import qr_svg

__all__ = ["file_paper", "make", "make_pending", "qr_svg", "render"]
