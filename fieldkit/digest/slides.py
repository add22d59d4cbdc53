"""A digest cut into slides: one a section, and one more wherever it would not fit.

Nothing on a slide is smaller for being much, so what is much goes on: the same heading, numbered.
The notes themselves stay in the digest: a slide names them.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from fieldkit.digest.front import split

FITS = 620
"""Letters that a slide takes at its ordinary size."""
ROWS = 8
"""Rows of a table that it takes."""
PER_BLOCK = 40
"""Letters that the space between two blocks is worth."""
LINK = re.compile(r"\[((?:[^\]\\]|\\.)*)\]\(#[^)\s]*\)")
APPENDIX = re.compile(r"^## Evidence$.*", re.DOTALL | re.MULTILINE)


def slides(markdown: str) -> str:
    """Return a digest as Markdown whose second headings are slides."""
    _, body = split(markdown)
    text = LINK.sub(r"\1", APPENDIX.sub("", body))
    shown: list[str] = []
    heading, weight, part = "", 0, 1
    for kind, block in _blocks(text):
        if kind in {"h1", "h2", "h3"}:
            heading, weight, part = block.lstrip("# ").strip(), 0, 1
            shown.append(f"{'#' if kind == 'h1' else '##'} {heading}")
            continue
        size = FITS if kind in {"table", "figure"} else len(block) + PER_BLOCK
        if weight and weight + size > FITS:
            part += 1
            weight = 0
            shown.append(f"## {heading} ({part})" if heading else "##")
        shown.append(block)
        weight += size
    return "\n\n".join(shown) + "\n"


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Return what stands on its own, each item of a list too, in order and with its kind."""
    lines = text.split("\n")
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    for token in parser.parse(text):
        if token.map is None:
            continue
        block = "\n".join(lines[token.map[0] : token.map[1]]).rstrip()
        if token.type == "list_item_open" and token.level == 1:
            yield "item", block
        elif token.level or token.nesting < 0 or token.type == "bullet_list_open":
            continue
        elif token.type == "table_open" and block.count("\n") - 1 > ROWS:
            yield "paragraph", "The table is in the digest."
        else:
            figure = block.startswith("![")
            yield "figure" if figure else token.tag or "block", block
