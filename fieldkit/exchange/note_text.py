"""The words of a piece of Markdown, without its marks."""

import re

from markdown_it.token import Token

from fieldkit.exchange.note_blocks import PARSER

SPACES = re.compile(r"[ \t\n]+")
BARE_LINK = re.compile(r"<?(?:https?|mailto|ftp):\S+>?\Z")
WIKI = re.compile(
    r"(?P<embed>!?)\[\[(?P<target>[^\[\]|#^\n]*)(?:[#^]+(?P<part>[^\[\]|\n]*))?"
    r"(?:\|(?P<alias>[^\[\]\n]*))?\]\]"
)
"""A link between notes, or an embedded file, as Obsidian writes it."""
BOX = re.compile(r"\A\[[ xX/-]\]\s+")
"""A box to tick, at the beginning of a point."""
CALLOUT = re.compile(r"\A\[!(?P<kind>[\w-]+)\][+-]?\s*")
"""How the first line of a callout begins, in a block quote."""
ONLY_TAGS = re.compile(r"(?:</?[a-zA-Z][^<>]*>\s*)+\Z")


def words_of(raw: str) -> str:
    """Return the words of inline Markdown: emphasis gone, links as label and address.

    A link between notes (``[[Till|the till]]``) is what it reads as, a point's box to tick is
    gone. Control characters other than tabs and line ends stay: they are the note's.
    """
    if "[" in raw:
        raw = WIKI.sub(_wiki, BOX.sub("", raw))
    if not any(mark in raw for mark in "*_`[<\\&!\n"):
        return SPACES.sub(" ", raw).strip(" ")
    parts: list[str] = []
    targets: list[str] = []
    for token in _inline(raw):
        if token.type == "link_open":
            targets.append(str(token.attrs.get("href", "")))
            parts.append("\0")
        elif token.type == "link_close":
            begun = len(parts) - 1 - parts[::-1].index("\0")
            label = "".join(parts[begun + 1 :])
            parts[begun:] = [_linked(label, targets.pop())]
        elif token.type == "image":
            parts.append(_linked(token.content, str(token.attrs.get("src", ""))))
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        else:
            parts.append(token.content)
    return SPACES.sub(" ", "".join(parts)).strip(" ")


def _wiki(link: re.Match[str]) -> str:
    return link["alias"] or link["target"].rpartition("/")[2] or link["part"] or ""


def linked_notes(raw: str) -> list[str]:
    """Return the names of the notes that a piece of Markdown links to, without what it embeds."""
    return [link["target"].rpartition("/")[2] for link in WIKI.finditer(raw) if not link["embed"]]


def only_link(raw: str) -> str | None:
    """Return where a piece of Markdown leads that is nothing but links, else None."""
    text = raw.strip()
    if (wiki := WIKI.fullmatch(text)) and wiki["embed"]:
        return wiki["target"]
    if BARE_LINK.match(text):
        return text
    if "](" not in text and not text.startswith("<"):
        return None
    inside, target = 0, None
    for token in _inline(text):
        if token.type == "link_open":
            inside += 1
            target = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            inside -= 1
        elif token.type == "image":
            target = target or str(token.attrs.get("src", ""))
        elif not inside and token.content.strip():
            return None
    return target


def callout_of(raw: str) -> str | None:
    """Return the kind of the callout that a piece of Markdown begins, else None.

    What stands on its first line is its title; the lines under it are notes of their own.
    """
    match = CALLOUT.match(raw)
    return match["kind"] if match and "\n" not in raw else None


def only_tags(raw: str) -> bool:
    """Tell whether a line holds nothing but tags of a web page."""
    return bool(ONLY_TAGS.match(raw.strip()))


def _inline(raw: str) -> list[Token]:
    tokens = PARSER.parseInline(raw)
    return (tokens[0].children or []) if tokens else []


def _linked(label: str, target: str) -> str:
    if not target or target.startswith("#") or label.strip() in {target, f"<{target}>"}:
        return label
    return f"{label} ({target})"
