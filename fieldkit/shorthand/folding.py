"""Folding for search: case and accents do not matter."""

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u0652\u0670]")
"""Combining marks of Latin, Greek and Cyrillic, and the optional vowels of Hebrew and Arabic.

The vowel signs of Indic and South-East Asian scripts are letters of the word, and stay.
"""


def search_fold(text: str) -> str:
    """Return text as searches compare it: case-folded, without accents; the same when repeated."""
    if text.isascii():
        return text.lower()
    while True:
        plain = _ACCENTS.sub("", unicodedata.normalize("NFD", text.casefold()))
        folded = unicodedata.normalize("NFC", plain)
        if folded == text:
            return folded
        text = folded
