"""Where a selection begins and ends: programs count differently, and the names tell which way.

The standard says code points and gives ends that are exclusive; NVivo for Windows counts UTF-16
units, ATLAS.ti a carriage return and line feed as one. So every way is tried on every selection of
a project, and the one that fits their names and the words' edges is taken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

NAMED, WHOLE, EDGE = 10, 5, 1
"""What a way gains where the selection's name begins the passage, is all of it, and where the
passage begins or ends with a word."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A source's text, as it was read."""

    raw: str

    @cached_property
    def joined(self) -> str:
        """The text with each line end as one character."""
        return self.raw.replace("\r\n", "\n")

    @cached_property
    def halves(self) -> bytes:
        """The text in UTF-16."""
        return self.raw.encode("utf-16-le", "surrogatepass")

    @cached_property
    def joined_halves(self) -> bytes:
        """The text in UTF-16, each line end one unit."""
        return self.joined.encode("utf-16-le", "surrogatepass")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of counting."""

    utf16: bool
    apart: bool
    """Whether a carriage return and line feed count as two."""
    inclusive: bool
    """Whether the end is the last character rather than the one after it."""

    def passage(self, text: Text, start: int, end: int) -> tuple[str, str, str]:
        """Return a passage with the character before it and the one after it; all "" if outside."""
        end += self.inclusive
        if not self.utf16:
            held = text.raw if self.apart else text.joined
            if not 0 <= start < end <= len(held):
                return "", "", ""
            return held[start:end], held[max(0, start - 1) : start], held[end : end + 1]
        halves = text.halves if self.apart else text.joined_halves
        if not 0 <= start < end <= len(halves) // 2:
            return "", "", ""
        return (
            _decoded(halves[2 * start : 2 * end]),
            _decoded(halves[max(0, 2 * start - 2) : 2 * start]),
            _decoded(halves[2 * end : 2 * end + 2]),
        )


STANDARD = Way(utf16=False, apart=False, inclusive=False)
NVIVO = Way(utf16=True, apart=True, inclusive=False)
WAYS = (
    STANDARD,
    NVIVO,
    *(
        way
        for bits in product((False, True), repeat=3)
        if (way := Way(inclusive=bits[0], utf16=bits[1], apart=bits[2])) not in {STANDARD, NVIVO}
    ),
)
"""Every way, the likelier first."""

Marked = tuple[Text, int, int, str]
"""A selection: its text, start, end and name."""


def way_of(selections: Sequence[Marked], *, origin: str) -> Way:
    """Return the way in which a project counts.

    Args:
        selections: Its selections.
        origin: The program that wrote it, as it says.
    """
    ways = list(WAYS)
    if "nvivo" in origin.casefold() and "mac" not in origin.casefold():
        ways.remove(NVIVO)
        ways.insert(0, NVIVO)
    return max(ways, key=lambda way: _fit(way, selections))  # of equals, max takes the first


def _fit(way: Way, selections: Iterable[Marked]) -> int:
    return sum(_fits(*way.passage(text, start, end), name) for text, start, end, name in selections)


def _fits(passage: str, before: str, after: str, name: str) -> int:
    if not passage:
        return 0
    fit = EDGE * (passage[0].isalnum() and not before.isalnum())
    fit += EDGE * (not passage[-1].isspace() and not (passage[-1].isalnum() and after.isalnum()))
    told = " ".join(name.rstrip("…. ").split())
    words = " ".join(passage.split())
    if told and words.startswith(told):
        fit += NAMED + WHOLE * (words.rstrip("…. ") == told)
    return fit


def _decoded(halves: bytes) -> str:
    return halves.decode("utf-16-le", "replace")
