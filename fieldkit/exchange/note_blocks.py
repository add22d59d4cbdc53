"""Markdown into blocks: what stands on which lines of the source, in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from fieldkit.exchange.note_marks import is_open

PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": 60}).enable("table")
LONGEST_LINE = 1 << 20
"""Longest line that is parsed, in code points; a longer one is no note."""
LONGEST_TITLE = 80
"""Longest line, in code points, that dashes under it make a heading."""
POINT = re.compile(r"(?:[-•‣▪●○\u2013—]|\*(?![^*]*\*))\s*(?=[^\s*-])")
"""A point that Markdown does not take for one, as in ``-Just used my thumb``."""
ADDRESS = re.compile(r"<?https?://\S+>?\Z")
TERMINAL = re.compile(r"[.!?…:;。\uff01\uff1f][\"”\u2019»」)\]*_]*\s*\Z")
TEXT_WIDTHS = range(50, 121)
"""Widths at which editors wrap text."""


class Form(StrEnum):
    """What a block is in its source."""

    HEADING = "heading"
    LINE = "line"
    ROW = "row"
    CODE = "code"
    TABLE_HEAD = "table head"
    RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of the source that may be one moment."""

    form: Form
    line: int
    """Its first line, counted from 1."""
    until: int
    """Its last."""
    raw: str
    """Its Markdown; of a row the cells' values, joined."""
    level: int = 0
    """Of a heading: 1 to 6."""
    depth: int = 0
    """How many lists it stands in."""
    place: tuple[int, ...] = ()
    """The lists it stands in, each by its first line."""
    alone: bool = False
    """Whether it is the only point of its list."""
    parent: bool = False
    """Whether points are nested under it."""
    quoted: bool = False
    """Whether it stands in a block quote."""
    pasted: bool = False
    """Whether it begins with a point that Markdown took for text."""
    cells: tuple[tuple[str, str], ...] = ()
    """Of a row: each cell's heading and Markdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    """Where in the nest of lists and quotes the walk is."""

    place: tuple[int, ...] = ()
    alone: bool = False
    parent: bool = False
    quoted: bool = False


def blocks(lines: list[str]) -> list[Block]:
    """Return the blocks of a Markdown source, in order of lines.

    Lines that hold nothing Markdown shows (link definitions, empty points) are in no block.
    """
    text = "\n".join(line if len(line) <= LONGEST_LINE else "" for line in lines)
    tree = SyntaxTreeNode(PARSER.parse(text))
    return list(_Walk(lines).walk(tree, _Where()))


class _Walk:
    """Goes through the tree, keeping the source at hand."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._width: int | None = None
        self._measured = False

    def walk(self, node: SyntaxTreeNode, where: _Where) -> Iterator[Block]:
        """Yield the blocks under a node."""
        for child in node.children:
            if child.type == "heading":
                yield from self._heading(child, where)
            elif child.type == "paragraph":
                yield from self._paragraph(child, where)
            elif child.type == "table":
                yield from self._table(child, where)
            elif child.type in {"fence", "code_block"}:
                yield from self._code(child, where)
            elif child.type == "hr":
                start, end = _lines(child)
                yield Block(form=Form.RULE, line=start, until=end, raw="")
            else:
                yield from self.walk(child, _inside(child, where))

    def _heading(self, node: SyntaxTreeNode, where: _Where) -> Iterator[Block]:
        """Yield a heading, or what only looks like one: a point, or a note with dashes under it."""
        start, end = _lines(node)
        raw = _inline(node)
        underlined = node.markup == "-" and ("\n" in raw or len(raw) > LONGEST_TITLE)
        if not (where.place or where.quoted or underlined):
            title = " ".join(raw.split("\n"))
            yield Block(form=Form.HEADING, line=start, until=end, raw=title, level=int(node.tag[1]))
            return
        yield from self._paragraph(node, where)
        if node.markup in {"-", "="}:
            yield Block(form=Form.RULE, line=end, until=end, raw="")

    def _paragraph(self, node: SyntaxTreeNode, where: _Where) -> Iterator[Block]:
        start, _ = _lines(node)
        made = list(self._grouped(_inline(node).split("\n"), start))
        last = node.next_sibling is not None and node.next_sibling.type.endswith("_list")
        for index, (line, until, raw) in enumerate(made):
            point = POINT.match(raw) if index or not where.place else None
            yield Block(
                form=Form.LINE,
                line=line,
                until=until,
                raw=raw[point.end() :] if point else raw,
                place=where.place,
                depth=len(where.place),
                alone=where.alone,
                parent=bool(where.place) and where.parent and last and index == len(made) - 1,
                quoted=where.quoted,
                pasted=point is not None,
            )

    def _grouped(self, raws: list[str], start: int) -> Iterator[tuple[int, int, str]]:
        """Yield the lines of a paragraph, those that go on joined to the one they go on from."""
        begun, held = 0, raws[0]
        for index, (before, after) in enumerate(pairwise(raws)):
            if self._goes_on(held, before, after, start + index):
                held = f"{held}\n{after}"
                continue
            yield start + begun, start + index, held
            begun, held = index + 1, after
        yield start + begun, start + len(raws) - 1, held

    def _goes_on(self, held: str, before: str, after: str, line: int) -> bool:
        if POINT.match(after) or ADDRESS.match(after):
            return False
        if is_open(held) and not after.startswith(('"', "“")):
            return True
        if before.endswith(("  ", "\\")):
            return False
        if after[:1].islower() and not TERMINAL.search(before):
            return True
        width = self._wrapped_at()
        return width is not None and self._full(line, width)

    def _wrapped_at(self) -> int | None:
        """Return the width at which an editor wrapped this file, or None where none did.

        An editor breaks a line only where the next word would not have fitted.
        """
        if not self._measured:
            self._measured = True
            joints = [
                index
                for index, (one, two) in enumerate(pairwise(self._lines), 1)
                if _plain(one) and _plain(two) and not TERMINAL.search(one)
            ]
            width = max((len(self._lines[index - 1].rstrip()) for index in joints), default=0)
            full = sum(self._full(index, width) for index in joints)
            wrapped = len(joints) > 2 and width in TEXT_WIDTHS and full >= 0.8 * len(joints)  # noqa: PLR2004 - three joints are a habit, two a chance
            self._width = width if wrapped else None
        return self._width

    def _full(self, line: int, width: int) -> bool:
        """Tell whether the next line's first word would not have fitted on this line."""
        words = self._lines[line].split(maxsplit=1)
        return bool(words) and len(self._lines[line - 1].rstrip()) + 1 + len(words[0]) > width

    def _table(self, node: SyntaxTreeNode, where: _Where) -> Iterator[Block]:
        end = _lines(node)[1]
        heads: list[str] = []
        for part in node.children:
            for row in part.children:
                cells = [_inline(cell) for cell in row.children]
                line = _lines(row)[0]
                if part.type == "thead":
                    heads = cells
                    # The line of dashes belongs to the heading above it.
                    yield Block(
                        form=Form.TABLE_HEAD,
                        line=line,
                        until=min(line + 1, end),
                        raw=" | ".join(cells),
                    )
                elif any(cells):
                    raw = _row(heads, cells)
                    yield Block(
                        form=Form.ROW,
                        line=line,
                        until=line,
                        raw=raw,
                        quoted=where.quoted,
                        cells=tuple(zip(heads, cells, strict=False)),
                    )

    def _code(self, node: SyntaxTreeNode, where: _Where) -> Iterator[Block]:
        start, end = _lines(node)
        while end > start and not self._lines[end - 1].strip():
            end -= 1
        if node.type == "fence":
            yield Block(form=Form.CODE, line=start, until=end, raw=node.content.strip("\n"))
            return
        # Four spaces before a line are code to Markdown and a line to whoever took notes.
        for line in range(start, end + 1):
            if raw := self._lines[line - 1].strip(" \t"):
                yield Block(form=Form.LINE, line=line, until=line, raw=raw, quoted=where.quoted)


