"""Tags in notes that use them: they become codes, and leave the text as field shorthand does."""

import re

from fieldkit.exchange.note_marks import CLOSES
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import CodeKey, as_key

TAG = re.compile(r"(?<!\S)#(?P<key>[^\W\d_][\w/-]*)(?P<end>[.,;:!?)]*)(?=\s|\Z)")
"""A tag; it begins with a letter, so that ``#1`` is none."""
FIRST = re.compile(r"#(?P<key>[^\W\d_][\w/-]*)(?:\s+|\Z)")
LAST = re.compile(r"(?:\A|\s+)#(?P<key>[^\W\d_][\w/-]*)\Z")
STRUCTURE = frozenset(
    """daily daily-note fieldnote fieldnotes field-notes interview interviews meeting meetings note
    notes observation observations research session sessions transcript""".split()  # noqa: SIM905 - a list of words
)
"""Tags that say what kind of note it is, and nothing of what happened."""


def untagged(text: str) -> tuple[str, tuple[CodeKey, ...]]:
    """Return a text without its tags, and the codes that they are.

    Tags before the first and after the last plain word leave the text; one between words leaves
    its word, unless a quotation stands there: nothing inside it is a tag.
    """
    codes: dict[CodeKey, None] = {}

    def bare(match: re.Match[str]) -> str:
        if key := _code(match["key"]):
            codes.setdefault(key)
        return match["key"] + match["end"] if key else match[0]

    while match := LAST.search(text):
        if (key := _code(match["key"])) is None:
            break
        codes = {key: None, **codes}
        text = text[: match.start()]
    while match := FIRST.match(text):
        if (key := _code(match["key"])) is None:
            break
        codes.setdefault(key)
        text = text[match.end() :]
    if "#" in text and CLOSES.keys().isdisjoint(text):
        text = TAG.sub(bare, text)
    return text.strip(), tuple(codes)


def codes_of(tags: str) -> tuple[CodeKey, ...]:
    """Return the codes of a note's own tags, without those that only say what kind it is."""
    keys = (_code(tag.strip().lstrip("#")) for tag in re.split(r"[,\s]+", tags))
    return tuple(dict.fromkeys(key for key in keys if key and key not in STRUCTURE))


def _code(text: str) -> CodeKey | None:
    try:
        return CodeKey(as_key(text.rstrip("/-_"), levels=True))
    except InvalidValueError:
        return None
