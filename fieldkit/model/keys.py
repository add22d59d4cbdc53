"""Keys: the short words by which people, touchpoints, codes and observers are known."""

import re
import unicodedata
from typing import NewType

from fieldkit.model.errors import InvalidValueError

ParticipantKey = NewType("ParticipantKey", str)
"""A customer's code (``P7``) or a staff member's (``S1``); never a name."""
TouchpointKey = NewType("TouchpointKey", str)
PhaseKey = NewType("PhaseKey", str)
CodeKey = NewType("CodeKey", str)
"""A theme; ``/`` separates levels (``trust/privacy``)."""
Handle = NewType("Handle", str)
"""Who writes: letters only, folded (``ana``)."""
StudyId = NewType("StudyId", str)
MomentId = NewType("MomentId", str)
SessionId = NewType("SessionId", str)
InsightId = NewType("InsightId", str)
MemoId = NewType("MemoId", str)

PERSON = re.compile(r"[PS][0-9]{1,6}\Z", re.IGNORECASE)
MAX_KEY = 120
"""Longest key kept, in code points; beyond it a word is text."""
JOINERS = "\u200c\u200d"
"""Zero-width joiners: part of words in Persian, Hindi and their neighbours."""


def is_letter(char: str) -> bool:
    """Tell whether a key may begin with this character: a letter of any script."""
    return char.isalpha()


def is_key_char(char: str) -> bool:
    """Tell whether a key may hold this character inside.

    Combining marks count: without them no word of Hindi, Thai or Burmese is whole.
    """
    return char.isalnum() or char == "_" or char in JOINERS or unicodedata.category(char)[0] == "M"


def fold(text: str) -> str:
    """Return text as keys are compared: NFC, case-folded, NFC again.

    Source: Unicode 15 section 3.13, D146 (canonical caseless matching, with NFC as the form kept).
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def is_key(text: str, *, levels: bool = False) -> bool:
    """Tell whether text is a key: a letter first, then letters, digits, ``_``, inner ``-``.

    Args:
        text: Any text.
        levels: Whether ``/`` may separate several keys, as in a code.
    """
    if levels:
        return len(text) <= MAX_KEY and all(is_key(part) for part in text.split("/"))
    if not text or len(text) > MAX_KEY or not is_letter(text[0]) or text[-1] == "-":
        return False
    return all(is_key_char(char) or char == "-" for char in text)


def as_key(text: str, what: str = "key", *, levels: bool = False) -> str:
    """Return text folded as a key.

    Raises:
        InvalidValueError: It does not begin with a letter, or holds more than letters, digits,
            ``_`` and inner ``-``.
    """
    key = fold(text.strip())
    if not is_key(key, levels=levels):
        message = (
            f"{text!r} cannot be a {what}: begin with a letter, "
            "then letters, digits, _ or inner - only."
        )
        raise InvalidValueError(message)
    return key


def as_person(text: str) -> ParticipantKey:
    """Return a person's code: ``p7`` becomes ``P7``; any other key is kept as typed.

    Raises:
        InvalidValueError: It is not a key.
    """
    text = unicodedata.normalize("NFC", text.strip())
    as_key(text, "participant code")
    return ParticipantKey(text.upper() if PERSON.match(text) else text)


def as_handle(text: str) -> Handle:
    """Return an observer's handle, folded.

    Raises:
        InvalidValueError: It holds anything but letters, or more than 24 of them.
    """
    handle = fold(text.strip())
    if not (handle.isalpha() and len(handle) <= 24):
        message = f"{text!r} cannot be a handle: up to 24 letters only, for example: ana."
        raise InvalidValueError(message)
    return Handle(handle)


def is_staff(code: str) -> bool:
    """Tell whether a person's code is a staff member's: ``S`` and digits."""
    return code[:1] == "S" and code[1:].isdecimal()
