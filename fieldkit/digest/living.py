"""Living documents: compiled again, a digest keeps every edit made by hand.

A compiled file is made of blocks, one a section, each between two comments that Markdown does not
show; the first says what the block held when it was compiled:

    <!-- fieldkit: findings 3f2a91c0 -->
    ## Findings
    …
    <!-- /fieldkit: findings -->

What stands outside the blocks is the reader's and stays where it is. A block that was edited inside
is the reader's from then on: it stays, without its comments, and what is compiled now stands below.
"""

import re
import zlib
from collections import Counter
from dataclasses import dataclass

from fieldkit.digest.front import facts, merged, split
from fieldkit.digest.phrases import count

BEGIN = re.compile(r"^<!-- fieldkit: (?P<name>[\w-]+) (?P<sum>[0-9a-f]{8}) -->$", re.MULTILINE)
END = "<!-- /fieldkit: {name} -->"
MARKS = re.compile(r"^<!-- /?fieldkit: [\w-]+(?: [0-9a-f]{8})? -->\n?", re.MULTILINE)
HEADING = re.compile(r"^## +(?:\d+\. +)?(.*)$", re.MULTILINE)
CITED = re.compile(r"\]\(#([\w~-]+-\d+)\)")
EDITED = "<!-- edited by hand: what fieldkit compiles now stands below -->"
FENCE = re.compile(r"^(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One section as it was compiled."""

    name: str
    text: str
    """Without an empty line around it."""

    @property
    def sum(self) -> str:
        """What tells whether it was edited since: CRC-32 of its text (ISO 3309), in hex."""
        return f"{zlib.crc32(self.text.encode()):08x}"

    def __str__(self) -> str:
        """Return it between its comments."""
        return _marked(self.name, self.sum, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """A digest compiled again."""

    text: str
    changes: tuple[str, ...]
    """What changed inside the generated blocks, in few words each; empty where nothing did."""
    edited: tuple[str, ...]
    """Headings of blocks that were edited inside: theirs stayed, ours stands below."""
    stale: bool
    """Whether anything generated differs from what the file held."""


def fresh(compiled: str) -> Renewed:
    """Return a compiled digest with its blocks marked, as it is first written to a file."""
    front, blocks = _blocks(compiled)
    text = f"{_front(front)}{_joined([str(block) for block in blocks])}"
    return Renewed(text=text, changes=(), edited=(), stale=True)


def plain(text: str) -> str:
    """Return a document without our comments, as it is read."""
    return MARKS.sub("", text).replace(f"{EDITED}\n", "")


def renew(held: str | None, compiled: str) -> Renewed:
    """Compile a file again: what stands in it outside the blocks stays where it is.

    Args:
        held: The file as it is now, None where there is none; one without blocks of ours is all
            the reader's own.
        compiled: The digest as it is compiled now.
    """
    if held is None:
        return fresh(compiled)
    front, blocks = _blocks(compiled)
    theirs, body = split(held.replace("\r\n", "\n"))
    new = {block.name: block for block in blocks}
    parts = _parts(body)
    old = [part for part in parts if isinstance(part, _Held)]
    pieces: list[str] = []
    placed: set[str] = set()
    for part in parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        pieces += _before(blocks, part.name, placed, {one.name for one in old})
        pieces += _replaced(part, new.get(part.name))
        placed.add(part.name)
    pieces += [str(block) for block in blocks if block.name not in placed]
    return Renewed(
        text=f"{_front(merged(front, theirs))}{_joined(pieces)}",
        changes=_changes(old, blocks),
        edited=tuple(_title(part.text) for part in old if part.edited),
        stale=not set(facts(front)) <= set(facts(theirs))
        or {(b.name, b.sum) for b in blocks} != {(one.name, one.sum) for one in old},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A block as a file holds it."""

    name: str
    sum: str
    text: str

    @property
    def edited(self) -> bool:
        return Block(name=self.name, text=self.text).sum != self.sum


def _blocks(compiled: str) -> tuple[str, list[Block]]:
    """Cut a compiled digest into its front matter and a block a section."""
    front, body = split(compiled)
    sections: list[list[str]] = [[]]
    fence = ""
    for line in body.split("\n"):
        fence = _fenced(fence, line)
        if not fence and HEADING.match(line):
            sections.append([])
        sections[-1].append(line)
    texts = [text for lines in sections if (text := "\n".join(lines).strip("\n"))]
    names: Counter[str] = Counter()
    blocks = []
    for text in texts:
        name = _name(text)
        names[name] += 1
        number = f"-{names[name]}" if names[name] > 1 else ""
        blocks.append(Block(name=f"{name}{number}", text=text))
    return front, blocks


def _front(content: str) -> str:
    return f"---\n{content}---\n\n" if content else ""


def _fenced(fence: str, line: str) -> str:
    """Return the marks of the fence that the next line stands in; empty outside."""
    if fence:
        return "" if line.startswith(fence) else fence
    found = FENCE.match(line)
    return found[1] if found else ""


def _title(text: str) -> str:
    found = HEADING.match(text)
    return found[1].strip() if found else "the beginning"


def _name(text: str) -> str:
    """Return what a section goes by: its heading's words, whatever it counts this time."""
    words = re.sub(r"(?:Mixed: )?\d+ of \d+.*$|No coded participants.*$", "", _title(text))
    slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-")
    return slug if slug.isascii() and slug else f"s{zlib.crc32(words.encode()):08x}"


def _parts(text: str) -> list[_Held | str]:
    """Cut a file into the blocks it holds and the texts between them."""
    parts: list[_Held | str] = []
    at = 0
    while found := BEGIN.search(text, at):
        end = END.format(name=found["name"])
        stop = text.find(f"\n{end}", found.end())
        if stop < 0:
            break  # its end was taken away: from here on it is the reader's
        parts.append(text[at : found.start()])
        inner = text[found.end() : stop].strip("\n")
        parts.append(_Held(name=found["name"], sum=found["sum"], text=inner))
        at = stop + 1 + len(end)
    parts.append(MARKS.sub("", text[at:]))
    return [part for part in parts if isinstance(part, _Held) or part.strip()]


def _before(blocks: list[Block], name: str, placed: set[str], held: set[str]) -> list[str]:
    """Return the new blocks that stand before one of the old, in the digest as compiled now."""
    names = [block.name for block in blocks]
    if name not in names:
        return []
    found = [b for b in blocks[: names.index(name)] if b.name not in placed and b.name not in held]
    placed.update(block.name for block in found)
    return [str(block) for block in found]


def _replaced(part: _Held, block: Block | None) -> list[str]:
    if not part.edited:
        return [str(block)] if block else []
    if block is None:
        return [part.text]
    if block.sum == part.sum:  # only they changed it: theirs alone stands, until ours changes
        return [_marked(part.name, part.sum, part.text)]
    return [part.text, EDITED, str(block)]


def _marked(name: str, sum_: str, text: str) -> str:
    return f"<!-- fieldkit: {name} {sum_} -->\n{text}\n{END.format(name=name)}"


def _joined(pieces: list[str]) -> str:
    return "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip()) + "\n"


def _changes(old: list[_Held], blocks: list[Block]) -> tuple[str, ...]:
    if not old:
        return ()
    before = {name for part in old for name in CITED.findall(part.text)}
    after = {name for block in blocks for name in CITED.findall(block.text)}
    was = {part.name: _title(part.text) for part in old}
    now = {block.name: _title(block.text) for block in blocks}
    again = [now[name] for name in was if name in now and was[name] != now[name]]
    against = [title for title in again if "against" in title]
    told = (
        (len(after - before), "new note", "new notes"),
        (len(before - after), "note no longer cited", "notes no longer cited"),
        (len(against), "claim now contradicted", "claims now contradicted"),
        (len(again) - len(against), "heading changed", "headings changed"),
        (len(now.keys() - was.keys()), "new section", "new sections"),
        (len(was.keys() - now.keys()), "section gone", "sections gone"),
    )
    return tuple(count(n, one, many) for n, one, many in told if n)
