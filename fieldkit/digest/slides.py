"""A digest cut into slides: a deck of its claims, or one slide a section and more where it goes on.

Nothing on a slide is smaller for being much. A digest of claims is shown to people who decide, so
a claim takes one slide, with its best quotation, and what to do next comes last; the rest stays in
the digest. Any other digest goes on under the same heading, numbered. The notes themselves are in
neither: a slide names them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
CLAIMS = re.compile(r"^## (?:1\. |Not yet read by anyone$)", re.MULTILINE)
"""A digest of claims has them as numbered sections, or says that nobody made one."""
MORE = re.compile(r" \(\[more\]\(#[^)\s]*\)\)")
NOTE = re.compile(r", \[([^\]]+)\]\(#[^)\s]*\)\Z")
"""How a printed note ends: with a link to itself."""
LEFT = "The table is in the digest."
NEXT = "- Next: "
AGAINST = "Against: "
ASIDE = ("Also: ", "- Where it applies: ")
"""What of a claim is not shown on its slide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A heading of first or second rank, and what stands under it."""

    heading: str
    first: bool
    blocks: tuple[tuple[str, str], ...]


def slides(markdown: str) -> str:
    """Return a digest as Markdown whose second headings are slides."""
    _, body = split(markdown)
    text = MORE.sub("", APPENDIX.sub("", body))
    shown = _deck(text) if CLAIMS.search(text) else _whole(text)
    return LINK.sub(r"\1", "\n\n".join(shown)) + "\n"


def _whole(text: str) -> list[str]:
    """Return every section, on as many slides as it takes."""
    shown: list[str] = []
    for section in _sections(text, rank=3):
        shown += _going_on(section.heading, section.blocks, first=section.first)
    return shown


def _deck(text: str) -> list[str]:
    """Return title, method, a slide a claim, and what to do next."""
    shown: list[str] = []
    steps: list[tuple[str, str]] = []
    for section in _sections(text, rank=2):
        number = re.match(r"\d+\. ", section.heading)
        then = [block for _, block in section.blocks if block.startswith(NEXT)]
        mark = number[0] if number else "- "
        steps += [("item", f"{mark}{step.removeprefix(NEXT)}") for step in then]
        rest = tuple(pair for pair in section.blocks if pair[1] not in then)
        if section.first:
            shown.append(f"# {section.heading}")
            shown += _going_on("In short", [p for p in rest if p[0] != "item"])
            shown += _going_on("How we know", [p for p in rest if p[0] == "item"])
        elif section.heading == "Next steps":
            steps += rest
        elif picked := _picked(rest):
            shown += [f"## {section.heading}", *picked]
    return [*shown, *_going_on("What to do next", steps)]


def _going_on(
    heading: str, blocks: Iterable[tuple[str, str]], *, first: bool = False
) -> Iterator[str]:
    """Yield a section's slides: the same heading, numbered, wherever one is full."""
    weight, part = 0, 0
    if first:
        yield f"# {heading}"
        part = 1
    for kind, block in blocks:
        size = FITS if kind in {"table", "figure"} else len(LINK.sub(r"\1", block)) + PER_BLOCK
        if not part or (weight and weight + size > FITS):
            part += 1
            weight = 0
            yield f"## {heading}{f' ({part})' if part > 1 else ''}"
        yield block
        weight += size


def _picked(blocks: tuple[tuple[str, str], ...]) -> list[str]:
    """Return what of a section one slide shows, in the order in which it stands there.

    A picture, or a table, stands alone. A section of places shows a quotation of each, another its
    first note; then comes what speaks against a claim, then the rest.
    """
    for kind, block in blocks:
        if kind in {"figure", "table"}:
            return [block]
        if block == LEFT:
            return []
    others = [
        (block,)
        for kind, block in blocks
        if kind != "h3" and not NOTE.search(block) and not block.startswith(ASIDE)
    ]
    others.sort(key=lambda unit: not unit[0].startswith(AGAINST))
    kept, left = list[tuple[str, ...]](), FITS
    for unit in (*_notes(blocks), *others):
        size = sum(len(LINK.sub(r"\1", block)) + PER_BLOCK for block in unit)
        if size <= left:
            kept.append(unit)
            left -= size
    places = {block: place for place, (_, block) in enumerate(blocks)}
    kept.sort(key=lambda unit: places[unit[-1]])
    return [block for unit in kept for block in unit]


def _notes(blocks: tuple[tuple[str, str], ...]) -> list[tuple[str, ...]]:
    """Return the notes to show, each with the heading of its place where there is one."""
    shown: list[tuple[str, ...]] = []
    if all(kind != "h3" for kind, _ in blocks):
        shown += [(block,) for _, block in blocks if NOTE.search(block)]
        return shown[:1]
    place = ""
    for kind, block in blocks:
        if kind == "h3":
            place = f"**{block.lstrip('# ').rpartition(': ')[0] or block.lstrip('# ')}**"
        elif place and block.startswith(">"):
            shown.append((place, block))
            place = ""
    return shown


def _sections(text: str, *, rank: int) -> Iterator[_Section]:
    """Yield the parts of a digest at its headings down to a rank; what comes before has none."""
    heading, first = "", False
    blocks: list[tuple[str, str]] = []
    for kind, block in _blocks(text):
        if kind in {"h1", "h2", "h3"} and int(kind[1]) <= rank:
            if heading or blocks:
                yield _Section(heading=heading, first=first, blocks=tuple(blocks))
            heading, first, blocks = block.lstrip("# ").strip(), kind == "h1", []
        else:
            blocks.append((kind, block))
    if heading or blocks:
        yield _Section(heading=heading, first=first, blocks=tuple(blocks))


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
            yield "paragraph", LEFT
        else:
            figure = block.startswith("![")
            yield "figure" if figure else token.tag or "block", block
