"""Text made safe to show: what acts on a terminal or hides is shown as a symbol."""

import re
import unicodedata

ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u202a-\u202e\u2066-\u2069"
    "\u2028\u2029\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls but tab and line end, bidirectional overrides, line separators, lone halves, tags.

Left and right marks and joiners are not among them: words of Hebrew, Persian and Hindi need them,
and they reach no further than their neighbours.
"""
PICTURES = 0x2400
DELETE = 0x7F


def visible(text: str) -> str:
    """Return text with every character that acts without being seen as a symbol.

    C0 controls become their pictures (U+2400 block), others their number: ``⟨U+202E⟩``.
    """
    return ACTING.sub(_symbol, text)


def width(text: str) -> int:
    """Return how many columns text takes in a terminal (Unicode UAX 11; combining marks none)."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _symbol(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < ord(" "):
        return chr(PICTURES + code)
    return "\u2421" if code == DELETE else f"⟨U+{code:04X}⟩"
