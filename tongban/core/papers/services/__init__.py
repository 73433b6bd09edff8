"""Acts on papers: render, file_paper, make, make_pending."""

from tongban.core.papers.services.issuing import file_paper, make, make_pending, render

__all__ = ["file_paper", "make", "make_pending", "render"]
