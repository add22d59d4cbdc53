"""The frame around notes: front matter, comments and lines that no note is long enough for."""

import re
from dataclasses import dataclass, field

from fieldkit.exchange.batch import Unread, shorten
from fieldkit.exchange.note_blocks import LONGEST_LINE

KEY = re.compile(r"(?P<key>[A-Za-z][\w -]*?)\s*:(?:\s+(?P<value>.*))?\Z")
ITEM = re.compile(r"\s*-\s+(.*)")
"""An entry of a list under a key."""
LINKED = re.compile(r"\[\[([^\[\]|#]*)(?:#[^\[\]|]*)?(?:\|([^\[\]]*))?\]\]")
"""A link between notes, as Obsidian writes it."""
OWN = re.compile(r"\s*%%(?!%).*%%\s*")
"""A comment on one line, as Obsidian writes it."""
LONGEST_FRONT = 60
"""Most lines that front matter has."""
FENCE = re.compile(r"\s{0,3}(?:```|~~~)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A source with its frame taken off; the lines keep their numbers."""

    lines: list[str]
    """The source; what belongs to the frame is blank."""
    front: dict[str, str] = field(default_factory=dict)
    """What the front matter says, by folded key."""
    unread: tuple[Unread, ...] = ()


def unframed(text: str) -> Frame:
    """Take front matter, comments and overlong lines off a source."""
    lines = text.split("\n")
    unread: list[Unread] = []
    end, front = _front(lines)
    for index in range(end):
        _blank(lines, index, "front matter", unread)
    commented = fenced = False
    for index in range(end, len(lines)):
        line = lines[index]
        if len(line) > LONGEST_LINE:
            why = f"the line is {len(line):,} characters long; at most {LONGEST_LINE:,} are read"
            _blank(lines, index, why, unread)
            continue
        if not fenced and OWN.fullmatch(line):
            _blank(lines, index, "a comment of the page", unread)
            continue
        if FENCE.match(line) and not commented:
            fenced = not fenced
        begins = not fenced and line.lstrip().startswith("<!--")
        if commented or begins:
            closed = line.find("-->", 4 + line.find("<!--") if begins else 0)
            commented = closed < 0
            if commented and begins and not any("-->" in later for later in lines[index + 1 :]):
                commented = False  # never closed: then it is text
            elif closed < 0 or not line[closed + 3 :].strip():
                _blank(lines, index, "a comment of the page", unread)
    return Frame(lines=lines, front=front, unread=tuple(unread))


def _front(lines: list[str]) -> tuple[int, dict[str, str]]:
    """Return how many lines the front matter has, and what it says."""
    if lines[0].rstrip() != "---":
        return 0, {}
    front: dict[str, str] = {}
    key = ""
    for index, line in enumerate(lines[1 : LONGEST_FRONT + 2], 1):
        if line.rstrip() in {"---", "..."}:
            return (index + 1, front) if front else (0, {})
        match = KEY.match(line)
        if match:
            key = match["key"].lower()
            front[key] = _value(match["value"] or "")
        elif key and (item := ITEM.match(line)):
            front[key] = ", ".join(filter(None, (front[key], _value(item[1]))))
        elif line.strip() and line[:1] not in " \t-#":
            break
    return 0, {}


def _value(text: str) -> str:
    """Return a value of front matter without its marks; of a list, its parts with commas."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]") and not text.startswith("[["):
        parts = (_value(part) for part in text[1:-1].split(","))
        return ", ".join(part for part in parts if part)
    text = text.strip("\"' ")
    return LINKED.sub(lambda link: link[2] or link[1], text).strip()


def _blank(lines: list[str], index: int, why: str, unread: list[Unread]) -> None:
    if lines[index].strip():
        unread.append(Unread(line=index + 1, text=shorten(lines[index][:1000]), why=why))
    lines[index] = ""
