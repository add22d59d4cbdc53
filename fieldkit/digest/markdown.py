"""Markdown that notes can never alter: their words are escaped before they reach a template."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote

from fieldkit.model.moment import is_photo
from fieldkit.model.visible import visible, width

BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029 ]+")
LINES = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
ALWAYS = re.compile(r"[\\`*\[\]<|~$]")
"""Escaped wherever they stand: in some place each begins a span, a cell or a formula."""
SOMETIMES = re.compile(
    r"(?<![^\W_])_|_(?![^\W_])"  # an underscore inside a word is a letter
    r"|&(?=\#?\w{1,32};)"  # an entity
    r"|(?<!\S)\#"  # a heading, a heading's end, or an Obsidian tag
    r"|(?<==)=|%(?=%)|(?<=%)%"  # Obsidian's highlight and comment
    r"|(?<=:)/(?=/)|(?<=\bwww)\."  # GitHub links bare addresses
)
FIRST = re.compile(
    r"(?P<mark>>|[-+](?=\s|$)|=(?==*\s*$)|:(?=-)|-(?=[-\s:]*$))|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)"
)
"""What begins a block, at the start of a line only."""
NOTHING = "\N{EN DASH}"
PLAIN = re.compile(r"(\d{1,9} )?[^\W\d_][\w .,;()/-]*\Z")
RESERVED = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


class Markdown(str):
    """Text that is Markdown already: ours, or escaped."""

    __slots__ = ()


class Words:
    """Text of a note: printed escaped, whatever a template does with it.

    A template cannot reach the raw text, so its author cannot forget to escape it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str | None) -> None:
        self._text = text or ""

    def __str__(self) -> str:
        """Return it as Markdown that reads as the text and does nothing else."""
        return escape(self._text)

    def __bool__(self) -> bool:
        """Tell whether it prints anything."""
        return bool(clean(self._text))

    def __eq__(self, other: object) -> bool:
        """Compare by what is printed."""
        return isinstance(other, Words) and str(self) == str(other)

    def __hash__(self) -> int:
        """Hash what is printed."""
        return hash(str(self))

    @property
    def lines(self) -> Markdown:
        """The text with its line breaks kept, for inside a block quotation (``> ``)."""
        shown = [escape(line) for line in LINES.split(self._text)]
        return Markdown("\\\n> ".join(line for line in shown if line))


def clean(text: str) -> str:
    """Return text on one line, as it is read: nothing unseen, white space collapsed."""
    return visible(BREAKS.sub(" ", text)).strip()


@lru_cache(maxsize=4096)  # names of places, feelings and codes come again in every note
def escape(text: str) -> str:
    """Return text as Markdown that renders as the text on one line and does nothing else."""
    line = SOMETIMES.sub(r"\\\g<0>", ALWAYS.sub(r"\\\g<0>", clean(text)))
    if (found := FIRST.match(line)) is None:
        return line
    if found["mark"]:
        return "\\" + line
    return f"{found['number']}\\{line[found.start('dot') :]}"


def slug(heading: str) -> str:
    """Return the anchor of a heading, made as GitHub makes it."""
    kept = (c for c in heading.strip().lower() if c in " -" or _is_word(c))
    return "".join(kept).replace(" ", "-")


def link(text: str, to: str) -> Markdown:
    """Return a link to the heading ``to`` of this document."""
    return Markdown(f"[{escape(text)}](#{slug(to)})")


def medium(name: str, alt: str, folder: str) -> Markdown:
    """Return a photo as an image, a sound as a link, by its path from where the digest stands."""
    path = quote(f"{folder}/{name}", safe="/.~-_:")
    if is_photo(name):
        return Markdown(f"![Photo: {escape(alt)}]({path})")
    return Markdown(f"[Sound: {escape(alt)}]({path})")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Markdown:
    """Return an aligned table; cells are Markdown or words, and an empty one shows a dash."""
    lines = [[str(cell) or NOTHING for cell in row] for row in (heads, *rows)]
    widths = [max(3, *(width(line[n]) for line in lines)) for n in range(len(heads))]
    lines.insert(1, ["-" * size for size in widths])
    shown = (
        " | ".join(
            cell + " " * (size - width(cell)) for cell, size in zip(line, widths, strict=True)
        )
        for line in lines
    )
    return Markdown("\n".join(f"| {line} |" for line in shown))


def entries(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Markdown:
    """Return a list that reads as a table would where its cells are sentences: an item a row.

    The first cell names the row, each other stands below it after its heading; empty ones do not.
    """
    shown = []
    for name, *cells in rows:
        pairs = ((head, str(cell)) for head, cell in zip(heads, cells, strict=True))
        below = (f"  - {head}: {cell}" for head, cell in pairs if cell)
        shown.append("\n".join((f"- **{str(name) or NOTHING}**", *below)))
    return Markdown("\n".join(shown))


def fence(info: str, text: str) -> Markdown:
    """Return a fenced block that nothing inside can close."""
    body = "\n".join(visible(line).rstrip() for line in LINES.split(text))
    longest = max((len(run) for run in re.findall("`+", body)), default=0)
    marks = "`" * max(3, longest + 1)
    return Markdown(f"{marks}{info}\n{body}\n{marks}")


def scalar(text: str) -> str:
    """Return text as a YAML scalar, quoted where plain text could be read as anything else."""
    line = clean(text)
    if PLAIN.match(line) and line.lower() not in RESERVED:
        return line
    return json.dumps(line, ensure_ascii=False)


def _is_word(char: str) -> bool:
    return char == "_" or unicodedata.category(char)[0] in "LNM"
