"""Commands typed where words are: a line that says no more than ``:finish`` asks for it."""

from fieldkit.model.words import Words
from fieldkit.shorthand.line import parse
from fieldkit.tui import off_record
from fieldkit.tui.commands import CAPTURE, EVERYWHERE, Command, named

SIGN = ":"
NAMES = tuple(one.name for one in named(CAPTURE, EVERYWHERE))


def asked(line: str, words: Words) -> Command | None:
    """Return the command that a whole line of capture names, or None.

    A dimension of the protocol of that name is meant first.
    """
    text = line.strip().lower()
    if not text.startswith(SIGN) or parse(text, words).dimension is not None:
        return None
    name = text.removeprefix(SIGN)
    found = next((one for one in named(CAPTURE, EVERYWHERE) if one.name == name), None)
    return found or off_record.asked(name)
