"""A casebook's digest as a page, with the figures its fences stand for."""

from fieldkit.digest.figure import figures
from fieldkit.digest.page import page
from fieldkit.model.study import Casebook


def page_of(casebook: Casebook, markdown: str) -> str:
    """Return a compiled digest as one self-contained HTML page.

    Args:
        casebook: What the digest was compiled from; its figures are drawn from it.
        markdown: The digest.
    """
    return page(markdown, figures=figures(casebook))
