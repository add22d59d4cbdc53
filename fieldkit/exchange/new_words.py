"""The touchpoints and codes that a file brings along, in order of appearance."""

from fieldkit.model.journey import Code, Touchpoint
from fieldkit.model.keys import CodeKey, TouchpointKey
from fieldkit.model.moment import Moment
from fieldkit.model.words import Words


class NewWords:
    """Collects what the study does not know yet."""

    def __init__(self, words: Words) -> None:
        self._known_touchpoints = set(words.touchpoints)
        self._known_codes = set(words.codes)
        self._touchpoints: dict[str, Touchpoint] = {}
        self._codes: dict[str, Code] = {}

    def meet(self, moment: Moment) -> None:
        """Take note of the words that a moment is tagged with."""
        if moment.touchpoint:
            self.meet_touchpoint(moment.touchpoint)
        for code in moment.codes:
            self.meet_code(code)

    def meet_code(self, key: CodeKey) -> None:
        """Take note of a code."""
        if key not in self._known_codes:
            self._codes.setdefault(key, Code(key=key))

    def meet_touchpoint(self, key: TouchpointKey, name: str | None = None) -> None:
        """Take note of a touchpoint, with the name it goes by where that is more than its key."""
        if key not in self._known_touchpoints:
            self._touchpoints.setdefault(key, Touchpoint(key=key, name=name))

    @property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """The new touchpoints."""
        return tuple(self._touchpoints.values())

    @property
    def codes(self) -> tuple[Code, ...]:
        """The new codes."""
        return tuple(self._codes.values())
