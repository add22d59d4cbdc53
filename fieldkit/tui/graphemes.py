"""Where a cursor may stand in text: never inside what a person sees as one character. Pure.

Not the whole of Unicode's rules (Hangul letters that are not composed stay apart), but marks that
combine, families of emoji, flags, and what a variation selector or a skin tone belongs to.
"""

import unicodedata

JOINER = "\u200d"
TONES = range(0x1F3FB, 0x1F400)
FLAGS = range(0x1F1E6, 0x1F200)
TAGS = range(0xE0020, 0xE0080)
"""Letters of the flags of regions, drawn as nothing."""


def after(text: str, pos: int) -> int:
    """Return where the character that begins here ends."""
    if pos >= len(text):
        return len(text)
    end = pos + 1
    if _is_flag(text[pos]) and end < len(text) and _is_flag(text[end]):
        end += 1
    while end < len(text) and (_extends(text[end]) or text[end - 1] == JOINER):
        end += 1
    return end


def before(text: str, pos: int) -> int:
    """Return where the character that ends here begins; cost: the length of one word."""
    start = max(0, min(pos, len(text)))
    while start and not text[start - 1].isspace():
        start -= 1
    if start == pos:
        return max(0, pos - 1)
    while (end := after(text, start)) < pos:
        start = end
    return start


def _extends(char: str) -> bool:
    if char.isascii():
        return False
    code = ord(char)
    return (
        char == JOINER
        or code in TONES
        or code in TAGS
        or unicodedata.category(char) in {"Mn", "Mc", "Me"}
    )


def _is_flag(char: str) -> bool:
    return ord(char) in FLAGS
