"""Keyboards: which key of the pad means what. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from fieldkit.model.emotion import Known, Whose
from fieldkit.model.keyboard import on_page, pages
from fieldkit.model.moment import Layer

LAYERS = MappingProxyType(
    {'"': Layer.VERBATIM, "'": Layer.PARAPHRASE, "?": Layer.INFERRED, "~": Layer.REFLEXIVE}
)
WHOSE = MappingProxyType({"c": Whose.CUSTOMER, "m": Whose.OBSERVER, "x": Whose.STAFF})
KNOWN = MappingProxyType(
    {"h": Known.INFERRED, "v": Known.SPONTANEOUS, "k": Known.PROMPTED, "b": Known.RECALLED}
)
"""Letters that are free on every keyboard: hunch, voiced, asked ("k"), before."""
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which key means what: a preset for a keyboard."""

    name: str
    digits: Mapping[str, int]
    """The digit that each key stands for; 0 turns to the next page."""
    row: str
    """The letters of the touchpoints, in their order."""
    weaker: str
    stronger: str = "s"
    words: str = "nf"
    code: str = "g"
    repeat: str = "d"
    cycle: str = "l"
    """Changes the layer of the last moment to the next one."""
    earlier: str = "<"
    later: str = ">"
    layers: Mapping[str, Layer] = field(default_factory=lambda: LAYERS)
    whose: Mapping[str, Whose | None] = field(default_factory=lambda: dict(WHOSE))
    """Whose the last feeling is; None goes round."""
    known: Mapping[str, Known | None] = field(default_factory=lambda: dict(KNOWN))
    """How it is known; None goes round."""
    size: int = 9
    """Feelings on the digits at one time."""
    turn: str = ""
    """The key that turns the page where 0 is out of reach, on the pad and while tagging."""
    turn_tags: str = ""
    other: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """On every page but the first: the key that another one stands for."""

    @property
    def one_handed(self) -> bool:
        """Whether one hand reaches all of it."""
        return bool(self.turn)

    @property
    def word_key(self) -> str:
        """The key to show for the words of the last moment."""
        return self.words[0]

    @property
    def strength_keys(self) -> str:
        """The keys to show for stronger and weaker: where - is a digit, letters."""
        return f"{self.stronger} {self.weaker}" if "-" in self.digits else "+ -"

    @property
    def layer_keys(self) -> str:
        """The keys to show for the layers, with the one that goes round where some have none."""
        keys = " ".join(self.layers)
        return keys if len(self.layers) == len(LAYERS) else f"{keys} {self.cycle}"

    def digit_key(self, digit: int) -> str:
        """Return the key to show for a digit."""
        return next((key for key, held in self.digits.items() if held == digit), str(digit))

    def feelings(self, words: Sequence[str], page: int) -> Sequence[str]:
        """Return the feelings on the digits of a page, the first on 1."""
        return on_page(words, self.size, page)

    def touchpoints(self, words: Sequence[str], page: int) -> Sequence[str]:
        """Return the touchpoints on the letters of a page, in the letters' order."""
        return on_page(words, len(self.row), page)

    def pages(self, feelings: int, touchpoints: int) -> int:
        """Return how many pages the pad has."""
        least = 2 if self.other else 1
        return max(least, pages(feelings, self.size), pages(touchpoints, len(self.row)))


DIGITS = {str(digit): digit for digit in range(10)}
UNSHIFTED = {key: (number + 1) % 10 for number, key in enumerate("&é\"'(-è_çà")}
"""The digits of an AZERTY keyboard without Shift."""
TAKE_BACK = "backspace"
QWERTY = Layout(
    name="qwerty",
    digits={**DIGITS, **{key: digit for key, digit in UNSHIFTED.items() if key not in "\"'-"}},
    row="qwertyuiop",
    weaker="a",
)
QWERTZ = Layout(name="qwertz", digits=DIGITS, row="qwertzuiop", weaker="a")
AZERTY = Layout(
    name="azerty",
    digits={**UNSHIFTED, **DIGITS},
    row="azertyuiop",
    weaker="q",
    layers={"?": Layer.INFERRED, "~": Layer.REFLEXIVE},
)


def _one_hand(name: str, digits: str, row: str, weaker: str) -> Layout:
    """Return what the left hand reaches: five digits, five letters and five keys, on two pages."""
    return Layout(
        name=name,
        digits={**{str(n): n for n in range(1, 6)}, **{k: n for n, k in enumerate(digits, 1)}},
        row=row,
        weaker=weaker,
        layers={} if digits else LAYERS,
        whose={**WHOSE, "u": None},
        known={**KNOWN, "i": None},
        size=5,
        turn="tab",
        turn_tags=" ",
        other={weaker: TAKE_BACK, "s": "l", "d": "u", "f": "i", "g": "<"},
    )


LEFT = _one_hand("one-hand", "", "qwert", "a")
LEFT_AZERTY = _one_hand("one-hand-azerty", "&é\"'(", "azert", "q")
LAYOUTS = {layout.name: layout for layout in (QWERTY, QWERTZ, AZERTY, LEFT, LEFT_AZERTY)}


def next_after(name: str) -> str:
    """Return the name of the keyboard after this one; past the last comes the first."""
    names = list(LAYOUTS)
    return names[(names.index(name) + 1) % len(names)] if name in LAYOUTS else names[0]
