"""Quotations: where the words of a speaker end, and what follows them."""

# ruff: noqa: RUF001 - full-width signs and typographic marks are the grammar itself

import re
from bisect import bisect_right
from typing import NamedTuple

from fieldkit.shorthand.signs import KINDS, Scan, Tag

PAIRS = tuple(
    (pair[0], pair[1]) for pair in ['""', "“”", "„“", "«»", "‹›", "「」", "『』", "＂＂", "””"]
)
"""The marks that lines are written with: the first pair that reads back the same."""
CLOSERS = {
    '"': '"”',
    "“": '”"',
    "”": '”"',
    "„": '“”"',
    "«": "»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "＂": "＂",
}
"""The marks that close what each mark opens."""
BRACKETS = {"(": ")", "（": "）", "[": "]", "［": "］", "【": "】"}
"""The brackets of a remark."""
_ENDED = re.compile(r"[.!?…。！？．]\s*\Z")
_JOINING = re.compile(r"[.,;…。，、]{0,3}")
_SAID = re.compile(r'(?<!\S)[!！](?:[~～]|[csoCSO][:：])?["“”„＂]')
_CLOSING_BRACKET = re.compile(r"[)）\]］】]")


class Quotation(NamedTuple):
    """The words of a speaker in a line, and what comes after."""

    words: tuple[int, int]
    """Where they stand."""
    close: int | None
    """Where the closing mark stands; None where it is missing."""
    after: int
    """Where the rest begins: past the mark and punctuation that joins the words."""
    tags: tuple[Tag, ...] = ()
    remark: tuple[int, int] | None = None
    """Where the bracketed remark stands, brackets and all."""
    pure: bool = False
    """Whether only tags or one remark follow; else the rest is words."""


def quotation_at(scan: Scan, pos: int) -> Quotation | None:
    """Return the quotation opened here; None where the line only mentions one."""
    text = scan.text
    marks = _closing_marks(scan, pos)
    if not marks:
        return Quotation(words=(pos + 1, len(text)), close=None, after=len(text))
    tails = _Tails(scan, pos)
    best: Quotation | None = None
    for mark in reversed(marks):
        joining = _JOINING.match(text, mark + 1)
        after = joining.end() if joining else mark + 1
        tail = tails.read(after)
        if tail is None or (best is not None and not _holds(tail[1], best.after - 1)):
            continue
        best = Quotation(
            words=(pos + 1, mark), close=mark, after=after, tags=tail[0], remark=tail[1], pure=True
        )
    if best is not None:
        return best
    for mark in marks:
        if _ENDED.search(text, max(pos + 1, mark - 2), mark):
            return Quotation(words=(pos + 1, mark), close=mark, after=mark + 1)
    return None


def _holds(remark: tuple[int, int] | None, mark: int) -> bool:
    """Tell whether a mark stands in a remark, and so closes nothing before it."""
    return remark is not None and remark[0] < mark < remark[1]


def _closing_marks(scan: Scan, pos: int) -> list[int]:
    """Return where marks stand that may close; not those of a feeling said (``!"sad"``)."""
    text = scan.text
    taken: set[int] = set()
    for match in _SAID.finditer(text, pos + 1):
        if (tag := scan.tag_at(match.start())) is not None:
            taken |= {match.end() - 1, tag.end - 1}
    closers = CLOSERS[text[pos]]
    return [at for at in range(pos + 1, len(text)) if text[at] in closers and at not in taken]


def unslashed(remark: str) -> str:
    """Return the words of a remark in its brackets: a backslash before a closing one goes."""
    close = re.escape(remark[-1])
    return re.sub(rf"\\(\\*{close})", r"\1", remark[1:-1]).strip()


def slashed(note: str) -> str:
    """Return a note as a remark in brackets that is read as the same note."""
    # A backslash at the end would keep the bracket from closing; the space is not read.
    last = " " if note.endswith("\\") else ""
    if ")" in note and "]" not in note:
        return f"[{note}{last}]"
    escaped = re.sub(r"(\\*\))", r"\\\1", note)
    return f"({escaped}{last})"


class _Tails:
    """Reads what follows a quotation; remembers where it failed, so that all costs stay linear."""

    def __init__(self, scan: Scan, start: int) -> None:
        self.scan = scan
        self.start = start
        self.failed: dict[bool, set[int]] = {True: set(), False: set()}
        self._pure_closes: dict[str, list[int]] | None = None

    def read(self, pos: int) -> tuple[tuple[Tag, ...], tuple[int, int] | None] | None:
        """Return the tags and the remark that follow; None where anything else does."""
        before, at = self._tags(pos, remarks=True)
        if at is None:
            return before, None
        closing = BRACKETS.get(self.scan.text[at])
        if closing is None:
            return None
        closes = self._closes(closing)
        index = bisect_right(closes, at)
        if index == len(closes):
            return None
        end = closes[index] + 1
        return before + self._tags(end, remarks=False)[0], (at, end)

    def _tags(self, pos: int, *, remarks: bool) -> tuple[tuple[Tag, ...], int | None]:
        """Return the tags from here on, and where something else stands; None where nothing."""
        text = self.scan.text
        failed = self.failed[remarks]
        tags: list[Tag] = []
        visited: list[int] = []
        glued = False
        while True:
            while pos < len(text) and text[pos].isspace():
                pos, glued = pos + 1, False
            if pos == len(text):
                return tuple(tags), None
            if pos in failed:
                break
            visited.append(pos)
            starts = text[pos] in KINDS and (glued or self.scan.starts(pos))
            tag = self.scan.tag_at(pos) if starts else None
            if tag is None:
                break
            after = text[tag.end : tag.end + 1]
            if after and not after.isspace() and not (tag.wide and after in KINDS):
                break
            tags.append(tag)
            pos, glued = tag.end, tag.wide
        if not (remarks and text[pos] in BRACKETS):
            failed.update(visited)
        return tuple(tags), pos

    def _closes(self, closing: str) -> list[int]:
        """Return where brackets of this kind close with nothing but tags after them, in order."""
        if self._pure_closes is None:
            self._pure_closes = {mark: [] for mark in BRACKETS.values()}
            for match in _CLOSING_BRACKET.finditer(self.scan.text, self.start):
                at = match.start()
                if self.scan.text[at - 1] != "\\" and self._tags(at + 1, remarks=False)[1] is None:
                    self._pure_closes[match[0]].append(at)
        return self._pure_closes[closing]
