"""Quotation marks in notes: whether a line is somebody's words, and which."""

import re
from dataclasses import dataclass, replace

CLOSES = {
    '"': '"',
    "“": '”"',
    "„": "“”",
    "”": "”",
    "«": "»",
    "»": "«",
    "\u2039": "\u203a",
    "\u203a": "\u2039",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "〝": "〞〟",
    "﹁": "﹂",
    "﹃": "﹄",
    "\uff02": "\uff02",
}
"""Opening marks of all scripts, and what closes each (Unicode 16, General Punctuation and CJK)."""
ENDS = ".!?…。\uff01\uff1f"
REMARK = re.compile(r"(?:\(([^()]*)\)|\[([^\[\]]*)\])[.,;]?\Z")
"""One remark in brackets, to the end."""
SIGNED = re.compile(r"[-\u2013—~]+\s*(?P<who>[PpSs]\d{1,6}|[Pp]articipant\s+\d{1,6})\.?\Z")
"""Who said it, after a dash."""
LOOSE = ".,;:!?…\"”\u2019'"
"""What may stand loose after the closing mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A line that a quotation opens and fills."""

    words: str
    note: str | None = None
    """What stands beside the words."""
    signed: str | None = None
    """Who said it, where the line ends in a dash and a person."""


def quotation(text: str) -> Quotation | None:
    """Return the quotation that a line is, or None where it is not one.

    A quotation fills its line when after its closing mark only punctuation, a remark in brackets,
    a further quotation or who said it follow; words after it are a note where it ended as a
    sentence does. Anything else is a label in quotation marks (``"About" page is bad``).
    Without a closing mark it goes to the end.
    """
    if text[:1] not in CLOSES or not any(char.isalnum() for char in text):
        return None
    end = _closing(text)
    if end is None:
        return Quotation(words=text[1:].strip())
    words, rest = text[1:end].strip(), text[end + 1 :].strip()
    if not words:
        return None
    if rest[:1] in CLOSES and (further := quotation(rest)):
        last = text.rindex(further.words) + len(further.words)
        return replace(further, words=text[1:last].strip())
    return _with_rest(words, rest)


def _with_rest(words: str, rest: str) -> Quotation | None:
    """Return a quotation with what stands after it, or None where that makes it a label."""
    if not rest.strip(LOOSE):
        return Quotation(words=words)
    if signed := SIGNED.match(rest):
        return Quotation(words=words, signed=signed["who"])
    if remark := REMARK.match(rest):
        return Quotation(words=words, note=(remark[1] or remark[2] or "").strip() or None)
    return Quotation(words=words, note=rest) if words[-1] in ENDS else None


def is_open(text: str) -> bool:
    """Tell whether a quotation opens a line and is not closed on it."""
    return text[:1] in CLOSES and _closing(text) is None


def _closing(text: str) -> int | None:
    """Return where the quotation that opens a text is closed, past those inside it."""
    closes = CLOSES[text[0]]
    depth = 1
    for index in range(1, len(text)):
        char = text[index]
        if char in closes and not _opens(text, index):
            depth -= 1
            if depth == 0:
                return index
        elif char == text[0] or (char in CLOSES and char in closes):
            depth += 1
    return None


def _opens(text: str, index: int) -> bool:
    """Tell whether a mark that may open or close opens: space before it, a word after it."""
    if text[index] not in CLOSES:
        return False
    before, after = text[index - 1], text[index + 1 : index + 2]
    return (before.isspace() or before in "([") and bool(after) and not after.isspace()
