"""The pad: bare keys and their times in, what they mean out. Pure; the screen does it."""

from dataclasses import dataclass

from fieldkit.model.emotion import Known, Whose
from fieldkit.model.moment import Layer
from fieldkit.tui.layouts import QWERTY, TAKE_BACK, Layout

FAST = 0.25
"""Seconds: keys closer than this to one another are typed, not aimed."""
WORD = 4
"""How many fast keys are words."""
HELD = 0.09
"""Seconds: the same key again within this is a held key; a finger cannot strike twice so soon."""
PAUSE = (0.15, 1.2)
"""Seconds that a held key waits before it begins to repeat, on one system or another."""
SIGNS = "@!#"
"""Signs of the shorthand which are no pad keys: each begins a line."""


@dataclass(frozen=True, slots=True)
class Feel:
    """A moment of this feeling, now; the first digit is 1."""

    digit: int
    stroke: int


@dataclass(frozen=True, slots=True)
class OtherFeelings:
    """The next page of feelings."""


@dataclass(frozen=True, slots=True)
class Place:
    """This touchpoint is in force from now on; the first is 0."""

    index: int
    stroke: int


@dataclass(frozen=True, slots=True)
class Move:
    """The last moment happened at this touchpoint."""

    index: int
    stroke: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A bare mark, to be filled in later."""

    stroke: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """The last moment, again, now."""

    stroke: int


@dataclass(frozen=True, slots=True)
class Intensify:
    """The last moment's feeling is stronger, or weaker."""

    by: int
    stroke: int


@dataclass(frozen=True, slots=True)
class Relayer:
    """The last moment is another kind of knowledge; None stands for the next kind."""

    layer: Layer | None
    stroke: int


@dataclass(frozen=True, slots=True)
class Own:
    """The last moment's feeling is this one's; None stands for the next one's."""

    whose: Whose | None
    stroke: int


@dataclass(frozen=True, slots=True)
class Know:
    """The last moment's feeling is known in this way; None stands for the next way."""

    known: Known | None
    stroke: int


@dataclass(frozen=True, slots=True)
class Shift:
    """The last moment happened a minute later, or earlier."""

    by: int
    stroke: int


@dataclass(frozen=True, slots=True)
class OpenLast:
    """The words of the last moment; with a sign, a tag of it."""

    sign: str = ""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A new line, which begins with this text."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """What these keys did is undone, the last first."""

    strokes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """Those keys were words: they stand in the line."""

    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A key that means nothing here."""

    key: str


Intent = (
    Feel
    | OtherFeelings
    | Place
    | Move
    | Mark
    | Repeat
    | Intensify
    | Relayer
    | Own
    | Know
    | Shift
    | OpenLast
    | OpenLine
    | TakeBack
    | Typed
    | Unknown
)


@dataclass(slots=True)
class _Struck:
    key: str
    at: float
    stroke: int
    gap: float
    """Seconds since the same key before it, where nothing came between; else 0."""
    holding: bool = False


