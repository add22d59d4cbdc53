"""The words of a line: tags at their edges leave, tags among them leave their bare word."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fieldkit.shorthand.signs import CLOSING, Scan, Tag, Token

Take = Callable[[Tag], bool]
"""Takes a tag into the line; False where it must stay text (a second, different touchpoint)."""


@dataclass(slots=True)
class Body:
    """A stretch of a line cut into words and tags."""

    pieces: list[str | Tag] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    """Where a tag stood that was not taken."""

    def words(self) -> str:
        """Return the words, white space within them as typed."""
        plain = [index for index, piece in enumerate(self.pieces) if self._is_plain(index, piece)]
        if not plain:
            return "".join(piece.strip() for piece in self.pieces if isinstance(piece, str))
        first, last = plain[0], plain[-1]
        out: list[str] = []
        for index, piece in enumerate(self.pieces):
            if isinstance(piece, Tag):
                if first < index < last:
                    out.append(piece.bare)
            elif first <= index <= last:
                out.append(piece)
            elif index < first:
                out.append(piece.strip())
            elif piece.strip():
                out[-1] = out[-1].rstrip()
                out.append(piece.strip())
        return "".join(out).strip()

    def _is_plain(self, index: int, piece: str | Tag) -> bool:
        """Tell whether a piece holds a word, and not just a tag's own punctuation."""
        if isinstance(piece, Tag):
            return False
        if index:
            match = CLOSING.match(piece)
            piece = piece[match.end() :] if match else piece
        return bool(piece) and not piece.isspace()


def cut(scan: Scan, start: int, end: int, take: Take, *, once: bool = False) -> Body:
    """Cut a stretch into words and tags, and take its tags.

    Args:
        scan: The text.
        start: Where the words begin.
        end: Where they end; no tag reaches over it.
        take: Takes each tag.
        once: Whether to stop before the first tag taken; the words then end there.
    """
    body = Body()
    words: list[str] = []
    pos = start
    for at, slashes, tag in scan.tags(start):
        if tag.end > end:
            break
        if slashes:
            words.append(scan.text[pos:at])
            words.append(scan.text[at + 1 : tag.end])
            body.tokens.append(Token("escape", at, at + 1))
            pos = tag.end
        elif not take(tag):
            body.refused.append(at)
        else:
            words.append(scan.text[pos:at])
            body.pieces.append("".join(words))
            words = []
            body.pieces.append(tag)
            body.tokens.append(Token(tag.kind, at, tag.end))
            pos = tag.end
            if once:
                return body
    words.append(scan.text[pos:end])
    body.pieces.append("".join(words))
    return body


def escaped(scan: Scan) -> str:
    """Return a text with a backslash before every word that would be read as a tag."""
    out: list[str] = []
    pos = 0
    for at, _, _tag in scan.tags(0):
        out.append(scan.text[pos:at])
        out.append("\\")
        pos = at
    out.append(scan.text[pos:])
    return "".join(out)
