"""Markdown that notes can never alter: their words are escaped before they reach a template."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029 ]+")
LINES = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, the ones that break lines apart
    "\u202a-\u202e\u2066-\u2069"  # bidirectional embeddings, overrides and isolates
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"  # marks, lone halves, tag characters
)
"""Characters that act without being seen. Left and right marks and joiners are not among them:
words of Hebrew, Persian and Hindi need them, and they reach no further than their neighbours."""

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


def visible(text: str) -> str:
    """Return text with every character that acts unseen shown as a symbol: ``␛``, ``⟨U+202E⟩``."""
    return UNSEEN.sub(lambda found: _symbol(ord(found[0])), text)


def clean(text: str) -> str:
    """Return text on one line, as it is read: nothing unseen, white space collapsed."""
    return BREAKS.sub(" ", visible(text)).strip()


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


def width(text: str) -> int:
    """Return how many columns text takes in a terminal or an editor."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _symbol(code: int) -> str:
    if code < ord(" "):
        return chr(ord("\N{SYMBOL FOR NULL}") + code)
    return "\N{SYMBOL FOR DELETE}" if code == ord("\x7f") else f"⟨U+{code:04X}⟩"


def _is_word(char: str) -> bool:
    return char == "_" or unicodedata.category(char)[0] in "LNM"