class Pad:
    """Turns keys into intents; remembers only what a later key may take back."""

    def __init__(self, layout: Layout = QWERTY) -> None:
        self.layout = layout
        self._run: list[_Struck] = []
        self._last: _Struck | None = None
        self._done: list[int] = []
        self._strokes = 0

    def press(self, key: str, at: float, page: int = 0) -> tuple[Intent, ...]:
        """Take one key.

        Args:
            key: The character, or ``enter`` or ``backspace``.
            at: When it fell, in seconds on any steady clock.
            page: The page of the pad that is shown; the first is 0.
        """
        means = self.layout.other.get(key, key) if page else key
        if means == TAKE_BACK:
            self._run.clear()
            return (TakeBack((self._done.pop(),)),) if self._done else ()
        if key == "enter":
            self._run.clear()
            return (OpenLine(),)
        last = self._last
        if last is not None and last.key == key and at - last.at < HELD:
            return self._hold(last, at)
        return self._strike(key, means, at)

    def running(self, at: float) -> bool:
        """Tell whether a key now would come fast after others."""
        return bool(self._run) and at - self._run[-1].at < FAST

    def forget(self, stroke: int) -> None:
        """Take note that a key did nothing: there is nothing to take back of it."""
        if stroke in self._done:
            self._done.remove(stroke)

    @property
    def strokes(self) -> int:
        """How many keys fell so far."""
        return self._strokes

    def back_to(self, strokes: int) -> tuple[Intent, ...]:
        """Take back what fell since, however much it was: those keys were no aim."""
        self._run.clear()
        return self._back([stroke for stroke in self._done if stroke > strokes])

    def rest(self) -> None:
        """Take note that something else came between: earlier keys stand."""
        self._run.clear()
        self._done.clear()
        self._last = None

    def _hold(self, last: _Struck, at: float) -> tuple[Intent, ...]:
        """Count a held key once: what its first repeat did, before we could tell, is undone."""
        last.at = at
        if last.holding:
            return ()
        last.holding = True
        if PAUSE[0] <= last.gap <= PAUSE[1]:
            return self._back([last.stroke])
        return ()

    def _strike(self, key: str, means: str, at: float) -> tuple[Intent, ...]:
        self._strokes += 1
        last = self._last
        gap = at - last.at if last is not None and last.key == key else 0.0
        if self._run and at - self._run[-1].at >= FAST:
            self._run.clear()
        struck = _Struck(key, at, self._strokes, gap)
        self._run.append(struck)
        self._last = struck
        if self._are_words(key):
            text = "".join(one.key for one in self._run)
            back = self._back([one.stroke for one in self._run])
            self._run.clear()
            return (*back, Typed(text))
        intent = self._meaning(means, struck.stroke)
        if isinstance(intent, OpenLast | OpenLine):
            self._run.clear()
        elif not isinstance(intent, Unknown | OtherFeelings):
            self._done.append(struck.stroke)
        return (intent,)

    @property
    def _to_and_fro(self) -> set[str]:
        """Keys that are struck fast, one and then the other, by one who seeks the right amount."""
        layout = self.layout
        return {"+", "-", layout.weaker, layout.stronger, layout.earlier, layout.later}

    def _are_words(self, key: str) -> bool:
        before = self._run[:-1]
        if before and (key in SIGNS or key == ":"):
            return True
        if before and key in self.layout.words + self.layout.code:
            # "an", "on": a letter and then this one, fast, is no aim at the last moment.
            return before[-1].key.isalpha() and before[-1].key != self.layout.repeat
        if len(self._run) < WORD:
            return False
        keys = {one.key for one in self._run}
        return len(keys) > 1 and not keys <= self._to_and_fro

    def _back(self, strokes: list[int]) -> tuple[Intent, ...]:
        """Return the taking back of those strokes which did something."""
        held = tuple(stroke for stroke in reversed(strokes) if stroke in self._done)
        self._done = [stroke for stroke in self._done if stroke not in held]
        return (TakeBack(held),) if held else ()

    def _meaning(self, key: str, stroke: int) -> Intent:
        layout = self.layout
        digit = layout.digits.get(key)
        if digit is not None:
            return Feel(digit, stroke) if digit else OtherFeelings()
        if key in layout.row:
            return Place(layout.row.index(key), stroke)
        if key.lower() in layout.row:
            return Move(layout.row.index(key.lower()), stroke)
        return self._others(stroke).get(key, Unknown(key))

    def _others(self, stroke: int) -> dict[str, Intent]:
        layout = self.layout
        stronger, weaker = Intensify(1, stroke), Intensify(-1, stroke)
        return {
            **{key: OpenLast() for key in layout.words},
            **{sign: OpenLine(sign) for sign in SIGNS},
            **{key: Relayer(layer, stroke) for key, layer in layout.layers.items()},
            **{key: Own(whose, stroke) for key, whose in layout.whose.items()},
            **{key: Know(known, stroke) for key, known in layout.known.items()},
            layout.cycle: Relayer(None, stroke),
            layout.code: OpenLast("#"),
            layout.repeat: Repeat(stroke),
            " ": Mark(stroke),
            "+": stronger,
            "=": stronger,
            layout.stronger: stronger,
            "-": weaker,
            layout.weaker: weaker,
            layout.earlier: Shift(-1, stroke),
            layout.later: Shift(1, stroke),
        }