def _inside(node: SyntaxTreeNode, where: _Where) -> _Where:
    """Return where the children of a list, a point or a block quote stand."""
    if node.type == "blockquote":
        return replace(where, quoted=True)
    if node.type == "list_item":
        return replace(where, parent=any(sub.type.endswith("_list") for sub in node.children))
    place = (*where.place, _lines(node)[0])
    return replace(where, place=place, alone=len(node.children) == 1)


def _row(heads: list[str], cells: list[str]) -> str:
    """Return a table row as one line: two cells as they are, more under their headings."""
    if len(cells) <= 2:  # noqa: PLR2004 - a label and its value need no heading
        return ": ".join(cell for cell in cells if cell)
    return "; ".join(
        f"{head}: {cell}" if head else cell
        for head, cell in zip(heads, cells, strict=False)
        if cell
    )


def _plain(line: str) -> bool:
    """Tell whether a line is running text: neither blank nor the start of another block."""
    return bool(line.strip()) and not re.match(r"\s*(?:[#|>`~=]|[-+*]\s|\d+[.)]\s|---)", line)


def _inline(node: SyntaxTreeNode) -> str:
    return node.children[0].content if node.children else ""


def _lines(node: SyntaxTreeNode) -> tuple[int, int]:
    """Return the first and last line of a node, counted from 1."""
    start, end = node.map or (0, 1)
    return start + 1, max(end, start + 1)
